-- 打印结果: what was sent to a printer, and what its person answered: 是 or 否 (PRINT-28, PRINT-29).
create table prints (
    id text primary key,
    certificate_id text not null references documents (id),
    enterprise_id text not null references enterprises (id),
    part text not null check (part in ('original', 'copy', 'both')),
    copies integer not null,
    state text not null check (state in ('sent', 'printed', 'failed')),
    reason text not null,
    started_by text not null,
    started_at text not null,
    asked_at text not null,
    answered_by text,
    answered_at text
);
create unique index prints_open on prints (certificate_id) where state = 'sent';
create index prints_of_enterprise on prints (enterprise_id, id);
create index prints_unanswered on prints (asked_at) where state = 'sent';
