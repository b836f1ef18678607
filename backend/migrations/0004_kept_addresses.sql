-- The address that an undo would bring back belongs to nobody else meanwhile.

alter table undos add column email_key text;
create index undos_email on undos (email_key);
