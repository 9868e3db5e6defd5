-- What somebody follows, listed with the newest first (docs/adr/0018).
create index subscriptions_of_person on subscriptions (person_id, mode, id);
