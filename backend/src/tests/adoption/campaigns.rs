//! Campaigns: each person once, no person who acted, in portions, and a pause for a person who
//! requests one (H10).

use std::collections::HashSet;

use serde_json::json;
use vestibule_shared::{
    campaign::{CampaignState, CampaignView, CampaignsView, Preview, Selection},
    factor::FactorKind,
    id::AccountId,
    staff::Role,
    text::Language,
};

use crate::{
    service::{
        audit::verify,
        campaigns,
        factors::{self, ProvedFactor, Secret},
    },
    tests::{
        app::{Answer, Browser, TestApp, on_each_engine},
        crowd::{Member, crowd, settle},
        helpers::EMAIL,
        staff::{staff, staff_of},
    },
};

const DAY: i64 = 86_400;
const SMS: &[FactorKind] = &[FactorKind::Sms];

async fn start(admin: &Browser, selection: &str) -> Answer {
    let target = json!({ "selection": selection });
    admin
        .post("/api/campaigns/start", &json!({ "target": target, "reason": "text messages end" }))
        .await
}

async fn preview(admin: &Browser, target: serde_json::Value) -> Preview {
    serde_json::from_value(admin.post("/api/campaigns/try", &target).await.json()).unwrap()
}

async fn newest(admin: &Browser) -> CampaignView {
    let view = admin.call::<vestibule_shared::campaign::GetCampaigns>().await.unwrap();
    view.campaigns.into_iter().next().unwrap()
}

/// Writes all that a campaign has to write, and hands it over.
async fn run(app: &TestApp) {
    while campaigns::write_some(&app.app).await.unwrap() {
        app.work().await;
    }
}

/// To whom the mails of campaigns went.
fn addressees(app: &TestApp) -> Vec<String> {
    let mails = app.mail.lock().unwrap();
    mails.iter().filter(|mail| mail.purpose == "campaign").map(|mail| mail.to.clone()).collect()
}

/// The token of "remind me later" in the last mail to a person.
fn later(app: &TestApp, email: &str) -> String {
    let mails = app.mail.lock().unwrap();
    let mail =
        mails.iter().rev().find(|mail| mail.purpose == "campaign" && mail.to == email).unwrap();
    let (_, rest) = mail.text.split_once("http://localhost:8080/help/later#").unwrap();
    rest.lines().next().unwrap().to_owned()
}

async fn adds_an_app(app: &TestApp, account: &AccountId) {
    app.advance_seconds(1);
    let mut tx = app.app.db.write().await.unwrap();
    let secret = Secret::App("JBSWY3DPEHPK3PXP".into());
    let new = ProvedFactor { kind: FactorKind::App, name: "App".into(), secret, counter: 0 };
    factors::insert(&app.app, &mut tx, account, &new).await.unwrap();
    tx.commit().await.unwrap();
}

on_each_engine! {
    async fn h10_a_campaign_reaches_each_person_once_in_portions_whatever_restarts(app: TestApp) {
        let admin = staff(&app, Role::Administrator).await;
        let people = crowd(&app, 60, false, SMS).await;
        crowd(&app, 5, false, &[FactorKind::App]).await;
        assert_eq!(preview(&admin, json!({ "selection": "sms_only" })).await.people, 60);
        assert_eq!(preview(&admin, json!({ "selection": "sms_only", "capacity": "doctor" })).await.people, 0);
        let started = start(&admin, "sms_only").await;
        assert_eq!(started.status, 200, "{:?}", started.json());

        // Four processes write at once: a portion at most waits in the outbox.
        let write = || campaigns::write_some(&app.app);
        let (one, two, three, four) = tokio::join!(write(), write(), write(), write());
        for done in [one, two, three, four] {
            done.unwrap();
        }
        let mut tx = app.app.db.read().await.unwrap();
        let waiting = crate::db::outbox::count_waiting(&mut tx, "campaign").await.unwrap();
        drop(tx);
        assert!((1..=25).contains(&waiting), "{waiting}");
        assert!(!campaigns::write_some(&app.app).await.unwrap(), "other mail may pass");
        // One person acts before it is their turn.
        let mut late = people.clone();
        late.sort_by(|a, b| a.0.cmp(&b.0));
        adds_an_app(&app, late.last().unwrap()).await;
        app.work().await;
        run(&app).await;

        let all = addressees(&app);
        let different: HashSet<&String> = all.iter().collect();
        assert_eq!((all.len(), different.len()), (59, 59));
        let view = newest(&admin).await;
        assert_eq!((view.state, view.people, view.sent, view.acted), (CampaignState::Done, 60, 59, 0));
        run(&app).await;
        assert_eq!(addressees(&app).len(), 59, "it is over");
        let walk = verify::walk(&app.app.db, &app.app.keys, None).await.unwrap();
        assert_eq!(walk.broken, []);
    }

    async fn the_mail_speaks_the_language_of_the_person_and_the_preview_shows_all_four(app: TestApp) {
        let admin = staff(&app, Role::Administrator).await;
        let member = Member { email: "elke@example.be", language: Language::De, is_doctor: true, methods: &[] };
        settle(&app, &member).await;
        let shown = preview(&admin, json!({ "selection": "without", "capacity": "doctor" })).await;
        assert_eq!((shown.people, shown.spared, shown.letters.len()), (1, 0, 4));
        start(&admin, "without").await;
        run(&app).await;
        let mails = app.mail.lock().unwrap();
        let mail = mails.iter().find(|mail| mail.purpose == "campaign").unwrap();
        let german = shown.letters.iter().find(|it| it.language == Language::De).unwrap();
        assert_eq!((mail.to.as_str(), &mail.subject, mail.lang), ("elke@example.be", &german.subject, Language::De));
        assert!(mail.text.contains("http://localhost:8080/account/two-step\n"));
    }

    async fn remind_me_later_is_kept_for_thirty_days_and_tells_nothing(app: TestApp) {
        let admin = staff(&app, Role::Administrator).await;
        for email in ["an@example.be", "bo@example.be"] {
            settle(&app, &Member { email, language: Language::Nl, is_doctor: false, methods: SMS }).await;
        }
        start(&admin, "sms_only").await;
        run(&app).await;
        let link = json!({ "token": later(&app, "an@example.be") });
        let stranger = app.browser();
        let snooze = async |body: &serde_json::Value| {
            let answer = stranger.post("/api/help/snooze", body).await;
            (answer.status, answer.json())
        };
        let answers = [snooze(&link).await, snooze(&link).await, snooze(&json!({ "token": "made up" })).await];
        assert!(answers.iter().all(|answer| *answer == (200, json!({}))), "{answers:?}");
        assert_eq!(newest(&admin).await.snoozed, 1);

        let target = json!({ "selection": "sms_only" });
        let shown = preview(&admin, target.clone()).await;
        assert_eq!((shown.people, shown.spared), (1, 1));
        start(&admin, "sms_only").await;
        run(&app).await;
        let to = addressees(&app);
        assert_eq!(to.iter().filter(|to| *to == "an@example.be").count(), 1);
        assert_eq!(to.iter().filter(|to| *to == "bo@example.be").count(), 2);

        // The same link again, later: the thirty days count from the first time.
        app.advance_seconds(29 * DAY);
        snooze(&link).await;
        app.advance_seconds(DAY + 1);
        let mut tx = app.app.db.read().await.unwrap();
        let to = vestibule_shared::campaign::Target { selection: Selection::SmsOnly, capacity: None };
        let shown = campaigns::preview(&app.app, &mut tx, to).await.unwrap();
        assert_eq!((shown.people, shown.spared), (2, 0));
    }

    async fn the_effect_counts_who_set_another_method_up_since_and_still_has_it(app: TestApp) {
        let admin = staff(&app, Role::Administrator).await;
        let people = crowd(&app, 3, false, SMS).await;
        start(&admin, "sms_only").await;
        run(&app).await;
        assert_eq!(newest(&admin).await.acted, 0);
        adds_an_app(&app, &people[0]).await;
        let view = newest(&admin).await;
        assert_eq!((view.sent, view.acted), (3, 1));
        assert_eq!(preview(&admin, json!({ "selection": "sms_only" })).await.people, 2);
    }

    async fn one_campaign_runs_at_a_time_can_be_stopped_and_is_in_the_trail_with_its_reason(app: TestApp) {
        let admin = staff(&app, Role::Administrator).await;
        assert_eq!(start(&admin, "sms_only").await.json()["code"], "nothing_to_do", "it would reach nobody");
        crowd(&app, 30, false, SMS).await;
        let no_reason = json!({ "target": { "selection": "sms_only" }, "reason": "" });
        assert_eq!(admin.post("/api/campaigns/start", &no_reason).await.json()["code"], "fields_invalid");
        assert_eq!(start(&admin, "sms_only").await.status, 200);
        assert_eq!(start(&admin, "at_risk").await.json()["code"], "nothing_to_do");
        assert_eq!(start(&admin, "sms_only").await.json()["code"], "conflict");
        campaigns::write_some(&app.app).await.unwrap();
        app.work().await;

        let stop = json!({ "campaign": newest(&admin).await.id, "reason": "the wrong week" });
        let stopped: CampaignsView = serde_json::from_value(admin.post("/api/campaigns/stop", &stop).await.json()).unwrap();
        assert_eq!((stopped.campaigns[0].state, stopped.campaigns[0].sent), (CampaignState::Stopped, 25));
        assert_eq!(stopped.campaigns[0].by.as_deref().map(|name| name.ends_with("Voorbeeld")), Some(true));
        assert_eq!(admin.post("/api/campaigns/stop", &stop).await.json()["code"], "nothing_to_do");
        run(&app).await;
        assert_eq!(addressees(&app).len(), 25);

        let filter = json!({ "event": "campaign." });
        let rows = admin.post("/api/trail", &filter).await.json()["rows"].clone();
        let of = |event: &str| rows.as_array().unwrap().iter().filter(|row| row["event"] == event).cloned().collect::<Vec<_>>();
        assert_eq!(of("campaign.mailed").len(), 25);
        assert_eq!(of("campaign.started")[0]["said"], "text messages end");
        assert_eq!(of("campaign.stopped")[0]["said"], "the wrong week");
        assert_eq!(of("campaign.stopped")[0]["actor"], "staff");
    }

    async fn an_administrator_sends_the_mail_to_themselves_first_a_few_times_an_hour(app: TestApp) {
        let admin = staff(&app, Role::Administrator).await;
        crowd(&app, 2, false, SMS).await;
        let target = json!({ "selection": "sms_only", "capacity": "citizen" });
        assert_eq!(admin.post("/api/campaigns/test", &target).await.status, 200);
        app.work().await;
        let own = || -> Vec<(String, String)> {
            let mails = app.mail.lock().unwrap();
            let own = mails.iter().filter(|mail| mail.purpose == "campaign_test");
            own.map(|mail| (mail.to.clone(), mail.subject.clone())).collect()
        };
        let shown = preview(&admin, target.clone()).await;
        let dutch = shown.letters.iter().find(|it| it.language == Language::Nl).unwrap();
        assert_eq!(own(), [(EMAIL.to_owned(), dutch.subject.clone())]);
        assert_eq!((addressees(&app).len(), shown.people), (0, 2), "nobody else has got anything");
        assert!(admin.call::<vestibule_shared::campaign::GetCampaigns>().await.unwrap().campaigns.is_empty());

        for _ in 1..5 {
            assert_eq!(admin.post("/api/campaigns/test", &target).await.status, 200);
        }
        let refused = admin.post("/api/campaigns/test", &target).await;
        assert_eq!(refused.json()["code"], "too_many_requests");
        app.work().await;
        assert_eq!(own().len(), 5);
        let rows = admin.post("/api/trail", &json!({ "event": "campaign.tested" })).await.json()["rows"].clone();
        let rows = rows.as_array().unwrap();
        assert_eq!((rows.len(), rows[0]["actor"].as_str()), (5, Some("staff")));
        assert_eq!(rows[0]["detail"], "sms_only|citizen");

        app.advance_seconds(601);
        let stale = admin.post("/api/campaigns/test", &target).await;
        assert_eq!(stale.json()["code"], "proof_required", "as for any other change");

        let auditor = staff_of(&app, "bram@example.be", "93051822361", Role::Auditor).await;
        assert_eq!(auditor.post("/api/campaigns/test", &target).await.status, 403);
    }
}
