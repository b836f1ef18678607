-- What the organisation decides, with its history, and what follows for people whose method ends.
--
-- The newest row of `policies` holds; without one the configuration does.

create table policies (
    version bigint primary key,
    policy text not null,
    by_account text not null,
    at bigint not null
);

-- Who may use a method after its last day, and until when.
create table method_exceptions (
    account_id text not null references accounts (id) on delete cascade,
    kind text not null,
    until bigint not null,
    granted_by text not null,
    primary key (account_id, kind)
);

-- Which notice went to whom: once, whatever restarts. `notice` names the method, its last day and the notice.
create table notices (
    account_id text not null references accounts (id) on delete cascade,
    notice text not null,
    sent_at bigint not null,
    primary key (account_id, notice)
);
create index factors_kind on factors (kind, account_id);
