-- Second factors, what protects them, and what a session has proved (M1-M9).
--
-- Keys, numbers and names given by people are sealed; credentials and numbers are found again by a keyed
-- digest (`lookup_key`). Recovery codes are keyed digests only.

create table factors (
    id text primary key,
    account_id text not null references accounts (id) on delete cascade,
    kind text not null check (kind in ('app', 'passkey', 'platform', 'security_key', 'sms', 'call')),
    name_sealed text not null,
    secret_sealed text not null,
    lookup_key text not null,
    -- The last step of an app, the counter of a key: it only grows, so nothing is accepted twice.
    counter bigint not null default 0,
    preferred boolean not null default false,
    added_at bigint not null,
    used_at bigint
);
create index factors_account on factors (account_id);
-- A credential belongs to one account; a number serves an account once per kind.
create unique index factors_credential on factors (lookup_key)
    where kind in ('passkey', 'platform', 'security_key');
create unique index factors_number on factors (account_id, kind, lookup_key)
    where kind in ('sms', 'call');

create table recovery_codes (
    id text primary key,
    account_id text not null references accounts (id) on delete cascade,
    code_key text not null,
    used_at bigint
);
create unique index recovery_codes_code on recovery_codes (account_id, code_key);

-- Wrong codes of an account, whichever route took them: counted before anything is compared.
create table factor_tries (
    account_id text primary key references accounts (id) on delete cascade,
    failures bigint not null,
    rests_until bigint not null
);

-- Browsers that are not asked for a second factor; `id` is the digest of the cookie.
create table browsers (
    id text not null,
    account_id text not null references accounts (id) on delete cascade,
    public_id text not null,
    browser text not null,
    since bigint not null,
    seen_at bigint not null,
    ends_at bigint not null,
    primary key (id, account_id)
);
create unique index browsers_public on browsers (public_id);
create index browsers_account on browsers (account_id);
create index browsers_over on browsers (ends_at);

-- "This was not me": the digest of the link's secret, and what it puts back.
create table undos (
    id text primary key,
    account_id text not null references accounts (id) on delete cascade,
    change text not null,
    before_sealed text not null,
    expires_at bigint not null,
    consumed_at bigint
);
create index undos_account on undos (account_id);
create index undos_over on undos (expires_at);

-- What a session may do, when it last proved an enrolled factor, and from where it came.
alter table sessions add column scope text not null default 'full';
alter table sessions add column proved_at bigint not null default 0;
alter table sessions add column place_sealed text not null default '';

-- Held after "this was not me"; and the one week that was added to the grace.
alter table accounts add column held_until bigint not null default 0;
alter table accounts add column snoozed_at bigint;

-- Browser and system in a few words, for the history that its owner reads.
alter table audit add column browser text not null default '';
