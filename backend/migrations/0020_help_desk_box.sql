-- One box finds a person by whatever a caller says: the code on the screen, or the reference that was shown.
--
-- A spoken code is found by its keyed digest; `code_mac` stays what decides. A reference is found in the rows of
-- the audit trail that carry one.

alter table caller_checks add column code_key text not null default '';
create index caller_checks_code on caller_checks (code_key);

create index audit_reference on audit (detail)
    where event in ('account.locked', 'factor.help_wanted', 'registration.riziv_taken', 'registration.provisioning_failed');
