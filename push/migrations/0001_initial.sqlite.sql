-- What is to be said, to which address, and what became of each try.
create table messages (
    id text primary key,
    kind text not null,
    title text not null,
    facts text not null,
    remark text not null,
    brief text not null,
    link text not null,
    trace text not null,
    occurred_at text not null,
    created_at text not null
);
create index messages_with_codes on messages (created_at) where kind = 'code' and brief <> '';

create table addresses (
    id text primary key,
    person_id text not null,
    channel text not null,
    value text not null,
    state text not null check (state in ('active', 'lost', 'unbound')),
    reason text not null,
    proven_at text not null,
    changed_at text not null
);
create unique index addresses_of_person on addresses (person_id, channel) where state <> 'unbound';
create unique index addresses_holder on addresses (channel, value) where state <> 'unbound';

-- `shelf` says where the row belongs: 0 still to be sent, 1 done with, 2 wants the operator. The indexes name it and not
-- the state, so that claiming a row touches none of them (on PostgreSQL a heap-only update).
create table deliveries (
    id text primary key,
    message_id text not null,
    due_at text not null,
    expires_at text not null,
    created_at text not null,
    seq integer not null,
    lane integer not null,
    shelf integer not null check (shelf in (0, 1, 2)),
    attempts integer not null,
    failures integer not null,
    channel text not null,
    state text not null check (state in (
        'new', 'sending', 'accepted', 'delivered', 'failed', 'dead', 'uncertain', 'superseded', 'cancelled')),
    person_id text,
    tenant_id text,
    subscription_id text,
    address text not null,
    thread text not null,
    why text not null,
    held text not null,
    doubtful_since text,
    lease_key text,
    provider text not null,
    provider_id text not null,
    code text not null,
    reason text not null,
    successor_id text,
    accepted_at text,
    closed_at text
);
create index deliveries_due on deliveries (channel, lane, due_at) where shelf = 0;
create index deliveries_reported on deliveries (provider, provider_id) where provider_id <> '';
create index deliveries_of_person on deliveries (person_id, thread) where person_id is not null;
create index deliveries_held on deliveries (due_at) where held <> '';
create index deliveries_wanting on deliveries (closed_at) where shelf = 2;

-- A batch being sent; the row goes when every delivery of the batch is written down.
create table leases (
    key text primary key,
    channel text not null,
    until text not null
);

create table attempts (
    delivery_id text not null,
    no integer not null,
    at text not null,
    provider text not null,
    outcome text not null,
    code text not null,
    text text not null,
    provider_id text not null,
    elapsed_ms integer not null,
    primary key (delivery_id, no)
);

create table reports (
    provider text not null,
    provider_id text not null,
    status text not null,
    code text not null,
    text text not null,
    delivery_id text,
    received_at text not null,
    joined_at text,
    primary key (provider, provider_id, status)
);
create index reports_by_key on reports (delivery_id) where delivery_id is not null;
create index reports_parked on reports (provider_id) where joined_at is null;

-- Until when a provider wants nothing more: for one address, or for its whole channel (address '').
create table holds (
    channel text not null,
    address text not null,
    until text not null,
    code text not null,
    reason text not null,
    set_at text not null,
    primary key (channel, address)
);
