-- Documents of a time are read kind by kind, also where several kinds are asked for.
drop index document_standings_moved;
create index document_standings_by_kind on document_standings (enterprise_id, kind, status_at, document_id);
