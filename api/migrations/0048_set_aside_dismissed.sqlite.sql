-- Receipts that were set aside: who runs the site may dismiss one for good, and those that stand are read by an index.
alter table inbox add column dismissed_at text;
create index inbox_set_aside on inbox (received_at, id)
    where state in ('unknown', 'foreign', 'damaged', 'refused', 'failed') and dismissed_at is null;
