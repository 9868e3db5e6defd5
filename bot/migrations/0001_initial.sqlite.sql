-- What was heard, each once, and what was answered; kept for 72 hours (W-4, G-1).
create table heard (
    channel text not null,
    key text not null,
    signature text not null,
    heard_at text not null,
    taken_at text not null,
    answer text,
    primary key (channel, key)
);
create unique index heard_signature on heard (signature) where signature <> '';
create index heard_heard_at on heard (heard_at);
