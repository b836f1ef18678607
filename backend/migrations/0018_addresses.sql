-- Whether the e-mail address of an account was proved. `unproved`: its owner gave it, and nothing showed that mail
-- there reaches them; `proved`; `removed`: it turned out to be of another person, and is no user name any more.
-- Accounts of earlier versions keep what they could do: docs/decisions/0035.

alter table accounts add column email_state text not null default 'proved'
    check (email_state in ('unproved', 'proved', 'removed'));
