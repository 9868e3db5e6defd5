-- People and their enterprises.
create table enterprises (
    id uuid primary key,
    name text not null,
    credit_code text not null unique,
    org_code text not null,
    customs_code text not null,
    ccpit_code text not null,
    created_at timestamptz not null
);
create unique index enterprises_org_code on enterprises (org_code);
create index enterprises_ccpit_code on enterprises (ccpit_code) where ccpit_code <> '';

create table persons (
    id uuid primary key,
    login text not null unique,
    name text not null,
    password_hash text not null,
    password_at timestamptz,
    mobile text not null,
    enterprise_id uuid references enterprises (id),
    disabled_at timestamptz,
    created_at timestamptz not null
);
create unique index persons_mobile on persons (mobile) where mobile <> '';

create table memberships (
    id uuid primary key,
    person_id uuid not null references persons (id),
    enterprise_id uuid not null references enterprises (id),
    role text not null check (role in ('admin', 'operator', 'agent')),
    granted_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz
);
create unique index memberships_active on memberships (person_id, enterprise_id) where revoked_at is null;
create index memberships_of_enterprise on memberships (enterprise_id) where revoked_at is null;

create table sessions (
    id uuid primary key,
    token_hash text not null unique,
    person_id uuid not null references persons (id),
    enterprise_id uuid,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz
);
create index sessions_of_person on sessions (person_id) where ended_at is null;

create table api_tokens (
    id uuid primary key,
    name text not null,
    token_hash text not null unique,
    person_id uuid not null references persons (id),
    enterprise_id uuid not null references enterprises (id),
    scopes text not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    used_at timestamptz
);

create table sign_in_failures (
    id uuid primary key,
    login text not null,
    ip text not null,
    at timestamptz not null
);
create index sign_in_failures_of_login on sign_in_failures (login, at);
create index sign_in_failures_of_ip on sign_in_failures (ip, at);

-- Proving that a phone or a WeChat account is somebody's.
create table phone_codes (
    id uuid primary key,
    mobile text not null,
    purpose text not null,
    holder text not null,
    code_hmac text not null,
    checks smallint not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    voided_at timestamptz,
    used_at timestamptz
);
create index phone_codes_live on phone_codes (mobile, purpose, holder) where used_at is null and voided_at is null;

create table phone_code_events (
    id uuid primary key,
    kind text not null check (kind in ('send', 'failed_check')),
    mobile text not null,
    ip text not null,
    account text not null,
    at timestamptz not null
);
create index phone_code_events_mobile on phone_code_events (mobile, kind, at);
create index phone_code_events_ip on phone_code_events (ip, at) where ip <> '';
create index phone_code_events_account on phone_code_events (account, at) where account <> '';
create index phone_code_events_at on phone_code_events (at);

create table bind_tickets (
    id uuid primary key,
    scene text not null unique,
    channel text not null,
    person_id uuid not null references persons (id),
    session_id uuid not null,
    address text not null,
    state text not null check (state in ('open', 'scanned', 'phone_confirmed', 'bound', 'refused')),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    changed_at timestamptz not null
);

-- The register: one row per document of any kind. A new status finds room on the row's own page (fillfactor).
create table documents (
    id uuid primary key,
    kind text collate "C" not null,
    number text collate "C" not null,
    enterprise_id uuid not null references enterprises (id),
    entered_by uuid,
    content text not null,
    status text not null,
    status_at timestamptz not null,
    axes jsonb not null,
    facts jsonb not null,
    seq bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
) with (fillfactor = 70);
create unique index documents_number on documents (number, kind);
create index documents_of_enterprise on documents (enterprise_id, id);

-- No foreign key: a line is written under the lock of its document, whose key never changes, and checking cost a look-up.
create table journal (
    document_id uuid not null,
    seq bigint not null,
    axis text not null,
    step text not null,
    verdict text not null check (verdict in ('applied', 'noted', 'late')),
    from_status text not null,
    to_status text not null,
    actor text not null,
    door text not null,
    note text not null,
    receipt_id uuid,
    occurred_at timestamptz not null,
    at timestamptz not null,
    trace text not null,
    primary key (document_id, seq)
);

-- What the authorities sent, raw, before it is understood: written once and ticked once, hence the fillfactor.
create table inbox (
    id uuid primary key,
    source text collate "C" not null,
    serial text collate "C" not null,
    body bytea not null,
    origin text not null,
    trace text not null,
    state text not null check (state in ('new', 'applied', 'late', 'duplicate', 'unknown', 'foreign', 'refused',
                                         'damaged', 'failed')),
    explanation text not null,
    document_id uuid,
    tries smallint not null,
    received_at timestamptz not null,
    handled_at timestamptz
) with (fillfactor = 50);
create unique index inbox_serial on inbox (source, serial);
create index inbox_new on inbox (id) where state = 'new';
create index inbox_of_document on inbox (document_id) where document_id is not null;

create table alerts (
    id uuid primary key,
    kind text not null,
    key text not null,
    text text not null,
    times integer not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    acknowledged_at timestamptz
);
create unique index alerts_open on alerts (kind, key) where acknowledged_at is null;

create table audit (
    id uuid primary key,
    at timestamptz not null,
    actor text not null,
    door text not null,
    action text not null,
    tenant_id uuid,
    target text not null,
    result text not null,
    trace text not null
);
create index audit_at on audit (at);

-- Which tick of which recurring job some process has taken: one run each, however many processes have a clock.
create table clock_ticks (
    job text not null,
    tick timestamptz not null,
    primary key (job, tick)
);
