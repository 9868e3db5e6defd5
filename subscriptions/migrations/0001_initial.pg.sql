-- Who follows what, what happened, and why a follower heard or did not hear of it.
create table subscriptions (
    id uuid primary key,
    person_id uuid not null,
    channel text collate "C" not null,
    level text collate "C" not null check (level in ('document', 'enterprise', 'person')),
    topic text collate "C" not null,
    content text collate "C" not null,
    mode text collate "C" not null check (mode in ('follow', 'mute')),
    tenant_id uuid,
    label text not null,
    valid_from timestamptz not null,
    valid_until timestamptz,
    cancelled_at timestamptz,
    created_at timestamptz not null
);
create unique index subscriptions_one on subscriptions (person_id, channel, topic, content, mode);
create index subscriptions_topic on subscriptions (topic) where cancelled_at is null;
create index subscriptions_muting on subscriptions (person_id, channel) where mode = 'mute' and cancelled_at is null;

create table preferences (
    person_id uuid primary key,
    quiet_from text not null,
    quiet_until text not null,
    urgent_breaks_quiet boolean not null,
    changed_at timestamptz not null
);

create table announcements (
    id uuid primary key,
    document_topic text collate "C" not null,
    enterprise_topic text collate "C" not null,
    person_topic text collate "C" not null,
    content text collate "C" not null,
    tenant_id uuid,
    seq bigint not null,
    urgent boolean not null,
    trace text collate "C" not null,
    created_at timestamptz not null,
    fanned_out_at timestamptz,
    deliveries integer not null,
    suppressions integer not null
);
create index announcements_waiting on announcements (id) where fanned_out_at is null;
create index announcements_of_document on announcements (document_topic, id);

create table suppressions (
    announcement_id uuid not null references announcements (id),
    person_id uuid not null,
    channel text collate "C" not null,
    subscription_id uuid not null,
    reason text collate "C" not null,
    at timestamptz not null,
    primary key (announcement_id, person_id, channel)
);

-- What a merged message stands for: it is sent only while every one of these subscriptions still wants it.
create table digest_members (
    delivery_id uuid primary key,
    digest_id uuid not null,
    announcement_id uuid not null references announcements (id),
    subscription_id uuid not null
);
create index digest_members_of_digest on digest_members (digest_id);
