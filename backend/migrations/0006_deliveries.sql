-- Through which gateway a message goes, and what that gateway reports of it.
--
-- `carrier` is written before the gateway is asked: a process that dies in between leaves behind who may have
-- sent the message already. `reference` is the gateway's own name for it; `delivery` is what was reported
-- last, and `undelivered`, `failed` and `delivered` are final.

alter table outbox add column carrier text;
alter table outbox add column reference text;
alter table outbox add column delivery text;
alter table outbox add column fault text;
alter table outbox add column reported_at bigint;
