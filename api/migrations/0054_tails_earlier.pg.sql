-- With each tail how many of its first characters, to eight, stand at an earlier place of the same text as well: a list
-- passes over a part's second places in the index, and asks nobody about them (docs/adr/0018).
drop table text_tails;
create table text_tails (
    enterprise_id uuid not null,
    field text collate "C" not null,
    tail text collate "C" not null,
    owner_id uuid not null,
    place bigint not null,
    earlier smallint not null default 0
);
insert into text_tails (enterprise_id, field, tail, owner_id, place, earlier)
with recursive texts(enterprise_id, field, owner_id, words) as (
    select enterprise_id, kind, id, number from documents
    union all select enterprise_id, 'party.' || kind, id, words from parties
    union all select enterprise_id, 'filing.name_zh', document_id, name_zh from filings where removed_at is null
    union all select enterprise_id, 'filing.name_en', document_id, lower(name_en) from filings where removed_at is null
    union all select enterprise_id, 'filing.hs_code', document_id, hs_code from filings where removed_at is null
    union all select enterprise_id, 'filing.no ' || area, document_id, lower(filing_no) from filing_areas),
places(n) as (select 1 union all select n + 1 from places where n < (select max(length(words)) from texts))
select enterprise_id, field, substr(words, n, 16), owner_id, n, case
    when n > length(words) or replace(substr(words, 1, n - 1), substr(words, n, 1), '')
        = substr(words, 1, n - 1) then 0
    when n + 1 > length(words) or replace(substr(words, 1, n), substr(words, n, 2), '')
        = substr(words, 1, n) then 1
    when n + 2 > length(words) or replace(substr(words, 1, n + 1), substr(words, n, 3), '')
        = substr(words, 1, n + 1) then 2
    when n + 3 > length(words) or replace(substr(words, 1, n + 2), substr(words, n, 4), '')
        = substr(words, 1, n + 2) then 3
    when n + 4 > length(words) or replace(substr(words, 1, n + 3), substr(words, n, 5), '')
        = substr(words, 1, n + 3) then 4
    when n + 5 > length(words) or replace(substr(words, 1, n + 4), substr(words, n, 6), '')
        = substr(words, 1, n + 4) then 5
    when n + 6 > length(words) or replace(substr(words, 1, n + 5), substr(words, n, 7), '')
        = substr(words, 1, n + 5) then 6
    when n + 7 > length(words) or replace(substr(words, 1, n + 6), substr(words, n, 8), '')
        = substr(words, 1, n + 6) then 7
    else 8 end
from texts join places on n <= length(words);
create index text_tails_found on text_tails (enterprise_id, field, tail, owner_id desc, earlier);
