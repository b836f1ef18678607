-- Figures of a day, without anybody in them, and campaigns to people who should set another method up.
--
-- Who had which methods is counted once a day, how far journeys came is added up every few seconds, and what was
-- sent is summed up before the messages are forgotten. `kind` is a method or `without`. `cost` is in
-- ten-thousandths of a euro, at the prices of the day on which it was summed up; absent without a price.

create table method_counts (
    day text not null,
    kind text not null,
    capacity text not null,
    people bigint not null,
    primary key (day, kind, capacity)
);

create table journey_counts (
    day text not null,
    journey text not null,
    step text not null,
    reached bigint not null,
    primary key (day, journey, step)
);

create table send_counts (
    day text not null,
    channel text not null,
    country text not null,
    outcome text not null,
    cause text not null,
    messages bigint not null,
    cost bigint,
    primary key (day, channel, country, outcome, cause)
);

-- Which steps a journey reached already: each counts once.
alter table flows add column reached text not null default '';

-- The country of the number that a message went to; the number itself stays sealed.
alter table outbox add column country text;
create index outbox_created on outbox (created_at);
create index outbox_waiting on outbox (purpose) where sent_at is null and failed_at is null;

-- Until when campaigns leave somebody alone.
alter table accounts add column undisturbed_until bigint not null default 0;

-- What counting asks for, and nothing else: the rows themselves are long.
create index accounts_active on accounts (capacity, id, undisturbed_until) where state = 'active';
drop index factors_account;
create index factors_account on factors (account_id, kind);

-- One runs at a time. `place` is the last account that was looked at.
create table campaigns (
    id text primary key,
    selection text not null check (selection in ('sms_only', 'without', 'at_risk')),
    capacity text not null,
    state text not null check (state in ('running', 'done', 'stopped')),
    place text not null default '',
    people bigint not null,
    started_by text not null,
    started_at bigint not null,
    ended_at bigint
);
create unique index campaigns_running on campaigns (state) where state = 'running';

-- Who got a mail of which campaign: once, whatever restarts. `link_key` is the digest of the secret in its link.
create table campaign_mails (
    campaign_id text not null references campaigns (id) on delete cascade,
    account_id text not null references accounts (id) on delete cascade,
    link_key text not null,
    sent_at bigint not null,
    snoozed_at bigint,
    primary key (campaign_id, account_id)
);
create unique index campaign_mails_link on campaign_mails (link_key);
create index campaign_mails_account on campaign_mails (account_id);
