-- Reports by SMPP name a message by the gateway's name for it alone.

create index outbox_reference on outbox (carrier, reference);
