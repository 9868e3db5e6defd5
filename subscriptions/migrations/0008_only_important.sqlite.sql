-- Whether a person hears of results and of what asks them to act alone (只收重要的).
alter table preferences add column only_important integer not null default false;
