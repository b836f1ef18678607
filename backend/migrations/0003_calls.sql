-- Phone calls as a second factor, and their way through the outbox.
--
-- A call is live until it was used, it ended, or `expires_at` has passed; an account has one live call at
-- most. Which state follows which is decided in the program and written by guarded updates.

create table calls (
    id text primary key,
    account_id text not null references accounts (id) on delete cascade,
    scope text not null,
    phone_key text not null,
    phone_masked_sealed text not null,
    purpose text not null,
    mode text not null,
    digits_sealed text,
    state text not null,
    started_at bigint not null,
    changed_at bigint not null,
    expires_at bigint not null,
    consumed_at bigint
);
create unique index calls_live on calls (account_id)
    where consumed_at is null and state in ('queued', 'ringing', 'answered', 'half_keyed', 'confirmed');
create index calls_scope on calls (scope, started_at);
create index calls_account on calls (account_id, changed_at);
create index calls_over on calls (started_at);

-- Neither engine can widen a check in a way that the other understands: the table is made anew.
create table outbox_with_voice (
    id text primary key,
    idempotency_key text not null,
    channel text not null check (channel in ('sms', 'mail', 'voice')),
    message_sealed text,
    attempts bigint not null default 0,
    due_at bigint not null,
    leased_until bigint not null default 0,
    give_up_at bigint not null,
    sent_at bigint,
    failed_at bigint,
    created_at bigint not null
);
insert into outbox_with_voice (id, idempotency_key, channel, message_sealed, attempts, due_at,
    leased_until, give_up_at, sent_at, failed_at, created_at)
    select id, idempotency_key, channel, message_sealed, attempts, due_at,
        leased_until, give_up_at, sent_at, failed_at, created_at from outbox;
drop table outbox;
alter table outbox_with_voice rename to outbox;
create unique index outbox_once on outbox (idempotency_key);
create index outbox_due on outbox (due_at) where sent_at is null and failed_at is null;
