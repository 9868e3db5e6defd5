-- The delivery log of an enterprise, written once in a delivery's life: when it is closed, with all its other indexes.
-- What is still open is found as the senders find it; what the operator wants, and what never arrived, lies apart.
update deliveries set accepted_at = null where accepted_at is not null and state not in ('accepted', 'delivered');
drop index deliveries_of_tenant;
create index deliveries_of_tenant on deliveries (tenant_id, channel, id) where shelf > 0 and tenant_id is not null;
create index deliveries_wanting_of_tenant on deliveries (tenant_id, id) where shelf = 2;
create index deliveries_not_accepted on deliveries (tenant_id, id) where shelf = 1 and accepted_at is null;
