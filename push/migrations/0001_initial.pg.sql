-- What is to be said, to which address, and what became of each try.
create table messages (
    id uuid primary key,
    kind text not null,
    title text not null,
    facts jsonb not null,
    remark text not null,
    brief text not null,
    link text not null,
    trace text not null,
    occurred_at timestamptz not null,
    created_at timestamptz not null
);
create index messages_with_codes on messages (created_at) where kind = 'code' and brief <> '';

create table addresses (
    id uuid primary key,
    person_id uuid not null,
    channel text collate "C" not null,
    value text collate "C" not null,
    state text not null check (state in ('active', 'lost', 'unbound')),
    reason text not null,
    proven_at timestamptz not null,
    changed_at timestamptz not null
);
create unique index addresses_of_person on addresses (person_id, channel) where state <> 'unbound';
create unique index addresses_holder on addresses (channel, value) where state <> 'unbound';

-- `shelf` says where the row belongs: 0 still to be sent, 1 done with, 2 wants the operator. The indexes name it and not
-- the state, so that claiming a row touches none of them (on PostgreSQL a heap-only update).
create table deliveries (
    id uuid primary key,
    message_id uuid not null,
    due_at timestamptz not null,
    expires_at timestamptz not null,
    created_at timestamptz not null,
    seq bigint not null,
    lane smallint not null,
    shelf smallint not null check (shelf in (0, 1, 2)),
    attempts smallint not null,
    failures smallint not null,
    channel text collate "C" not null,
    state text collate "C" not null check (state in (
        'new', 'sending', 'accepted', 'delivered', 'failed', 'dead', 'uncertain', 'superseded', 'cancelled')),
    person_id uuid,
    tenant_id uuid,
    subscription_id uuid,
    address text collate "C" not null,
    thread text collate "C" not null,
    why text not null,
    held text collate "C" not null,
    doubtful_since timestamptz,
    lease_key uuid,
    provider text collate "C" not null,
    provider_id text collate "C" not null,
    code text collate "C" not null,
    reason text not null,
    successor_id uuid,
    accepted_at timestamptz,
    closed_at timestamptz
) with (fillfactor = 50);
create index deliveries_due on deliveries (channel, lane, due_at) where shelf = 0;
create index deliveries_reported on deliveries (provider, provider_id) where provider_id <> '';
create index deliveries_of_person on deliveries (person_id, thread) where person_id is not null;
create index deliveries_held on deliveries (due_at) where held <> '';
create index deliveries_wanting on deliveries (closed_at) where shelf = 2;

-- A batch being sent; the row goes when every delivery of the batch is written down.
create table leases (
    key uuid primary key,
    channel text collate "C" not null,
    until timestamptz not null
);

create table attempts (
    delivery_id uuid not null,
    no smallint not null,
    at timestamptz not null,
    provider text collate "C" not null,
    outcome text collate "C" not null,
    code text collate "C" not null,
    text text not null,
    provider_id text collate "C" not null,
    elapsed_ms integer not null,
    primary key (delivery_id, no)
);

create table reports (
    provider text collate "C" not null,
    provider_id text collate "C" not null,
    status text collate "C" not null,
    code text not null,
    text text not null,
    delivery_id uuid,
    received_at timestamptz not null,
    joined_at timestamptz,
    primary key (provider, provider_id, status)
);
create index reports_by_key on reports (delivery_id) where delivery_id is not null;
create index reports_parked on reports (provider_id) where joined_at is null;

-- Until when a provider wants nothing more: for one address, or for its whole channel (address '').
create table holds (
    channel text collate "C" not null,
    address text collate "C" not null,
    until timestamptz not null,
    code text not null,
    reason text not null,
    set_at timestamptz not null,
    primary key (channel, address)
);
