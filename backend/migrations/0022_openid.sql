-- Applications that ask who a person is (OpenID Connect): their registration, what they were given, and our keys.

create table clients (
    id text primary key,
    -- JSON, as docs/APPLICATIONS.md describes it; holds no secret.
    metadata text not null,
    -- `console`, `file` or `staff`: who maintains it.
    source text not null,
    made_at bigint not null,
    changed_at bigint not null,
    disabled_at bigint
);

-- Two at a time while one is replaced.
create table client_secrets (
    digest text primary key,
    client_id text not null references clients (id) on delete cascade,
    made_at bigint not null,
    ends_at bigint
);
create index client_secrets_client on client_secrets (client_id);

-- Authorization requests that were pushed, or that wait for a person.
create table client_requests (
    id text primary key,
    client_id text not null references clients (id) on delete cascade,
    -- `pushed` or `waiting`.
    state text not null,
    request_sealed text not null,
    -- The public id of the session whose person chose to go on with it.
    chosen_by text not null default '',
    -- The public id of the session whose person agreed.
    agreed_by text not null default '',
    -- 1: the person returned without agreeing.
    is_refused bigint not null default 0,
    made_at bigint not null,
    expires_at bigint not null
);
create index client_requests_over on client_requests (expires_at);

-- What a client got for one sign-in of one person: a code, then a family of tokens.
create table client_grants (
    id text primary key,
    client_id text not null references clients (id) on delete cascade,
    account_id text not null references accounts (id) on delete cascade,
    -- The public id of the session; the grant ends with it unless `is_offline` is 1.
    session_id text not null,
    is_offline bigint not null,
    -- JSON: scopes, claims, strength and time of the sign-in, binding of code and tokens. Nothing about the person.
    terms text not null,
    code_digest text not null,
    code_expires_at bigint not null,
    code_used_at bigint,
    refresh_digest text,
    -- The refresh token before, and its successor for a client that did not receive it.
    refresh_before text,
    refresh_sealed text,
    refresh_at bigint,
    made_at bigint not null,
    used_at bigint not null,
    ends_at bigint not null,
    revoked_at bigint,
    -- When the client was notified that the person signed out; 0: nothing to notify.
    logout_at bigint
);
create unique index client_grants_code on client_grants (code_digest);
create index client_grants_account on client_grants (account_id);
create index client_grants_session on client_grants (session_id);
create index client_grants_client on client_grants (client_id);
create index client_grants_over on client_grants (ends_at);

-- Which scopes a person agreed to.
create table consents (
    account_id text not null references accounts (id) on delete cascade,
    client_id text not null references clients (id) on delete cascade,
    scopes text not null,
    given_at bigint not null,
    primary key (account_id, client_id)
);

create table openid_keys (
    id text primary key,
    algorithm text not null,
    -- 1, 2, 3 ... for each algorithm: of two instances that make a key at once, the first one's counts.
    generation bigint not null,
    private_sealed text not null,
    made_at bigint not null
);
create unique index openid_keys_generation on openid_keys (algorithm, generation);

-- Signed proofs that count once: client assertions and DPoP proofs.
create table proofs_seen (
    digest text primary key,
    expires_at bigint not null
);
create index proofs_seen_over on proofs_seen (expires_at);
