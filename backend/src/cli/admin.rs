//! The commands of an operator at the console: the first administrator, and the audit trail.

use std::io::Write;

use anyhow::{Context as _, bail, ensure};
use vestibule_shared::{problem::Code, staff::Role};

use crate::{
    app::{App, config::Config, problem::Problem},
    db::{Db, audit::Head, chain::Cut, trail},
    service::{
        audit::{
            trail::TrailReader,
            verify::{Verification, walk},
        },
        staff,
    },
    system::{keyring::Keyring, rng::Rng},
};

/// How many rows are exported at a time.
const AT_ONCE: i64 = 500;
/// How many broken places are reported.
const MOST_LISTED: usize = 50;

/// Makes a registered person an administrator.
///
/// # Errors
/// Says what is missing.
pub async fn create_administrator(app: &App, email: &str) -> anyhow::Result<String> {
    let mut tx = app.db.write().await?;
    let grant = staff::Grant { email, role: Role::Administrator, cbe: None };
    let account = staff::grant(app, &mut tx, grant, None).await.map_err(|problem| {
        let origin = &app.config.public_origin.0;
        match problem.code() {
            Code::NothingToDo => anyhow::anyhow!("is one already"),
            Code::FieldsInvalid => anyhow::anyhow!(
                "no active account has the user name {email:?}: register at {origin} first, as everybody does"
            ),
            _ => said(&problem),
        }
    })?;
    tx.commit().await?;
    Ok(format!(
        "{} is an administrator. The next sign-in asks for a second factor, if there is none yet.",
        account.person.name.full()
    ))
}

/// What the operator knows about the audit trail from other sources.
#[derive(Clone, Debug, Default)]
pub struct Noted {
    /// An end of it, from the log.
    pub head: Option<String>,
    /// Rows that report missing ones, and whose reason is known.
    pub cuts: Vec<String>,
}

/// Verifies the audit trail; fails where it is broken, and where it reports missing rows without an
/// explanation.
///
/// # Errors
/// Says where it was changed, or what is missing to look.
pub async fn verify(config: &Config, noted: &Noted) -> anyhow::Result<String> {
    let (db, keys) = open(config).await?;
    let head = noted.head.as_deref().map(|text| parse_head("--head", text)).transpose()?;
    let known: Vec<Head> =
        noted.cuts.iter().map(|text| parse_head("--cut", text)).collect::<anyhow::Result<_>>()?;
    judge(&walk(&db, &keys, head.as_ref()).await?, &known)
}

/// Reports what the verification found; fails unless everything is in order.
fn judge(found: &Verification, known: &[Head]) -> anyhow::Result<String> {
    let (explained, open): (Vec<_>, Vec<_>) =
        found.cuts.iter().partition(|(row, _)| known.contains(row));
    let wrong = complaints(found, &open);
    if !wrong.is_empty() {
        let holds = if found.broken.is_empty() {
            "holds, and says that rows are missing"
        } else {
            "does not hold"
        };
        let end = format!("its last row is {}", found.head.seq);
        bail!("the audit trail {holds}:\n  {}\n{end}", wrong.join("\n  "));
    }
    let older = match found.before {
        0 => String::new(),
        n => format!(" {n} rows are older than the chain, which proves nothing about them."),
    };
    let Head { seq, mac } = &found.head;
    let mut lines = vec![format!("the audit trail holds: {seq} rows.{older}")];
    lines.extend(explained.iter().map(|(row, cut)| format!("known: {}", describe(row, cut))));
    lines.push(format!("its end is {seq}:{mac}\n"));
    Ok(lines.join("\n"))
}

/// Returns the broken places, and the cuts without an explanation.
fn complaints(found: &Verification, open: &[&(Head, Cut)]) -> Vec<String> {
    let mut lines: Vec<String> = found.broken.iter().map(ToString::to_string).collect();
    let more = lines.len().saturating_sub(MOST_LISTED);
    lines.truncate(MOST_LISTED);
    if more > 0 {
        lines.push(format!("{more} more places do not hold"));
    }
    lines.extend(open.iter().map(|(row, cut)| describe(row, cut)));
    if !open.is_empty() {
        lines.push(
            "so does a database look that was replaced by one which lacked the last rows, and one from \
             which rows were taken. If you know why, name each with --cut"
                .to_owned(),
        );
    }
    lines
}

fn describe(row: &Head, cut: &Cut) -> String {
    let Cut { from, to, mac } = cut;
    let (count, seq) = (cut.count(), row.seq);
    format!(
        "row {seq} says that {count} earlier rows are missing, {from} to {to}, the last with the digest \
         {mac} (--cut {seq}:{})",
        row.mac
    )
}

/// Writes the whole trail as JSON Lines, the oldest first.
///
/// # Errors
/// When it cannot be read or written.
pub async fn export(app: &App, to: &mut impl Write) -> anyhow::Result<()> {
    let mut after = i64::MIN;
    let mut reader = TrailReader::default();
    loop {
        let mut tx = app.db.read().await?;
        let rows = trail::after(&mut tx, after, AT_ONCE).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.seq;
        for row in rows {
            let row = reader.read(app, &mut tx, row).await.map_err(|problem| said(&problem))?;
            let mut line = serde_json::to_vec(&row)?;
            line.push(b'\n');
            to.write_all(&line)?;
        }
    }
}

/// The end of the trail as the log writes it.
fn parse_head(flag: &str, text: &str) -> anyhow::Result<Head> {
    let wrong = || format!("{flag} is {text:?}: copy it as it was printed, as 1234:k1.AbC...");
    let (seq, mac) = text.split_once(':').with_context(wrong)?;
    Ok(Head { seq: seq.parse().ok().with_context(wrong)?, mac: mac.to_owned() })
}

/// Opens what is there, and makes nothing.
async fn open(config: &Config) -> anyhow::Result<(Db, Keyring)> {
    let path = config.keyring();
    ensure!(path.exists(), "KEYRING_FILE: {} is not there", path.display());
    let keys = Keyring::open(&path, &Rng::system())?;
    let url = config.database();
    if let Some(file) = url.strip_prefix("sqlite:") {
        ensure!(std::path::Path::new(file).exists(), "DATABASE_URL: {file} is not there");
    }
    Ok((Db::connect(&url).await.context("DATABASE_URL")?, keys))
}

fn said(problem: &Problem) -> anyhow::Error {
    anyhow::anyhow!("{problem:?}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::audit::verify::Broken;

    fn head(seq: i64, mac: &str) -> Head {
        Head { seq, mac: mac.to_owned() }
    }

    fn walked(broken: Vec<Broken>) -> Verification {
        let cut = Cut { from: 8, to: 9, mac: "k1.lost".into() };
        Verification {
            head: head(12, "k1.end"),
            before: 0,
            broken,
            cuts: vec![(head(8, "k1.cut"), cut)],
        }
    }

    #[test]
    fn a_cut_makes_a_walk_fail_once_until_that_very_row_is_named() {
        let report = judge(&walked(vec![]), &[]).unwrap_err().to_string();
        assert!(report.contains("2 earlier rows are missing, 8 to 9"), "{report}");
        assert_eq!(report.matches("missing, 8 to 9").count(), 1, "{report}");
        assert!(report.contains("--cut 8:k1.cut"), "{report}");
        assert!(
            judge(&walked(vec![]), &[head(8, "k1.other")]).is_err(),
            "another cut at that place"
        );
        let report = judge(&walked(vec![]), &[head(8, "k1.cut")]).unwrap();
        assert!(report.contains("holds: 12 rows") && report.contains("known: row 8"), "{report}");
        assert!(report.contains("its end is 12:k1.end"), "{report}");
    }

    #[test]
    fn a_known_cut_excuses_nothing_else() {
        let broken = vec![Broken::Changed(11, 11)];
        let report = judge(&walked(broken), &[head(8, "k1.cut")]).unwrap_err().to_string();
        assert!(
            report.contains("does not hold") && report.contains("row 11 is not what was written")
        );
    }

    #[test]
    fn a_head_and_a_cut_are_read_as_they_are_printed() {
        assert_eq!(parse_head("--cut", "8:k1.Ab+/").unwrap(), head(8, "k1.Ab+/"));
        let report = parse_head("--cut", "8").unwrap_err().to_string();
        assert!(report.contains("--cut is \"8\""), "{report}");
    }
}
