-- The help desk: how people are found, what was sent to them, how a caller is known, and what waits.
--
-- A name is found by the keyed digests of its words, as an address and a number are by theirs. A message keeps
-- whose it is and what for, so that the desk sees how it fares; never to which number, nor what it says.

create table account_names (
    account_id text not null references accounts (id) on delete cascade,
    name_key text not null,
    primary key (name_key, account_id)
);
create index account_names_account on account_names (account_id);
create index accounts_phone on accounts (phone_key);
create index factors_phone on factors (lookup_key) where kind in ('sms', 'call');

alter table outbox add column account_id text;
alter table outbox add column purpose text;
create index outbox_account on outbox (account_id, created_at) where account_id is not null;

-- A person who is on the phone with the desk: reads a code aloud (`read`), then compares figures (`compare`).
create table caller_checks (
    account_id text primary key references accounts (id) on delete cascade,
    id text not null,
    state text not null check (state in ('read', 'compare')),
    code_mac text not null,
    code_sealed text not null,
    figures_sealed text not null default '',
    staff_id text not null default '',
    tries bigint not null default 0,
    expires_at bigint not null
);
create index caller_checks_over on caller_checks (expires_at);

-- Whom an agent knows: by such a call, or by the card at the counter.
create table known_callers (
    account_id text not null references accounts (id) on delete cascade,
    staff_id text not null references accounts (id) on delete cascade,
    how text not null check (how in ('call', 'card')),
    until bigint not null,
    primary key (account_id, staff_id)
);
create index known_callers_staff on known_callers (staff_id);
create index known_callers_over on known_callers (until);

-- What a card at the counter is asked: answered once, in the agent's session that asked.
create table counter_questions (
    account_id text not null references accounts (id) on delete cascade,
    session_id text not null,
    question_sealed text not null,
    expires_at bigint not null,
    primary key (account_id, session_id)
);
create index counter_questions_over on counter_questions (expires_at);

-- One-time codes that open the setting up of a method; one an account.
create table access_codes (
    account_id text primary key references accounts (id) on delete cascade,
    code_key text not null,
    expires_at bigint not null
);
create index access_codes_over on access_codes (expires_at);

-- Methods that go at a later moment, unless somebody calls that off. `link_key` is the digest of the secret in
-- the link that the owner was sent.
create table resets (
    id text primary key,
    link_key text not null,
    account_id text not null references accounts (id) on delete cascade,
    factor_id text not null references factors (id) on delete cascade,
    staff_id text not null,
    due_at bigint not null
);
create unique index resets_link on resets (link_key);
create unique index resets_method on resets (factor_id);
create index resets_account on resets (account_id);
