-- Whether others may rely on the capacity of an account: one row for each account that is no citizen's.
--
-- What a row is worth follows from the policy: with `declared` nothing here counts.
create table capacity_checks (
    account_id text primary key references accounts (id) on delete cascade,
    capacity text not null,
    -- `confirmed`, `refused`, or empty while nobody decided.
    verdict text not null,
    -- `source` or `staff`; empty while nobody decided.
    decided_by text not null,
    -- When that was decided; while nobody did, since when it waits.
    at bigint not null,
    -- When the source is asked next.
    due_at bigint not null,
    leased_until bigint not null,
    attempts bigint not null
);
create index capacity_checks_due on capacity_checks (capacity, due_at);
create index capacity_checks_open on capacity_checks (capacity, decided_by, at);

insert into capacity_checks (account_id, capacity, verdict, decided_by, at, due_at, leased_until, attempts)
    select id, capacity, '', '', created_at, 0, 0, 0 from accounts where capacity <> 'citizen';
