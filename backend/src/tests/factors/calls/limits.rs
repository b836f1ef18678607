//! How often people are called: one click, one live call, a few per number, a budget for all.

use super::*;

on_each_engine! {
    async fn s7_twenty_clicks_place_one_call(app: TestApp) {
        let account = nora(&app).await;
        let clicks = (0..20).map(|_| {
            let (app, account) = (app.app.clone(), account.clone());
            async move {
                let to = (account.phone.as_str(), SCOPE);
                place_at(&app, &account, to).await.map_err(|problem| problem.code())
            }
        });
        let told = all(clicks).await;
        assert_eq!(told.iter().filter(|told| told.is_ok()).count(), 1);
        assert!(told.iter().all(|told| matches!(told, Ok(()) | Err(Code::ResendTooSoon))));
        app.work().await;
        assert_eq!(app.calls.lock().unwrap().len(), 1);
    }

    async fn an_account_has_one_live_call_whatever_the_numbers(app: TestApp) {
        let account = nora(&app).await;
        let clicks = (0..8).map(|n| {
            let (app, account) = (app.app.clone(), account.clone());
            async move {
                let (to, scope) = (format!("+3247012345{n}"), format!("sign-in|{n}"));
                place_at(&app, &account, (&to, &scope)).await.is_ok()
            }
        });
        all(clicks).await;
        let live = "select count(*) from calls where state = 'queued'";
        assert_eq!(count(&app.app.db, live).await, 1);
        // The others are not even placed.
        app.work().await;
        assert_eq!(app.calls.lock().unwrap().len(), 1);
    }

    async fn a_newer_call_ends_the_older_one(app: TestApp) {
        let account = nora(&app).await;
        let older = placed(&app, &account).await;
        report(&app, &older, Report::Answered).await;
        report(&app, &older, Report::Key('1')).await;
        app.advance_seconds(30);
        place_at(&app.app, &account, (account.phone.as_str(), "sign-in|two")).await.unwrap();
        assert_eq!(state(&app).await, CallState::Expired);
        assert!(!consume(&app.app, &account, SCOPE).await);
        assert!(!consume(&app.app, &account, "sign-in|two").await);
    }

    async fn s6_a_number_is_called_three_times_in_half_an_hour_whoever_asks(app: TestApp) {
        let (nora, bram) = (nora(&app).await, account(&app, BRAM, "bram@example.be").await);
        app.advance_seconds(1800);
        for account in [&nora, &bram, &nora] {
            place(&app, account).await.unwrap();
            let problem = place(&app, account).await.unwrap_err();
            assert_eq!(problem.code(), Code::ResendTooSoon);
            app.advance_seconds(120);
        }
        for account in [&nora, &bram] {
            let problem = place(&app, account).await.unwrap_err();
            assert_eq!(problem.code(), Code::TooManyMessages);
        }
        app.advance_seconds(1800);
        place(&app, &nora).await.unwrap();
    }

    async fn s6_a_stranger_cannot_use_up_the_calls_of_a_number_that_is_not_theirs(app: TestApp) {
        let (nora, bram) = (nora(&app).await, account(&app, BRAM, "bram@example.be").await);
        app.advance_seconds(1800);
        let set_up = async |account: &Account| {
            let mut tx = app.app.db.write().await?;
            let block = &Block::of("192.0.2.1".parse().unwrap());
            let wanted = Wanted { to: &bram.phone, purpose: Purpose::SetUp, scope: SCOPE, block };
            calls::place(&app.app, &mut tx, account, &wanted).await?;
            Ok::<(), Problem>(tx.commit().await?)
        };
        let stranger = Account { phone: Mobile::stored("+32470999999".into()), ..nora.clone() };
        for _ in 0..6 {
            set_up(&stranger).await.unwrap();
            app.advance_seconds(1801);
        }
        let problem = set_up(&stranger).await.unwrap_err();
        assert_eq!(problem.code(), Code::TooManyMessages);
        app.advance_seconds(1801);
        set_up(&bram).await.unwrap();
    }

    async fn s6_when_the_hours_budget_is_spent_nobody_is_called(app: TestApp) {
        let mut app = app;
        let (nora, bram) = (nora(&app).await, account(&app, BRAM, "bram@example.be").await);
        let lookup = |name: &str| (name == "CALL_BUDGET_PER_HOUR").then(|| "1".to_owned());
        app.app.config = Arc::new(Config::from_lookup(lookup).unwrap());
        place(&app, &nora).await.unwrap();
        let to = ("+32470999999", SCOPE);
        let problem = place_at(&app.app, &bram, to).await.unwrap_err();
        assert_eq!(problem.code(), Code::TooManyMessages);
        app.app.voice = VoiceGateway::Absent;
        app.advance_seconds(3600);
        assert_eq!(place(&app, &bram).await.unwrap_err().code(), Code::Unavailable);
    }
}
