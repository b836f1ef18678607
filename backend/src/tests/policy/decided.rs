//! What administrators see of a policy: whom it would affect on which day, and why earlier ones were
//! put in force.

use serde_json::json;
use vestibule_shared::{
    factor::FactorKind,
    policy::{Day, GetPolicy, Impact, MethodRule, PastPolicy, PlanChange, Policy, PolicyView},
    registration::Capacity,
    staff::Role,
};

use super::{again, change, two_administrators};
use crate::{
    db::{Db, Engine},
    tests::{
        app::{Browser, TestApp, on_each_engine},
        crowd::crowd,
        helpers::EMAIL,
        staff::staff,
    },
};

async fn view(admin: &Browser) -> PolicyView {
    admin.call::<GetPolicy>().await.unwrap()
}

fn reasons(view: &PolicyView) -> Vec<Option<&str>> {
    view.history.iter().map(|past: &PastPolicy| past.reason.as_deref()).collect()
}

/// Stores no reasons, as an earlier version of the program did.
async fn forget_reasons(db: &Db) {
    let sql = "update policies set reason_sealed = ''";
    match &db.engine {
        Engine::Sqlite { writer, .. } => {
            sqlx::query(sql).execute(writer).await.map(|_| ()).unwrap();
        }
        Engine::Postgres(pool) => {
            sqlx::query(sql).execute(pool).await.map(|_| ()).unwrap();
        }
    }
}

async fn impact(admin: &Browser, policy: &Policy) -> Impact {
    let answer = admin.post("/api/policy/try", &serde_json::to_value(policy).unwrap()).await;
    assert_eq!(answer.status, 200, "{:?}", answer.json());
    serde_json::from_value(answer.json()).unwrap()
}

on_each_engine! {
    async fn the_history_says_why_and_what_the_first_policy_replaced(app: TestApp) {
        let admin = staff(&app, Role::Administrator).await;
        let settings = (*app.app.policies.policy()).clone();
        let first = Policy { remember_days: 7, ..settings.clone() };
        admin.post("/api/policy", &change(&first, 0)).await;
        let second = Policy { remember_days: 8, ..settings.clone() };
        let because = json!({ "policy": second, "replaces": 1, "reason": "a week was too short" });
        assert_eq!(admin.post("/api/policy", &because).await.status, 200);
        let seen = view(&admin).await;
        assert_eq!(reasons(&seen), [Some("a week was too short"), Some("decided by the board")]);
        assert_eq!(seen.before, settings, "the settings of the installation");

        // Reasons from before they were stored beside the policy are in the audit trail.
        forget_reasons(&app.app.db).await;
        assert_eq!(reasons(&view(&admin).await), reasons(&seen));
    }

    async fn with_four_eyes_the_reason_is_that_of_who_asked(app: TestApp) {
        let (one, two, policy) = two_administrators(&app).await;
        let asked = json!({
            "policy": Policy { remember_days: 3, ..policy }, "replaces": 1, "reason": "three days are enough",
        });
        let asked = one.post("/api/policy", &asked).await.json();
        let agrees = json!({ "id": asked["proposals"][0]["id"], "agrees": true, "reason": "looked at it" });
        assert_eq!(two.post("/api/policy/decide", &agrees).await.status, 200);
        let seen = view(&two).await;
        assert_eq!(seen.history[0].reason.as_deref(), Some("three days are enough"));
        assert_eq!(seen.history[0].by, crate::tests::staff::account(&app, EMAIL).await);
    }

    async fn the_reason_of_a_person_who_was_erased_is_gone(app: TestApp) {
        let (one, _, policy) = two_administrators(&app).await;
        let alone = Policy { four_eyes: false, ..policy };
        one.post("/api/policy", &change(&alone, 1)).await;
        let by = view(&one).await.history[0].by.clone();
        let mut tx = app.app.db.write().await.unwrap();
        crate::db::subject_keys::delete(&mut tx, &by.0).await.unwrap();
        tx.commit().await.unwrap();
        let two = again(&app, "bram@example.be").await;
        assert_eq!(reasons(&view(&two).await), [None]);
    }

    async fn the_impact_is_counted_by_capacity_and_has_a_line_for_each_day(app: TestApp) {
        use FactorKind::{App, Sms};
        let admin = staff(&app, Role::Administrator).await;
        crowd(&app, 3, true, &[]).await;
        crowd(&app, 2, true, &[Sms]).await;
        crowd(&app, 4, false, &[Sms, App]).await;
        let day = |text: &str| Day::try_from(text.to_owned()).ok();
        let rule = MethodRule {
            method: Sms,
            capacity: Some(Capacity::Doctor),
            discouraged_from: None,
            last_day: day("2026-05-31"),
            removed_from: day("2026-09-01"),
        };
        let held = (*app.app.policies.policy()).clone();
        let impact = impact(&admin, &Policy { methods: vec![rule], ..held }).await;
        let of = |capacity| *impact.by_capacity.iter().find(|it| it.capacity == capacity).unwrap();
        let (doctors, citizens) = (of(Capacity::Doctor), of(Capacity::Citizen));
        assert_eq!((doctors.people, doctors.must_act, doctors.without_any, doctors.ending), (5, 3, 3, 2));
        assert_eq!((citizens.people, citizens.must_act, citizens.ending), (5, 0, 0));
        assert_eq!((impact.people, impact.must_act, impact.ending), (10, 3, 2));
        let said: Vec<_> =
            impact.plan.iter().map(|it| (it.day.0.as_str(), it.change, it.people, it.stuck)).collect();
        assert_eq!(
            said,
            [
                ("2026-03-02", PlanChange::Ending, 2, 2),
                ("2026-03-02", PlanChange::Required, 5, 3),
                ("2026-06-01", PlanChange::EnrolOnly, 2, 2),
                ("2026-09-01", PlanChange::Removed, 2, 2),
            ]
        );
    }
}
