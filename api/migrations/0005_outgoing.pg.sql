-- What we send to the authorities: written with the change that causes it, handed over once, then answered.
create table outgoing (
    id uuid primary key,
    gateway text collate "C" not null,
    kind text not null,
    document_id uuid references documents (id),
    enterprise_id uuid not null references enterprises (id),
    key text collate "C" not null,
    body bytea not null,
    filename text not null,
    subject text not null,
    failed_step text not null,
    state text not null check (state in ('new', 'sending', 'sent', 'answered', 'failed')),
    explanation text not null,
    tries smallint not null,
    due_at timestamptz not null,
    trace text not null,
    created_at timestamptz not null,
    sent_at timestamptz,
    fetched_at timestamptz,
    answered_at timestamptz,
    receipt_id uuid
);
create unique index outgoing_key on outgoing (gateway, key);
create index outgoing_due on outgoing (due_at) where state in ('new', 'sending');
create index outgoing_unfetched on outgoing (sent_at) where state = 'sent' and fetched_at is null;
create index outgoing_awaiting on outgoing (document_id) where state in ('new', 'sending', 'sent');
create index outgoing_of_document on outgoing (document_id);
create index outgoing_of_enterprise on outgoing (enterprise_id, id);
