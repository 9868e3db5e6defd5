-- Mobiles lie under seal (P-4), people see where they are signed in (A-2), and the audit trail is chained (P-5).
alter table persons add column mobile_index text not null default '';
drop index persons_mobile;
create unique index persons_mobile on persons (mobile_index) where mobile_index <> '';

alter table sessions add column device text not null default '';
alter table sessions add column place text not null default '';

alter table audit add column mac text not null default '';
alter table audit add column seq bigint;
alter table audit add column chain text not null default '';
create unique index audit_chain on audit (seq);
create index audit_loose on audit (id) where seq is null;
create index audit_of_tenant on audit (tenant_id, id);

-- Where the chain begins now, after what was old enough to go, and where it ends.
create table audit_ends (
    name text primary key check (name in ('first', 'last')),
    seq bigint not null,
    chain text not null,
    mac text not null
);
