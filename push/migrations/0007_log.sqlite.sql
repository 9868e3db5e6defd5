-- The delivery log of an enterprise: all of it, and by what the provider said (docs/adr/0018).
create index deliveries_of_tenant on deliveries (tenant_id, id) where tenant_id is not null;
create index deliveries_by_code on deliveries (tenant_id, code, id) where code <> '';
