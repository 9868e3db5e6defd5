-- Who carries the tag of 管理员 at the official account, as the platform was told.
create table follower_tags (
    openid text primary key,
    tagged_at timestamptz not null
);
