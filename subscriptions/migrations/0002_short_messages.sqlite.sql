-- Whether what happened is worth a short message: progress is not, results and what asks somebody to act are.
alter table announcements add column by_sms integer not null default true;
