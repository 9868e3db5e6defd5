-- 订阅通知: what followers consented to, one message a consent, and what was sent upon it (the report names no delivery).
create table notice_consents (
    openid text not null,
    template_id text not null,
    credits integer not null,
    changed_at timestamptz not null,
    primary key (openid, template_id)
);
create table notice_sends (
    delivery_id uuid primary key,
    openid text not null,
    template_id text not null,
    sent_at timestamptz not null
);
create index notice_sends_of on notice_sends (openid, template_id, sent_at);
