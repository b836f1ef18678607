-- Who lost the last method by another hand than their own, and what waits for a second administrator.

-- When the help desk removed the last method; nothing once another was set up.
alter table accounts add column emptied_at bigint;

-- A change that one administrator asked for and another has to agree to. `what` names the kind; `change_sealed` is
-- the change with its reason, sealed for `proposals|change|<id>`. It is decided once, or lapses.
create table proposals (
    id text primary key,
    what text not null,
    change_sealed text not null,
    by_account text not null,
    at bigint not null,
    ends_at bigint not null,
    decided_at bigint,
    decided_by text,
    agreed bigint
);
create index proposals_open on proposals (ends_at) where decided_at is null;
