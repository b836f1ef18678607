-- Cards that were read at the e-ID socket, on their way to the journey that asked for them.
--
-- `id` is the digest of the code that the browser carries over, `ask_digest` that of the value which only the
-- journey knows. A row lives for two minutes and is taken once.

create table handovers (
    id text primary key,
    ask_digest text not null,
    holder_sealed text not null,
    expires_at bigint not null
);
create index handovers_over on handovers (expires_at);
