//! Lists which columns a data export contains, and how; and which it omits, and why.

use super::disclosure::Disclosure::{self, Kept, Moment, Opened, Plain};

const OWN: Disclosure = Kept("the account itself: the same in every row");
const NAME: Disclosure = Kept("names the row and nothing else");
const DIGEST: Disclosure = Kept(
    "a keyed digest of data that is exported elsewhere, or of a number that is never kept (C6)",
);
const SECRET: Disclosure = Kept("a secret, or the digest of one");
const OTHERS: Disclosure = Kept("names another person, who works here");
const WORK: Disclosure = Kept("keeps workers apart");

type Columns = &'static [(&'static str, Disclosure)];

/// Every column of every table of `db/holdings.rs`.
pub(super) const COLUMNS: &[(&str, Columns)] = &[
    (
        "accounts",
        &[
            ("id", Plain),
            ("state", Plain),
            ("email_key", DIGEST),
            ("email_sealed", Opened { place: "accounts|email", by: "id" }),
            ("email_state", Plain),
            ("phone_key", DIGEST),
            ("phone_sealed", Opened { place: "accounts|phone", by: "id" }),
            ("person_sealed", Opened { place: "accounts|person", by: "id" }),
            ("language", Plain),
            ("capacity", Plain),
            ("terms_version", Plain),
            ("terms_at", Moment),
            ("password_hash", SECRET),
            ("code_failures", Plain),
            ("locked_at", Moment),
            ("created_at", Moment),
            ("activated_at", Moment),
            ("held_until", Moment),
            ("snoozed_at", Moment),
            ("emptied_at", Moment),
            ("undisturbed_until", Moment),
            ("organisation_key", DIGEST),
            ("riziv_key", DIGEST),
        ],
    ),
    (
        "identities",
        &[
            ("id", NAME),
            ("account_id", OWN),
            ("provider", Plain),
            ("person_key", DIGEST),
            ("linked_at", Moment),
        ],
    ),
    (
        "capacity_checks",
        &[
            ("account_id", OWN),
            ("capacity", Plain),
            ("verdict", Plain),
            ("decided_by", Plain),
            ("at", Moment),
            ("due_at", WORK),
            ("leased_until", WORK),
            ("attempts", WORK),
        ],
    ),
    (
        "factors",
        &[
            ("id", NAME),
            ("account_id", OWN),
            ("kind", Plain),
            ("name_sealed", Opened { place: "factors|name", by: "id" }),
            ("secret_sealed", Disclosure::Phone),
            ("lookup_key", DIGEST),
            (
                "counter",
                Kept(
                    "the last step of an app or the counter of a key: keeps proofs from counting twice",
                ),
            ),
            ("preferred", Plain),
            ("added_at", Moment),
            ("used_at", Moment),
        ],
    ),
    (
        "recovery_codes",
        &[("id", NAME), ("account_id", OWN), ("code_key", SECRET), ("used_at", Moment)],
    ),
    (
        "factor_tries",
        &[
            ("account_id", OWN),
            ("failures", Plain),
            ("rests_until", Moment),
            ("generation", Kept("keeps a try from being given back to another count")),
        ],
    ),
    (
        "method_exceptions",
        &[("account_id", OWN), ("kind", Plain), ("until", Moment), ("granted_by", OTHERS)],
    ),
    (
        "staff",
        &[
            ("account_id", OWN),
            ("role", Plain),
            ("organisation_key", DIGEST),
            ("granted_by", OTHERS),
            ("granted_at", Moment),
        ],
    ),
    (
        "sessions",
        &[
            ("id", SECRET),
            ("public_id", NAME),
            ("account_id", OWN),
            ("strength", Plain),
            ("browser", Plain),
            ("started_at", Moment),
            ("seen_at", Moment),
            ("idle_until", Moment),
            ("ends_at", Moment),
            ("scope", Plain),
            ("proved_at", Moment),
            ("place_sealed", Opened { place: "sessions|place", by: "public_id" }),
        ],
    ),
    (
        "flows",
        &[
            ("id", NAME),
            ("session_id", SECRET),
            ("kind", Plain),
            ("step", Plain),
            (
                "state_sealed",
                Kept("may hold the key of a method that is being set up; emptied after an hour"),
            ),
            ("version", WORK),
            ("expires_at", Moment),
            ("reached", Plain),
        ],
    ),
    (
        "browsers",
        &[
            ("id", SECRET),
            ("account_id", OWN),
            ("public_id", NAME),
            ("browser", Plain),
            ("since", Moment),
            ("seen_at", Moment),
            ("ends_at", Moment),
        ],
    ),
    (
        "known_browsers",
        &[
            ("id", SECRET),
            ("account_id", OWN),
            ("since", Moment),
            ("seen_at", Moment),
            ("ends_at", Moment),
        ],
    ),
    (
        "outbox",
        &[
            ("id", NAME),
            ("idempotency_key", NAME),
            ("channel", Plain),
            ("message_sealed", Disclosure::To),
            ("attempts", Plain),
            ("due_at", Moment),
            ("leased_until", WORK),
            ("give_up_at", Moment),
            ("sent_at", Moment),
            ("failed_at", Moment),
            ("created_at", Moment),
            ("carrier", Plain),
            ("reference", Plain),
            ("delivery", Plain),
            ("fault", Plain),
            ("reported_at", Moment),
            ("account_id", OWN),
            ("purpose", Plain),
            ("country", Plain),
        ],
    ),
    (
        "challenges",
        &[
            ("id", NAME),
            ("scope", NAME),
            ("account_id", OWN),
            ("purpose", Plain),
            ("phone_key", DIGEST),
            ("code_mac", SECRET),
            ("code_sealed", SECRET),
            ("attempts", Plain),
            ("message_id", NAME),
            ("sent_at", Moment),
            ("expires_at", Moment),
            ("consumed_at", Moment),
        ],
    ),
    (
        "calls",
        &[
            ("id", SECRET),
            ("account_id", OWN),
            ("scope", NAME),
            ("phone_key", DIGEST),
            ("phone_masked_sealed", Opened { place: "calls|phone", by: "id" }),
            ("purpose", Plain),
            ("mode", Plain),
            ("digits_sealed", SECRET),
            ("state", Plain),
            ("started_at", Moment),
            ("changed_at", Moment),
            ("expires_at", Moment),
            ("consumed_at", Moment),
        ],
    ),
    ("notices", &[("account_id", OWN), ("notice", Plain), ("sent_at", Moment)]),
    (
        "campaign_mails",
        &[
            ("campaign_id", NAME),
            ("account_id", OWN),
            ("link_key", SECRET),
            ("sent_at", Moment),
            ("snoozed_at", Moment),
        ],
    ),
    (
        "links",
        &[
            ("id", SECRET),
            ("account_id", OWN),
            ("purpose", Plain),
            ("expires_at", Moment),
            ("consumed_at", Moment),
        ],
    ),
    (
        "undos",
        &[
            ("id", SECRET),
            ("account_id", OWN),
            ("change", Plain),
            ("before_sealed", Disclosure::Before),
            ("expires_at", Moment),
            ("consumed_at", Moment),
            ("email_key", DIGEST),
        ],
    ),
    (
        "resets",
        &[
            ("id", NAME),
            ("link_key", SECRET),
            ("account_id", OWN),
            ("factor_id", NAME),
            ("staff_id", OTHERS),
            ("due_at", Moment),
        ],
    ),
    ("access_codes", &[("account_id", OWN), ("code_key", SECRET), ("expires_at", Moment)]),
    (
        "caller_checks",
        &[
            ("account_id", OWN),
            ("id", NAME),
            ("state", Plain),
            ("code_mac", SECRET),
            ("code_sealed", SECRET),
            ("figures_sealed", SECRET),
            ("staff_id", OTHERS),
            ("tries", Plain),
            ("expires_at", Moment),
            ("code_key", SECRET),
        ],
    ),
    (
        "known_callers",
        &[("account_id", OWN), ("staff_id", OTHERS), ("how", Plain), ("until", Moment)],
    ),
    (
        "counter_questions",
        &[
            ("account_id", OWN),
            ("session_id", SECRET),
            ("question_sealed", SECRET),
            ("expires_at", Moment),
        ],
    ),
    (
        "jobs",
        &[
            ("id", NAME),
            ("kind", Plain),
            ("account_id", OWN),
            ("subject_key", DIGEST),
            ("task", Plain),
            ("state", Plain),
            ("detail_sealed", Kept("the digests by which identities are found")),
            ("attempts", Plain),
            ("due_at", Moment),
            ("leased_until", WORK),
            ("created_at", Moment),
        ],
    ),
    ("deletions", &[("account_id", OWN), ("asked_at", Moment), ("due_at", Moment)]),
    (
        "consents",
        &[("account_id", OWN), ("client_id", Plain), ("scopes", Plain), ("given_at", Moment)],
    ),
    (
        "client_grants",
        &[
            ("id", NAME),
            ("client_id", Plain),
            ("account_id", OWN),
            ("session_id", NAME),
            ("is_offline", Plain),
            ("terms", Plain),
            ("code_digest", SECRET),
            ("code_expires_at", Moment),
            ("code_used_at", Moment),
            ("refresh_digest", SECRET),
            ("refresh_before", SECRET),
            ("refresh_sealed", SECRET),
            ("refresh_at", Moment),
            ("made_at", Moment),
            ("used_at", Moment),
            ("ends_at", Moment),
            ("revoked_at", Moment),
            ("logout_at", Moment),
        ],
    ),
    (
        "audit",
        &[
            ("seq", Plain),
            ("id", NAME),
            ("at", Moment),
            ("event", Plain),
            ("account_id", OWN),
            ("actor", Disclosure::Actor),
            ("detail", Plain),
            ("browser", Plain),
            ("said_sealed", Disclosure::Said),
            ("mac", Kept("proves that nobody changed the row, to who has the key")),
        ],
    ),
];

/// Returns how a column is exported; nothing for an unlisted one, because it may be a secret.
pub(super) fn how(table: &str, column: &str) -> Option<Disclosure> {
    let (_, columns) = COLUMNS.iter().find(|(name, _)| *name == table)?;
    columns.iter().find(|(name, _)| *name == column).map(|(_, how)| *how)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{
        db::personal_data::TABLES,
        tests::{
            app::{TestDb, on_each_engine},
            messages::schema,
        },
    };

    /// Tables that are in no data export, and why.
    const ELSEWHERE: &[(&str, &str)] = &[
        ("account_names", "keyed digests of the words of the name, which is exported"),
        ("subject_keys", "the key of what people wrote, which is exported in clear"),
        (
            "handovers",
            "a card on its way between two pages, for two minutes, before it is known whose account it opens",
        ),
        ("limits", "counters under keyed digests; gone when their window is over"),
        ("paces", "the same, for messages to one number"),
        ("policies", "what the organisation decided; who decided it has a row in the trail"),
        ("proposals", "what administrators ask each other; who asked has a row in the trail"),
        ("method_counts", "figures of a day, without anybody in them"),
        ("standing_counts", "figures of a day, without anybody in them"),
        ("journey_counts", "figures of a day as well"),
        ("application_counts", "figures of a day as well"),
        ("send_counts", "figures of a day as well"),
        ("campaigns", "what was written to many; each mail is exported with its person"),
        ("provider_keys", "keys of the service"),
        ("openid_keys", "keys of the service"),
        (
            "clients",
            "the applications; which of them learned something is in `consents` and `client_grants`",
        ),
        ("client_secrets", "secrets of the applications"),
        (
            "client_requests",
            "what an application asked, for two hours, before it is known who answers",
        ),
        (
            "logout_notices",
            "which application is to end a session, by that application's names, until it was notified",
        ),
        ("proofs_seen", "what applications signed, for some minutes, without anybody in it"),
        ("meta", "facts about the database"),
        ("audit_head", "the end of the trail"),
        ("factor_kinds", "what the kinds of factors are"),
        ("_sqlx_migrations", "the versions of the schema"),
    ];

    on_each_engine! {
        async fn every_table_and_column_is_shown_to_its_person_or_left_out_for_a_reason(db: TestDb) {
            let schema = schema(db.db()).await;
            let known = COLUMNS.iter().map(|(name, _)| *name);
            let known: BTreeSet<&str> = known.chain(ELSEWHERE.iter().map(|(name, _)| *name)).collect();
            let there: BTreeSet<&str> = schema.keys().map(String::as_str).collect();
            assert_eq!(known, there, "a new table is exported by COLUMNS, or named in ELSEWHERE");
            for (table, columns) in COLUMNS {
                let how: BTreeSet<&str> = columns.iter().map(|(name, _)| *name).collect();
                let there: BTreeSet<&str> = schema[*table].iter().map(String::as_str).collect();
                assert_eq!(how, there, "{table}");
            }
        }
    }

    #[test]
    fn every_table_of_a_person_is_read_and_every_reason_is_one() {
        let read = TABLES.map(|table| table.name);
        assert_eq!(read.to_vec(), COLUMNS.iter().map(|(name, _)| *name).collect::<Vec<_>>());
        let kept =
            COLUMNS.iter().flat_map(|(_, columns)| *columns).filter_map(|(_, how)| match how {
                Kept(why) => Some(*why),
                _ => None,
            });
        for why in kept.chain(ELSEWHERE.iter().map(|(_, why)| *why)) {
            assert!(why.len() > 8, "{why}");
        }
    }
}
