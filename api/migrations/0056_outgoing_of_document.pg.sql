-- What was sent for one document, in the order of the list, so that a document of which nothing was sent is told at once.
drop index outgoing_of_document;
create index outgoing_of_document on outgoing (document_id, id);
