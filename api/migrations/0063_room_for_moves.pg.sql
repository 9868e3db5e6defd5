-- What arrives together lies together: a page has room for a new version of each of its rows.
alter table documents set (fillfactor = 50);
