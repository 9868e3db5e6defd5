-- How far the audit trail has been signed anew with a new secret key, and what the next line still rests on (docs/adr/0037).
create table audit_seam (
    id integer primary key check (id = 1),
    seq integer not null,
    chain text not null,
    mac text not null
);
