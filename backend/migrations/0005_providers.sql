-- Our own keys towards identity providers, sealed. `purpose` is `sig` (signs our proof) or `enc` (opens what is
-- encrypted for us).

create table provider_keys (
    id text primary key,
    purpose text not null check (purpose in ('sig', 'enc')),
    private_sealed text not null,
    made_at bigint not null
);
