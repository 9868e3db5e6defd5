-- 打印结果: what was sent to a printer, and what its person answered: 是 or 否 (PRINT-28, PRINT-29).
create table prints (
    id uuid primary key,
    certificate_id uuid not null references documents (id),
    enterprise_id uuid not null references enterprises (id),
    part text not null check (part in ('original', 'copy', 'both')),
    copies integer not null,
    state text not null check (state in ('sent', 'printed', 'failed')),
    reason text not null,
    started_by uuid not null,
    started_at timestamptz not null,
    asked_at timestamptz not null,
    answered_by uuid,
    answered_at timestamptz
);
create unique index prints_open on prints (certificate_id) where state = 'sent';
create index prints_of_enterprise on prints (enterprise_id, id);
create index prints_unanswered on prints (asked_at) where state = 'sent';
