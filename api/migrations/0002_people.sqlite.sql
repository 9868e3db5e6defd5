-- What an enterprise and its people are known by, the CCPIT qualification, the second factor, and registration.
alter table enterprises add column profile text not null default '{}';
alter table enterprises add column customs_code_verified_at text;
alter table enterprises add column ccpit_office text not null default '';
alter table enterprises add column qualified_at text;

alter table persons add column post text not null default 'operator' check (post in ('legal_person', 'operator'));
alter table persons add column id_card text not null default '';
alter table persons add column id_card_index text not null default '';
alter table persons add column card_no text not null default '';
alter table persons add column totp_key text not null default '';
alter table persons add column totp_step integer not null default 0;
alter table persons add column totp_at text;
create unique index persons_card on persons (card_no) where card_no <> '';

alter table sessions add column proven_at text;

create table signatories (
    id text primary key,
    enterprise_id text not null references enterprises (id),
    name text not null,
    on_file integer not null,
    added_at text not null,
    cancelled_at text
);
create unique index signatories_of_enterprise on signatories (enterprise_id, name);

create table recovery_codes (
    id text primary key,
    person_id text not null references persons (id),
    code_hash text not null,
    used_at text
);
create index recovery_codes_of_person on recovery_codes (person_id);

create table registrations (
    id text primary key,
    login text not null,
    credit_code text not null,
    password_hash text not null,
    form text not null,
    state text not null check (state in ('pending', 'approved', 'refused')),
    note text not null,
    created_at text not null,
    decided_at text
);
create index registrations_pending on registrations (id) where state = 'pending';
create index registrations_old on registrations (created_at);
