-- What each kind of factor is, so that no query names a kind: a new one is a row here, written at
-- the start from the program's own list.
create table factor_kinds (
    kind text primary key,
    bit bigint not null unique,
    is_key boolean not null,
    is_phone boolean not null
);
