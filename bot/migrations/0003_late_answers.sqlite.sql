-- Answers that took longer than a channel waits: promised, and given when they are asked for (结果).
create table late_answers (
    channel text not null,
    address text not null,
    key text not null,
    line text not null,
    promised_at text not null,
    answer text,
    primary key (channel, address, key)
);
create index late_answers_promised on late_answers (promised_at);
-- Each turn of a conversation: what was decided about it, beside what came of it.
alter table commands add column decision text not null default '';
