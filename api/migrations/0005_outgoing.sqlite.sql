-- What we send to the authorities: written with the change that causes it, handed over once, then answered.
create table outgoing (
    id text primary key,
    gateway text not null,
    kind text not null,
    document_id text references documents (id),
    enterprise_id text not null references enterprises (id),
    key text not null,
    body blob not null,
    filename text not null,
    subject text not null,
    failed_step text not null,
    state text not null check (state in ('new', 'sending', 'sent', 'answered', 'failed')),
    explanation text not null,
    tries integer not null,
    due_at text not null,
    trace text not null,
    created_at text not null,
    sent_at text,
    fetched_at text,
    answered_at text,
    receipt_id text
);
create unique index outgoing_key on outgoing (gateway, key);
create index outgoing_due on outgoing (due_at) where state in ('new', 'sending');
create index outgoing_unfetched on outgoing (sent_at) where state = 'sent' and fetched_at is null;
create index outgoing_awaiting on outgoing (document_id) where state in ('new', 'sending', 'sent');
create index outgoing_of_document on outgoing (document_id);
create index outgoing_of_enterprise on outgoing (enterprise_id, id);
