//! How applications were used, for the cockpit (H10).

use std::cmp::Reverse;

use vestibule_shared::{
    cockpit::{ApplicationCounts, Refusals},
    policy::Day,
};

use super::clients;
use crate::{
    app::{
        policies::number,
        problem::Problem,
        usage::{CONSENT_WITHDRAWN, REFUSED, SIGNED_IN},
    },
    db::{self, Reader, application_counts},
};

/// Returns what happened since a day: by application, the most used first, and why requests were
/// refused, the most frequent first.
///
/// # Errors
/// When the database cannot be read.
pub async fn since(
    tx: &mut Reader,
    from: &Day,
) -> Result<(Vec<ApplicationCounts>, Vec<Refusals>), Problem> {
    let (mut all, mut refusals) = (Vec::<ApplicationCounts>::new(), vec![]);
    for row in application_counts::list(tx, &from.0).await? {
        if all.last().is_none_or(|last| last.id != row.client_id) {
            let name = name(tx, &row.client_id).await?;
            let id = row.client_id.clone();
            all.push(ApplicationCounts { id, name, sign_ins: 0, withdrawn: 0, refused: 0 });
        }
        let Some(counts) = all.last_mut() else { continue };
        let n = number(row.counted);
        match row.what.as_str() {
            SIGNED_IN => counts.sign_ins += n,
            CONSENT_WITHDRAWN => counts.withdrawn += n,
            what => {
                let error = what.strip_prefix(REFUSED).unwrap_or(what).to_owned();
                counts.refused = counts.refused.saturating_add(n);
                refusals.push(Refusals { name: counts.name.clone(), error, count: n });
            }
        }
    }
    all.sort_by_key(|it| Reverse(it.sign_ins));
    refusals.sort_by_key(|it| Reverse(it.count));
    Ok((all, refusals))
}

/// The name that people see; the identifier of an application that is gone.
async fn name(tx: &mut Reader, id: &str) -> Result<String, Problem> {
    let row = db::clients::find(tx, id).await?;
    let client = row.map(clients::open).transpose()?;
    Ok(client.map_or_else(|| id.to_owned(), |client| client.metadata.client_name))
}
