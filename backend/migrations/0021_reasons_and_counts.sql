-- Why a policy was put in force, sealed with the key of who decided it. Versions from before this have their reason
-- in the audit trail only.
alter table policies add column reason_sealed text not null default '';

-- How many people of a capacity had no method, only text messages, or no method that stays, once a day: what the
-- cockpit compares today with.
create table standing_counts (
    day text not null,
    capacity text not null,
    people bigint not null,
    no_method bigint not null,
    sms_only bigint not null,
    at_risk bigint not null,
    primary key (day, capacity)
);
