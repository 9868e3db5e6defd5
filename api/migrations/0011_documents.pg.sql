-- Working numbers: how many of a kind were given on a day (Asia/Shanghai).
create table document_counters (
    prefix text collate "C" not null,
    day text collate "C" not null,
    taken bigint not null,
    primary key (prefix, day)
);

-- Every other number that a document can be found by: invoice, contract, declaration, the number it had before.
create table document_numbers (
    document_id uuid not null references documents (id),
    role text not null check (role in ('certificate', 'invoice', 'contract', 'filing', 'coordination', 'declaration',
                                       'apply')),
    number text collate "C" not null,
    enterprise_id uuid not null,
    primary key (document_id, role, number)
);
create index document_numbers_of_enterprise on document_numbers (enterprise_id, number);
create index documents_number_of_enterprise on documents (enterprise_id, number);

-- What somebody has yet to do about a document, since when; the status says what, data/todos.csv how.
create table document_todos (
    document_id uuid not null references documents (id),
    list text collate "C" not null,
    enterprise_id uuid not null,
    since timestamptz not null,
    primary key (document_id, list)
);
create index document_todos_of_enterprise on document_todos (enterprise_id, list, since);
