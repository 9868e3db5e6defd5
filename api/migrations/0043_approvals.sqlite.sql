-- 四眼: what an enterprise lets nobody do alone, and what waits for a second person's 同意.
create table approval_policies (
    enterprise_id text primary key references enterprises (id),
    acts text not null,
    changed_by text not null,
    changed_at text not null
);
create table approvals (
    id text primary key,
    enterprise_id text not null references enterprises (id),
    act text not null,
    code text not null,
    matters text not null,
    requester_id text not null references persons (id),
    door text not null,
    asked_at text not null,
    expires_at text not null,
    state text not null check (state in ('open', 'done', 'failed', 'refused', 'cancelled', 'expired')),
    decider_id text references persons (id),
    decided_at text,
    note text not null,
    results text not null
);
create unique index approvals_open_code on approvals (enterprise_id, code) where state = 'open';
create index approvals_of_enterprise on approvals (enterprise_id, id);
create index approvals_open on approvals (expires_at) where state = 'open';
