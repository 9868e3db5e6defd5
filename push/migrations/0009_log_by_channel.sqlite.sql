-- The delivery log of an enterprise, written once in a delivery's life: when it is closed, with all its other indexes.
-- What goes to WeChat, as nearly all does, has the narrower of two indexes: with its channel it would be twice as dear.
-- What is still open is found as the senders find it; what the operator wants, and what never arrived, lies apart.
update deliveries set accepted_at = null where accepted_at is not null and state not in ('accepted', 'delivered');
drop index if exists deliveries_of_tenant;
drop index if exists deliveries_wanting_of_tenant;
drop index if exists deliveries_not_accepted;
create index deliveries_of_tenant_on_wechat on deliveries (tenant_id, id)
    where shelf > 0 and channel = 'wechat' and tenant_id is not null;
create index deliveries_of_tenant_elsewhere on deliveries (tenant_id, channel, id)
    where shelf > 0 and channel <> 'wechat' and tenant_id is not null;
create index deliveries_wanting_of_tenant on deliveries (tenant_id, id) where shelf = 2;
create index deliveries_not_accepted on deliveries (tenant_id, id) where shelf = 1 and accepted_at is null;
