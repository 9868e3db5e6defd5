-- An authority may go on using the number that it knew a document by before it gave its own.
create index document_numbers_former on document_numbers (number) where role = 'apply';
