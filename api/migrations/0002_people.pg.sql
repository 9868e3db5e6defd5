-- What an enterprise and its people are known by, the CCPIT qualification, the second factor, and registration.
alter table enterprises add column profile jsonb not null default '{}';
alter table enterprises add column customs_code_verified_at timestamptz;
alter table enterprises add column ccpit_office text not null default '';
alter table enterprises add column qualified_at timestamptz;

alter table persons add column post text not null default 'operator' check (post in ('legal_person', 'operator'));
alter table persons add column id_card text not null default '';
alter table persons add column id_card_index text not null default '';
alter table persons add column card_no text not null default '';
alter table persons add column totp_key text not null default '';
alter table persons add column totp_step bigint not null default 0;
alter table persons add column totp_at timestamptz;
create unique index persons_card on persons (card_no) where card_no <> '';

alter table sessions add column proven_at timestamptz;

create table signatories (
    id uuid primary key,
    enterprise_id uuid not null references enterprises (id),
    name text not null,
    on_file boolean not null,
    added_at timestamptz not null,
    cancelled_at timestamptz
);
create unique index signatories_of_enterprise on signatories (enterprise_id, name);

create table recovery_codes (
    id uuid primary key,
    person_id uuid not null references persons (id),
    code_hash text not null,
    used_at timestamptz
);
create index recovery_codes_of_person on recovery_codes (person_id);

create table registrations (
    id uuid primary key,
    login text not null,
    credit_code text not null,
    password_hash text not null,
    form jsonb not null,
    state text not null check (state in ('pending', 'approved', 'refused')),
    note text not null,
    created_at timestamptz not null,
    decided_at timestamptz
);
create index registrations_pending on registrations (id) where state = 'pending';
create index registrations_old on registrations (created_at);
