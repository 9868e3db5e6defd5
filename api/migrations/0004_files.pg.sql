-- What people upload: the bytes lie under the data directory in a file of that random name, the row says whose they are.
create table files (
    id uuid primary key,
    enterprise_id uuid not null references enterprises (id),
    uploaded_by uuid not null,
    purpose text not null,
    name text not null,
    stored text not null unique,
    size bigint not null,
    sha256 text not null,
    media_type text not null,
    created_at timestamptz not null
);
create index files_of_enterprise on files (enterprise_id, id);
create index files_by_age on files (created_at);

-- Which file stands in which slot of which document (随附单据, 附件); one file may stand in several.
create table attachments (
    document_id uuid not null references documents (id),
    slot text not null,
    file_id uuid not null references files (id),
    attached_by uuid not null,
    attached_at timestamptz not null,
    primary key (document_id, slot, file_id)
);
create index attachments_of_file on attachments (file_id);
