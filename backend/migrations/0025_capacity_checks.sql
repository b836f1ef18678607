-- The verification of the capacity of an account: one row for each account whose capacity is not `citizen`.
--
-- The policy decides whether a row is used: with `declared` it is ignored.
create table capacity_checks (
    account_id text primary key references accounts (id) on delete cascade,
    capacity text not null,
    -- `confirmed`, `refused`, or empty before the first decision.
    verdict text not null,
    -- `source` or `staff`; empty before the first decision.
    decided_by text not null,
    -- The time of the decision; before the first one, the time of the declaration.
    at bigint not null,
    -- The time of the next query to the source.
    due_at bigint not null,
    leased_until bigint not null,
    attempts bigint not null
);
create index capacity_checks_due on capacity_checks (capacity, due_at);
create index capacity_checks_open on capacity_checks (capacity, decided_by, at);

insert into capacity_checks (account_id, capacity, verdict, decided_by, at, due_at, leased_until, attempts)
    select id, capacity, '', '', created_at, 0, 0, 0 from accounts where capacity <> 'citizen';
