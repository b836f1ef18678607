-- Accounts that are to be deleted because their person asked for it, and when. The row is there while it waits;
-- it goes with the account.

create table deletions (
    account_id text primary key references accounts (id) on delete cascade,
    asked_at bigint not null,
    due_at bigint not null
);
create index deletions_due on deletions (due_at);
