-- 四眼: what an enterprise lets nobody do alone, and what waits for a second person's 同意.
create table approval_policies (
    enterprise_id uuid primary key references enterprises (id),
    acts text not null,
    changed_by uuid not null,
    changed_at timestamptz not null
);
create table approvals (
    id uuid primary key,
    enterprise_id uuid not null references enterprises (id),
    act text not null,
    code text not null,
    matters jsonb not null,
    requester_id uuid not null references persons (id),
    door text not null,
    asked_at timestamptz not null,
    expires_at timestamptz not null,
    state text not null check (state in ('open', 'done', 'failed', 'refused', 'cancelled', 'expired')),
    decider_id uuid references persons (id),
    decided_at timestamptz,
    note text not null,
    results jsonb not null
);
create unique index approvals_open_code on approvals (enterprise_id, code) where state = 'open';
create index approvals_of_enterprise on approvals (enterprise_id, id);
create index approvals_open on approvals (expires_at) where state = 'open';
