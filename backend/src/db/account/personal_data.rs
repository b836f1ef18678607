//! Everything stored about one account, table by table, as it is stored: the source of a data
//! export. Which columns are disclosed, and how, `service/copies.rs` decides; a test compares both
//! with the schema.

use sqlx::{Column as _, Row as _, TypeInfo as _, query};

use crate::db::{Error, Reader, on, statements};

statements! {
    ACCOUNTS = "select * from accounts where id = $1";
    IDENTITIES = "select * from identities where account_id = $1 order by linked_at, id";
    CAPACITY_CHECKS = "select * from capacity_checks where account_id = $1";
    FACTORS = "select * from factors where account_id = $1 order by added_at, id";
    RECOVERY_CODES = "select * from recovery_codes where account_id = $1 order by id";
    FACTOR_TRIES = "select * from factor_tries where account_id = $1";
    METHOD_EXCEPTIONS = "select * from method_exceptions where account_id = $1 order by kind";
    STAFF = "select * from staff where account_id = $1";
    SESSIONS = "select * from sessions where account_id = $1 order by started_at, public_id";
    FLOWS = "select f.* from flows f join sessions s on s.id = f.session_id where s.account_id = $1 \
        order by f.kind, f.id";
    BROWSERS = "select * from browsers where account_id = $1 order by since, public_id";
    KNOWN_BROWSERS = "select * from known_browsers where account_id = $1 order by since, id";
    OUTBOX = "select * from outbox where account_id = $1 order by created_at, id";
    CHALLENGES = "select * from challenges where account_id = $1 order by sent_at, id";
    CALLS = "select * from calls where account_id = $1 order by started_at, id";
    NOTICES = "select * from notices where account_id = $1 order by sent_at, notice";
    CAMPAIGN_MAILS = "select * from campaign_mails where account_id = $1 order by sent_at, campaign_id";
    LINKS = "select * from links where account_id = $1 order by expires_at, id";
    UNDOS = "select * from undos where account_id = $1 order by expires_at, id";
    RESETS = "select * from resets where account_id = $1 order by due_at, id";
    ACCESS_CODES = "select * from access_codes where account_id = $1";
    CALLER_CHECKS = "select * from caller_checks where account_id = $1";
    KNOWN_CALLERS = "select * from known_callers where account_id = $1 order by until";
    COUNTER_QUESTIONS = "select * from counter_questions where account_id = $1 order by expires_at";
    JOBS = "select * from jobs where account_id = $1 order by created_at, id";
    DELETIONS = "select * from deletions where account_id = $1";
    CONSENTS = "select * from consents where account_id = $1 order by client_id";
    CLIENT_GRANTS = "select * from client_grants where account_id = $1 order by made_at, id";
    AUDIT = "select * from audit where account_id = $1 order by at, seq";
}

/// A table with rows that belong to an account.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    sql: &'static str,
}

const fn table(name: &'static str, sql: &'static str) -> Table {
    Table { name, sql }
}

/// All tables, in the order of a data export: who the person is, what protects the account, where
/// it is used, what was sent, what the help desk knows, what happened.
pub const TABLES: [Table; 29] = [
    table("accounts", ACCOUNTS),
    table("identities", IDENTITIES),
    table("capacity_checks", CAPACITY_CHECKS),
    table("factors", FACTORS),
    table("recovery_codes", RECOVERY_CODES),
    table("factor_tries", FACTOR_TRIES),
    table("method_exceptions", METHOD_EXCEPTIONS),
    table("staff", STAFF),
    table("sessions", SESSIONS),
    table("flows", FLOWS),
    table("browsers", BROWSERS),
    table("known_browsers", KNOWN_BROWSERS),
    table("outbox", OUTBOX),
    table("challenges", CHALLENGES),
    table("calls", CALLS),
    table("notices", NOTICES),
    table("campaign_mails", CAMPAIGN_MAILS),
    table("links", LINKS),
    table("undos", UNDOS),
    table("resets", RESETS),
    table("access_codes", ACCESS_CODES),
    table("caller_checks", CALLER_CHECKS),
    table("known_callers", KNOWN_CALLERS),
    table("counter_questions", COUNTER_QUESTIONS),
    table("jobs", JOBS),
    table("deletions", DELETIONS),
    table("consents", CONSENTS),
    table("client_grants", CLIENT_GRANTS),
    table("audit", AUDIT),
];

/// The value of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Nothing,
    /// A text.
    Text(String),
    /// A number.
    Number(i64),
    /// Yes or no.
    YesNo(bool),
}

/// A row: the names and values of its columns.
pub type Row = Vec<(String, Value)>;

/// Reads a row of either engine: a text is a text, every number is 64 bits wide.
macro_rules! read {
    ($row:expr) => {{
        let mut row = Row::new();
        for (n, column) in $row.columns().iter().enumerate() {
            let value = match column.type_info().name() {
                kind if kind.starts_with("BOOL") => {
                    $row.try_get::<Option<bool>, _>(n)?.map(Value::YesNo)
                }
                "INT8" | "INTEGER" | "BIGINT" => {
                    $row.try_get::<Option<i64>, _>(n)?.map(Value::Number)
                }
                _ => $row.try_get::<Option<String>, _>(n)?.map(Value::Text),
            };
            row.push((column.name().to_owned(), value.unwrap_or(Value::Nothing)));
        }
        row
    }};
}

/// Lists the rows of a table that belong to an account.
pub async fn list(tx: &mut Reader, table: Table, account: &str) -> Result<Vec<Row>, Error> {
    on!(tx, c => {
        let rows = query(table.sql).bind(account).fetch_all(c).await;
        rows.and_then(|rows| rows.iter().map(|row| Ok(read!(row))).collect())
    })
}
