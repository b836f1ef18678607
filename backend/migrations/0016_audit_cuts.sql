-- The rows of the audit trail that tell which ones are missing (docs/decisions/0027): few, and looked for whenever
-- another instance wrote last.
create index audit_cuts on audit (seq) where event = 'audit.cut';
