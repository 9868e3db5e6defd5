-- Lists of one kind, and of back-fills: in the order in which they are read, straight from an index.
create index documents_of_kind on documents (enterprise_id, kind, id);
create index backfills_listed on backfills (enterprise_id, document_id);
