-- People and their enterprises.
create table enterprises (
    id text primary key,
    name text not null,
    credit_code text not null unique,
    org_code text not null,
    customs_code text not null,
    ccpit_code text not null,
    created_at text not null
);
create unique index enterprises_org_code on enterprises (org_code);
create index enterprises_ccpit_code on enterprises (ccpit_code) where ccpit_code <> '';

create table persons (
    id text primary key,
    login text not null unique,
    name text not null,
    password_hash text not null,
    password_at text,
    mobile text not null,
    enterprise_id text references enterprises (id),
    disabled_at text,
    created_at text not null
);
create unique index persons_mobile on persons (mobile) where mobile <> '';

create table memberships (
    id text primary key,
    person_id text not null references persons (id),
    enterprise_id text not null references enterprises (id),
    role text not null check (role in ('admin', 'operator', 'agent')),
    granted_at text not null,
    expires_at text,
    revoked_at text
);
create unique index memberships_active on memberships (person_id, enterprise_id) where revoked_at is null;
create index memberships_of_enterprise on memberships (enterprise_id) where revoked_at is null;

create table sessions (
    id text primary key,
    token_hash text not null unique,
    person_id text not null references persons (id),
    enterprise_id text,
    created_at text not null,
    seen_at text not null,
    expires_at text not null,
    ended_at text
);
create index sessions_of_person on sessions (person_id) where ended_at is null;

create table api_tokens (
    id text primary key,
    name text not null,
    token_hash text not null unique,
    person_id text not null references persons (id),
    enterprise_id text not null references enterprises (id),
    scopes text not null,
    created_at text not null,
    expires_at text,
    revoked_at text,
    used_at text
);

create table sign_in_failures (
    id text primary key,
    login text not null,
    ip text not null,
    at text not null
);
create index sign_in_failures_of_login on sign_in_failures (login, at);
create index sign_in_failures_of_ip on sign_in_failures (ip, at);

-- Proving that a phone or a WeChat account is somebody's.
create table phone_codes (
    id text primary key,
    mobile text not null,
    purpose text not null,
    holder text not null,
    code_hmac text not null,
    checks integer not null,
    created_at text not null,
    expires_at text not null,
    voided_at text,
    used_at text
);
create index phone_codes_live on phone_codes (mobile, purpose, holder) where used_at is null and voided_at is null;

create table phone_code_events (
    id text primary key,
    kind text not null check (kind in ('send', 'failed_check')),
    mobile text not null,
    ip text not null,
    account text not null,
    at text not null
);
create index phone_code_events_mobile on phone_code_events (mobile, kind, at);
create index phone_code_events_ip on phone_code_events (ip, at) where ip <> '';
create index phone_code_events_account on phone_code_events (account, at) where account <> '';
create index phone_code_events_at on phone_code_events (at);

create table bind_tickets (
    id text primary key,
    scene text not null unique,
    channel text not null,
    person_id text not null references persons (id),
    session_id text not null,
    address text not null,
    state text not null check (state in ('open', 'scanned', 'phone_confirmed', 'bound', 'refused')),
    created_at text not null,
    expires_at text not null,
    changed_at text not null
);

-- The register: one row per document of any kind.
create table documents (
    id text primary key,
    kind text not null,
    number text not null,
    enterprise_id text not null references enterprises (id),
    entered_by text,
    content text not null,
    status text not null,
    status_at text not null,
    axes text not null,
    facts text not null,
    seq integer not null,
    created_at text not null,
    updated_at text not null
);
create unique index documents_number on documents (number, kind);
create index documents_of_enterprise on documents (enterprise_id, id);

-- No foreign key: a line is written under the lock of its document, whose key never changes, and checking cost a look-up.
create table journal (
    document_id text not null,
    seq integer not null,
    axis text not null,
    step text not null,
    verdict text not null check (verdict in ('applied', 'noted', 'late')),
    from_status text not null,
    to_status text not null,
    actor text not null,
    door text not null,
    note text not null,
    receipt_id text,
    occurred_at text not null,
    at text not null,
    trace text not null,
    primary key (document_id, seq)
);

-- What the authorities sent, raw, before it is understood.
create table inbox (
    id text primary key,
    source text not null,
    serial text not null,
    body blob not null,
    origin text not null,
    trace text not null,
    state text not null check (state in ('new', 'applied', 'late', 'duplicate', 'unknown', 'foreign', 'refused',
                                         'damaged', 'failed')),
    explanation text not null,
    document_id text,
    tries integer not null,
    received_at text not null,
    handled_at text
);
create unique index inbox_serial on inbox (source, serial);
create index inbox_new on inbox (id) where state = 'new';
create index inbox_of_document on inbox (document_id) where document_id is not null;

create table alerts (
    id text primary key,
    kind text not null,
    key text not null,
    text text not null,
    times integer not null,
    first_at text not null,
    last_at text not null,
    acknowledged_at text
);
create unique index alerts_open on alerts (kind, key) where acknowledged_at is null;

create table audit (
    id text primary key,
    at text not null,
    actor text not null,
    door text not null,
    action text not null,
    tenant_id text,
    target text not null,
    result text not null,
    trace text not null
);
create index audit_at on audit (at);

-- Which tick of which recurring job some process has taken: one run each, however many processes have a clock.
create table clock_ticks (
    job text not null,
    tick text not null,
    primary key (job, tick)
);
