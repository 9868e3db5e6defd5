-- Sign-in by WeChat: what a browser that was sent there must bring back, and the binding by which a session stands.
create table wechat_visits (
    digest text primary key,
    wanted text not null,
    tries integer not null,
    expires_at timestamptz not null
);
alter table sessions add column address_id uuid;
