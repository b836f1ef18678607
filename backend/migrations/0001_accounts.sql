-- Accounts, how people prove who they are, where their journeys stand, and what must be sent to them.
--
-- One text for SQLite and PostgreSQL. What names a person is sealed (`_sealed`) with a key that is not in
-- the database and found again by a keyed digest (`_key`); the national number is only ever a digest (C6).
-- Times are unix milliseconds.

create table accounts (
    id text primary key,
    state text not null check (state in ('opening', 'waiting', 'active')),
    email_key text not null,
    email_sealed text not null,
    phone_key text not null,
    phone_sealed text not null,
    person_sealed text not null,
    language text not null,
    capacity text not null,
    terms_version text not null,
    terms_at bigint not null,
    password_hash text,
    code_failures bigint not null default 0,
    locked_at bigint,
    created_at bigint not null,
    activated_at bigint
);
create unique index accounts_email on accounts (email_key);
create index accounts_unfinished on accounts (created_at) where state <> 'active';

create table identities (
    id text primary key,
    account_id text not null references accounts (id) on delete cascade,
    provider text not null,
    person_key text not null,
    linked_at bigint not null
);
create unique index identities_person on identities (provider, person_key);
create index identities_account on identities (account_id);

-- `id` is the digest of the secret in the cookie. `account_id` is empty for a visitor who is half-way.
create table sessions (
    id text primary key,
    public_id text not null,
    account_id text references accounts (id) on delete cascade,
    strength text not null,
    browser text not null,
    started_at bigint not null,
    seen_at bigint not null,
    idle_until bigint not null,
    ends_at bigint not null
);
create unique index sessions_public on sessions (public_id);
create index sessions_account on sessions (account_id);
create index sessions_over on sessions (ends_at);

-- One journey of a kind per visitor. The state is sealed; `version` lets one of two racing requests win.
create table flows (
    id text primary key,
    session_id text not null references sessions (id) on update cascade on delete cascade,
    kind text not null,
    step text not null,
    state_sealed text not null,
    version bigint not null,
    expires_at bigint not null
);
create unique index flows_session on flows (session_id, kind);
create index flows_over on flows (expires_at);

-- A code that was sent. `scope` says for what: at most one live code per scope.
create table challenges (
    id text primary key,
    scope text not null,
    account_id text not null references accounts (id) on delete cascade,
    purpose text not null,
    phone_key text not null,
    code_mac text not null,
    code_sealed text not null,
    attempts bigint not null default 0,
    message_id text not null,
    sent_at bigint not null,
    expires_at bigint not null,
    consumed_at bigint
);
create unique index challenges_live on challenges (scope) where consumed_at is null;
create index challenges_over on challenges (expires_at);

-- Links in mails: the digest of the secret only.
create table links (
    id text primary key,
    account_id text not null references accounts (id) on delete cascade,
    purpose text not null,
    expires_at bigint not null,
    consumed_at bigint
);

-- Work that survives the process: making an account, mailing a recovery link.
create table jobs (
    id text primary key,
    kind text not null,
    account_id text,
    subject_key text not null,
    task text not null,
    state text not null check (state in ('due', 'failed', 'done')),
    detail_sealed text not null,
    attempts bigint not null default 0,
    due_at bigint not null,
    leased_until bigint not null default 0,
    created_at bigint not null
);
create index jobs_due on jobs (due_at) where state = 'due';
create index jobs_account on jobs (account_id);
create index jobs_subject on jobs (subject_key);

-- Messages to send, written in the transaction of what they tell.
create table outbox (
    id text primary key,
    idempotency_key text not null,
    channel text not null check (channel in ('sms', 'mail')),
    message_sealed text,
    attempts bigint not null default 0,
    due_at bigint not null,
    leased_until bigint not null default 0,
    give_up_at bigint not null,
    sent_at bigint,
    failed_at bigint,
    created_at bigint not null
);
create unique index outbox_once on outbox (idempotency_key);
create index outbox_due on outbox (due_at) where sent_at is null and failed_at is null;

-- Counters per window, and the pace of resends. Keys are digests: no number or address stands here.
create table limits (
    key text not null,
    window_start bigint not null,
    n bigint not null,
    over_at bigint not null,
    primary key (key, window_start)
);
create index limits_over on limits (over_at);

create table paces (
    key text primary key,
    n bigint not null,
    next_at bigint not null
);

-- What happened, append-only, written in the transaction of what it tells.
create table audit (
    id text primary key,
    at bigint not null,
    event text not null,
    account_id text,
    actor text not null,
    detail text not null
);
create index audit_account on audit (account_id, at);

create table meta (
    key text primary key,
    value text not null
);
