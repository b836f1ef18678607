//! The real program and a real PostgreSQL, with a network between them that fails as networks do.

#[cfg(test)]
mod support;

#[cfg(test)]
mod tests {
    use std::process::Command;

    use sqlx::{Connection as _, Executor as _};

    use crate::support::{Database, Follows, Network, Program, Way, outcome, until};

    const AWAY: (u16, &str) = (503, "unavailable");

    fn is_away(found: &(u16, String)) {
        assert_eq!((found.0, found.1.as_str()), AWAY);
    }

    /// A ready program, behind a network that may fail.
    async fn begun() -> Option<(Database, Network, Program)> {
        let database = Database::make().await?;
        let network = Network::before(database.server(), Way::Through).await;
        let program = Program::start(&database.through(network.port));
        program.is_ready().await;
        assert_eq!(program.begins().await.0, 200);
        Some((database, network, program))
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_server_that_only_reads_is_an_absence_and_the_new_one_at_its_address_is_found() {
        let Some((database, _network, program)) = begun().await else { return };
        database.only_reads(Follows::Another).await;
        database.hang_up().await;
        let said = program.refuses("database_read_only").await;
        assert!(said.contains("read-only"), "{said}");
        is_away(&program.begins().await);
        // Another server is the primary now, at this address; connections to the old one are
        // useless.
        database.only_reads(Follows::Nobody).await;
        program.is_ready().await;
        assert_eq!(program.begins().await.0, 200);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_under_way_when_the_network_dies_is_answered_in_time_and_afterwards_all_is_well()
     {
        let Some((database, network, program)) = begun().await else { return };
        let mut beside = database.connection().await;
        let mut held = beside.begin().await.unwrap();
        held.execute("lock table sessions in access exclusive mode").await.unwrap();
        let asked = tokio::spawn(program.begin().send());
        let mut looks = database.connection().await;
        until("somebody waits for the lock", async || {
            let waits = "select count(*) from pg_stat_activity where datname = current_database() \
                         and wait_event_type = 'Lock'";
            let (count,): (i64,) = sqlx::query_as(waits).fetch_one(&mut looks).await.unwrap();
            (count > 0).then_some(())
        })
        .await;
        network.goes(Way::Nowhere);
        // After 10 s the handler itself is cancelled, with another code.
        is_away(&outcome(asked.await.unwrap().unwrap()).await);
        program.refuses("database_away").await;
        held.rollback().await.unwrap();
        network.goes(Way::Through);
        program.is_ready().await;
        assert_eq!(program.begins().await.0, 200);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn where_the_answer_to_commit_is_lost_nobody_knows_and_503_says_so() {
        let Some((database, network, program)) = begun().await else { return };
        network.goes(Way::ThroughButForTheAnswerToCommit);
        is_away(&program.begins().await);
        let mut looks = database.connection().await;
        let visitors = "select count(*) from sessions where account_id is null";
        let (count,): (i64,) = sqlx::query_as(visitors).fetch_one(&mut looks).await.unwrap();
        assert_eq!(count, 2, "it did happen, this time");
        network.goes(Way::Through);
        program.is_ready().await;
        assert_eq!(program.begins().await.0, 200);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_balancer_that_accepts_and_hangs_up_is_an_absence() {
        let Some((_database, network, program)) = begun().await else { return };
        network.goes(Way::Away);
        is_away(&program.begins().await);
        program.refuses("database_away").await;
        network.goes(Way::Through);
        program.is_ready().await;
        assert_eq!(program.begins().await.0, 200);
        let log = program.log();
        assert_eq!(log.matches("the database is away").count(), 1, "{log}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_start_waits_for_the_database_and_people_get_a_page_that_says_so() {
        let Some(database) = Database::make().await else { return };
        let network = Network::before(database.server(), Way::Away).await;
        let mut program = Program::start(&database.through(network.port));
        program.refuses("database_away").await;
        let page = until("it listens", async || program.open("/sign-in").await).await;
        assert_eq!(page.status(), 503);
        assert_eq!(page.headers()["retry-after"], "60");
        assert_eq!(page.headers()["content-language"], "fr");
        let text = page.text().await.unwrap();
        for language in ["nl", "fr", "de", "en"] {
            assert!(text.contains(&format!("<section lang=\"{language}\">")), "{text}");
        }
        is_away(&program.begins().await);
        program.still_runs();
        network.goes(Way::Through);
        program.is_ready().await;
        assert_eq!(program.begins().await.0, 200);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_start_beside_a_server_that_only_reads_waits_as_well() {
        let Some(database) = Database::make().await else { return };
        database.only_reads(Follows::Another).await;
        let mut program = Program::start(database.direct().as_str());
        let said = program.refuses("database_away").await;
        assert!(said.contains("read-only"), "{said}");
        program.still_runs();
        database.only_reads(Follows::Nobody).await;
        program.is_ready().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn who_is_starting_does_not_listen_before_it_can_answer() {
        let Some(database) = Database::make().await else { return };
        let mut program = Program::start(database.direct().as_str());
        program.is_ready().await;
        // The slow work of a first start is done now.
        program.start_again(database.direct().as_str());
        let first = until("it listens", async || {
            program.still_runs();
            program.begin().send().await.ok()
        })
        .await;
        assert_eq!(first.status(), 200, "the first answer of all is one");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn why_there_is_no_connection_is_in_the_log_and_not_that_a_pool_waited() {
        let Some(database) = Database::make().await else { return };
        // No server listens there.
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = closed.local_addr().unwrap().port();
        drop(closed);
        let program = Program::start(&database.through(port));
        let said = program.refuses("database_away").await;
        assert!(said.contains("refused"), "{said}");
        let log = program.log();
        assert!(log.contains("refused") && !log.contains("pool timed out"), "{log}");
    }

    #[test]
    fn a_database_of_another_kind_is_refused_at_once_with_what_is_allowed_and_without_its_password()
    {
        let ended = Command::new(env!("CARGO_BIN_EXE_vestibule"))
            .arg("serve")
            .env("DATABASE_URL", "mysql://vestibule:secret@127.0.0.1/vestibule")
            .env("DATA_DIR", std::env::temp_dir().join("vestibule-mysql"))
            .env("LISTEN", "127.0.0.1:0")
            .env("PRIVATE_LISTEN", "127.0.0.1:0")
            .output()
            .unwrap();
        assert!(!ended.status.success());
        let said = String::from_utf8(ended.stderr).unwrap();
        assert!(said.contains("DATABASE_URL") && said.contains("postgres://"), "{said}");
        assert!(said.contains("mysql") && !said.contains("secret"), "{said}");
    }
}
