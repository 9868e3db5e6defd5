-- Who follows what, what happened, and why a follower heard or did not hear of it.
create table subscriptions (
    id text primary key,
    person_id text not null,
    channel text not null,
    level text not null check (level in ('document', 'enterprise', 'person')),
    topic text not null,
    content text not null,
    mode text not null check (mode in ('follow', 'mute')),
    tenant_id text,
    label text not null,
    valid_from text not null,
    valid_until text,
    cancelled_at text,
    created_at text not null
);
create unique index subscriptions_one on subscriptions (person_id, channel, topic, content, mode);
create index subscriptions_topic on subscriptions (topic) where cancelled_at is null;
create index subscriptions_muting on subscriptions (person_id, channel) where mode = 'mute' and cancelled_at is null;

create table preferences (
    person_id text primary key,
    quiet_from text not null,
    quiet_until text not null,
    urgent_breaks_quiet integer not null,
    changed_at text not null
);

create table announcements (
    id text primary key,
    document_topic text not null,
    enterprise_topic text not null,
    person_topic text not null,
    content text not null,
    tenant_id text,
    seq integer not null,
    urgent integer not null,
    trace text not null,
    created_at text not null,
    fanned_out_at text,
    deliveries integer not null,
    suppressions integer not null
);
create index announcements_waiting on announcements (id) where fanned_out_at is null;
create index announcements_of_document on announcements (document_topic, id);

create table suppressions (
    announcement_id text not null references announcements (id),
    person_id text not null,
    channel text not null,
    subscription_id text not null,
    reason text not null,
    at text not null,
    primary key (announcement_id, person_id, channel)
);

-- What a merged message stands for: it is sent only while every one of these subscriptions still wants it.
create table digest_members (
    delivery_id text primary key,
    digest_id text not null,
    announcement_id text not null references announcements (id),
    subscription_id text not null
);
create index digest_members_of_digest on digest_members (digest_id);
