-- Browsers that an account was signed in with before, and one account for one RIZIV number.

-- `id` is the keyed digest of the cookie. It proves nothing: it keeps strangers' guesses from holding up the owner.
create table known_browsers (
    id text not null,
    account_id text not null references accounts (id) on delete cascade,
    since bigint not null,
    seen_at bigint not null,
    ends_at bigint not null,
    primary key (id, account_id)
);
create index known_browsers_account on known_browsers (account_id);
create index known_browsers_over on known_browsers (ends_at);

-- The keyed digest of a doctor's RIZIV number. Accounts from before get theirs after the next start; where two have
-- the same number, one has the digest and the other is noted for the help desk.
alter table accounts add column riziv_key text;
create unique index accounts_riziv on accounts (riziv_key) where riziv_key is not null;
