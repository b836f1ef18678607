-- An audit trail that proves itself, and the people who work for the others.
--
-- Each row of `audit` carries a keyed digest (`mac`) of itself and of the digest before it. `seq` counts from 1
-- without a gap; rows from before the trail was chained have a `seq` up to 0 and no `mac`. Triggers, which each
-- engine writes in its own way (db/guards.rs), refuse changes and keep `audit_head` at the last row. What people
-- wrote stands in `said_sealed`, under a key of its subject: without that key it is gone, and the chain is whole.

create table audit_before (
    id text primary key,
    at bigint not null,
    event text not null,
    account_id text,
    actor text not null,
    detail text not null,
    browser text not null
);
insert into audit_before (id, at, event, account_id, actor, detail, browser)
    select id, at, event, account_id, actor, detail, browser from audit;
drop table audit;
create table audit (
    seq bigint primary key,
    id text not null,
    at bigint not null,
    event text not null,
    account_id text,
    actor text not null,
    detail text not null,
    browser text not null default '',
    said_sealed text not null default '',
    mac text not null
);
insert into audit (seq, id, at, event, account_id, actor, detail, browser, mac)
    select n - (select count(*) from audit_before), id, at, event, account_id, actor, detail, browser, ''
    from (select row_number() over (order by at, id) as n, id, at, event, account_id, actor, detail, browser
        from audit_before) as numbered;
drop table audit_before;
create unique index audit_id on audit (id);
create index audit_account on audit (account_id, at);
create index audit_at on audit (at);

create table audit_head (
    one bigint primary key check (one = 1),
    seq bigint not null,
    mac text not null
);
insert into audit_head (one, seq, mac) values (1, 0, '');

-- The key of what was said about somebody. Erasing it erases that, in every copy of the trail.
create table subject_keys (
    account_id text primary key,
    key_sealed text not null
);

-- The digest of the number of the organisation that somebody acts for.
alter table accounts add column organisation_key text;
create index accounts_organisation on accounts (organisation_key) where organisation_key is not null;

-- Who works here. One role per person; `organisation_key` is the digest of the CBE number that an
-- organisation's own administrator is bound to.
create table staff (
    account_id text primary key references accounts (id) on delete cascade,
    role text not null check (role in ('desk', 'administrator', 'auditor', 'organisation')),
    organisation_key text,
    granted_by text not null,
    granted_at bigint not null,
    check ((role = 'organisation') = (organisation_key is not null))
);
