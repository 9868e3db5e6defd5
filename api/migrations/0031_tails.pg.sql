-- Every tail of a name or number, so that any part of it is how some tail begins (docs/adr/0018).
create table text_tails (
    enterprise_id uuid not null,
    field text collate "C" not null,
    tail text collate "C" not null,
    owner_id uuid not null,
    place bigint not null
);
create index text_tails_found on text_tails (enterprise_id, field, tail, owner_id desc);
insert into text_tails (enterprise_id, field, tail, owner_id, place)
with recursive places(n) as (select 1 union all select n + 1 from places where n < 4096)
select enterprise_id, kind, substr(number, n, 16), id, n
from documents join places on n <= length(number);
insert into text_tails (enterprise_id, field, tail, owner_id, place)
with recursive places(n) as (select 1 union all select n + 1 from places where n < 4096)
select enterprise_id, 'party.' || kind, substr(words, n, 16), id, n
from parties join places on n <= length(words);
insert into text_tails (enterprise_id, field, tail, owner_id, place)
with recursive places(n) as (select 1 union all select n + 1 from places where n < 4096)
select enterprise_id, 'filing.name_zh', substr(name_zh, n, 16), document_id, n
from filings join places on n <= length(name_zh) where removed_at is null;
insert into text_tails (enterprise_id, field, tail, owner_id, place)
with recursive places(n) as (select 1 union all select n + 1 from places where n < 4096)
select enterprise_id, 'filing.name_en', substr(lower(name_en), n, 16), document_id, n
from filings join places on n <= length(lower(name_en)) where removed_at is null;
insert into text_tails (enterprise_id, field, tail, owner_id, place)
with recursive places(n) as (select 1 union all select n + 1 from places where n < 4096)
select enterprise_id, 'filing.hs_code', substr(hs_code, n, 16), document_id, n
from filings join places on n <= length(hs_code) where removed_at is null;
insert into text_tails (enterprise_id, field, tail, owner_id, place)
with recursive places(n) as (select 1 union all select n + 1 from places where n < 4096)
select enterprise_id, 'filing.no ' || area, substr(lower(filing_no), n, 16), document_id, n
from filing_areas join places on n <= length(lower(filing_no));
