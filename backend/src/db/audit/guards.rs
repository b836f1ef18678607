//! Triggers that protect the audit trail, in each engine's dialect: the only place with two texts
//! for one purpose.

use sqlx::{Connection as _, Executor as _, PgConnection, SqliteConnection};

const SQLITE: &[&str] = &[
    "create trigger if not exists audit_no_update before update on audit \
        begin select raise(abort, 'the audit trail only grows'); end",
    "create trigger if not exists audit_no_delete before delete on audit \
        begin select raise(abort, 'the audit trail only grows'); end",
    "create trigger if not exists audit_moves_head after insert on audit when new.seq > 0 \
        begin update audit_head set seq = new.seq, mac = new.mac where one = 1; end",
];

const POSTGRES: &[&str] = &[
    "create or replace function audit_only_grows() returns trigger language plpgsql as \
        $$ begin raise exception 'the audit trail only grows'; end $$",
    "create or replace function audit_moves_head() returns trigger language plpgsql as \
        $$ begin update audit_head set seq = new.seq, mac = new.mac where one = 1; return null; end $$",
    "create trigger audit_no_change before update or delete on audit for each row \
        execute function audit_only_grows()",
    "create trigger audit_no_truncate before truncate on audit for each statement \
        execute function audit_only_grows()",
    "create trigger audit_moves_head after insert on audit for each row when (new.seq > 0) \
        execute function audit_moves_head()",
];

/// The lock under which one of several instances creates them.
const LOCK: &str = "select pg_advisory_xact_lock(8102026)";
const ARE_THERE: &str =
    "select count(*) from pg_trigger where tgrelid = 'audit'::regclass and not tgisinternal";

pub(in crate::db) async fn on_sqlite(writer: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    for trigger in SQLITE {
        writer.execute(*trigger).await?;
    }
    Ok(())
}

pub(in crate::db) async fn on_postgres(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let mut tx = connection.begin().await?;
    tx.execute(LOCK).await?;
    let (there,): (i64,) = sqlx::query_as(ARE_THERE).fetch_one(&mut *tx).await?;
    if there == 0 {
        for trigger in POSTGRES {
            tx.execute(*trigger).await?;
        }
    }
    tx.commit().await
}
