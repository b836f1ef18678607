//! The cockpit: each count is made once, contains no personal data, and outlives what it was made
//! from (H10).

use serde_json::json;
use vestibule_shared::{
    cockpit::{CockpitView, Funnel, Milestone},
    factor::FactorKind,
    registration::{self as reg, Capacity},
    staff::Role,
};

use crate::{
    app::{funnel, tally::Tally},
    db,
    service::{adoption, sends},
    tests::{
        app::{Browser, TestApp, on_each_engine},
        crowd::crowd,
        helpers::{enrol_sms, patient, set_up},
        staff::staff,
    },
    worker::purge,
};

const DAY: i64 = 86_400;

async fn look(auditor: &Browser, period: &str) -> CockpitView {
    look_at(auditor, json!({ "period": period })).await
}

async fn look_at(auditor: &Browser, look: serde_json::Value) -> CockpitView {
    let answer = auditor.post("/api/cockpit", &look).await;
    assert_eq!(answer.status, 200, "{:?}", answer.json());
    serde_json::from_value(answer.json()).unwrap()
}

/// The figures without a browser: an auditor's own session would end meanwhile.
async fn figures(app: &TestApp, period: &str) -> CockpitView {
    funnel::flush(&app.app).await.unwrap();
    let look = serde_json::from_value(json!({ "period": period })).unwrap();
    let mut tx = app.app.db.read().await.unwrap();
    crate::service::cockpit::view(&app.app, &mut tx, look).await.unwrap()
}

fn count(view: &CockpitView, journey: Funnel, step: Milestone) -> u32 {
    let of = view.journeys.iter().find(|it| it.journey == journey).unwrap();
    of.reached.iter().find(|it| it.step == step).unwrap().count
}

on_each_engine! {
    async fn h10_people_are_counted_by_what_they_have_and_by_capacity(app: TestApp) {
        use FactorKind::{App, Sms};
        crowd(&app, 3, true, &[]).await;
        crowd(&app, 2, true, &[Sms]).await;
        crowd(&app, 4, false, &[Sms, App]).await;
        // The auditor is a citizen with an app.
        let auditor = staff(&app, Role::Auditor).await;
        let view = look(&auditor, "week").await;
        let of = |capacity| view.standing.iter().find(|it| it.capacity == capacity).unwrap();
        let (doctors, citizens) = (of(Capacity::Doctor), of(Capacity::Citizen));
        assert_eq!((doctors.people, doctors.without, doctors.sms_only, doctors.at_risk), (5, 3, 2, 3));
        assert_eq!((citizens.people, citizens.without, citizens.sms_only, citizens.at_risk), (5, 0, 0, 0));
        let [today] = view.days.as_slice() else { panic!("no day was kept yet: {:?}", view.days) };
        assert_eq!((today.app, today.sms, today.without, today.passkey), (5, 6, 3, 0));
        let doctors = look_at(&auditor, json!({ "period": "week", "capacity": "doctor" })).await;
        let today = doctors.days.last().unwrap();
        assert_eq!((today.app, today.sms, today.without), (0, 2, 3));
        assert_eq!(auditor.post("/api/cockpit", &json!({ "period": "year" })).await.status, 400);
    }

    async fn a_day_is_counted_once_whatever_restarts_and_today_is_counted_now(app: TestApp) {
        crowd(&app, 2, false, &[FactorKind::Sms]).await;
        let first = adoption::keep_day(&app.app).await.unwrap();
        crowd(&app, 1, false, &[FactorKind::Sms]).await;
        // The day is kept by several processes at once, and by one that was started again.
        let (one, two) = tokio::join!(adoption::keep_day(&app.app), adoption::keep_day(&app.app));
        assert_eq!((one.unwrap(), two.unwrap()), (first.clone(), first.clone()));
        assert_eq!(figures(&app, "week").await.days.last().unwrap().sms, 3, "today");

        app.advance_seconds(DAY);
        let second = adoption::keep_day(&app.app).await.unwrap();
        let view = figures(&app, "week").await;
        let days: Vec<_> = view.days.iter().map(|it| (it.day.clone(), it.sms)).collect();
        assert_eq!(days, [(first.clone(), 2), (second, 3)], "the first day as it began");

        app.advance_seconds(6 * DAY);
        let days = figures(&app, "week").await.days;
        assert!(days.iter().all(|it| it.day > first) && days.len() == 2, "{days:?}");
    }

    async fn the_counts_of_the_first_day_of_the_period_show_what_changed(app: TestApp) {
        crowd(&app, 2, true, &[]).await;
        crowd(&app, 1, true, &[FactorKind::Sms]).await;
        let first = adoption::keep_day(&app.app).await.unwrap();
        assert_eq!(figures(&app, "week").await.earlier, None, "today is no earlier day");
        app.advance_seconds(DAY);
        crowd(&app, 1, true, &[]).await;
        adoption::keep_day(&app.app).await.unwrap();
        let view = figures(&app, "week").await;
        let earlier = view.earlier.unwrap();
        let doctors = |all: &[vestibule_shared::cockpit::CapacityCounts]| {
            let of = all.iter().find(|it| it.capacity == Capacity::Doctor).unwrap();
            (of.people, of.without, of.sms_only, of.at_risk)
        };
        assert_eq!((earlier.day, doctors(&earlier.standing)), (first, (3, 2, 1, 2)));
        assert_eq!(doctors(&view.standing), (4, 3, 1, 3));
        app.advance_seconds(7 * DAY);
        assert_eq!(figures(&app, "week").await.earlier.map(|it| it.day), None, "before the period");
    }

    async fn the_funnel_counts_a_step_once_a_flow_and_shows_where_people_stop(app: TestApp) {
        // One goes back and forth, and stops at the profile.
        let browser = app.browser();
        let patient_ = reg::ChooseAudience { audience: reg::Audience::Patient };
        browser.advance(&patient_).await.unwrap();
        browser.advance(&reg::BackToStart {}).await.unwrap();
        browser.advance(&patient_).await.unwrap();
        let browser = app.browser();
        browser.identify(&app.card("93051822361"), reg::Audience::Patient).await.unwrap();
        // Another one arrives, signs in, chooses the app and leaves, then sets messages up.
        let browser = patient(&app).await;
        set_up(&browser, FactorKind::App).await;
        enrol_sms(&app, &browser, None).await;
        // A third one has an account.
        app.browser().identify(&app.card("85073003328"), reg::Audience::Patient).await.unwrap();

        let view = figures(&app, "week").await;
        let registration = |step| count(&view, Funnel::Registration, step);
        let steps = [Milestone::Means, Milestone::Proof, Milestone::Person, Milestone::Details, Milestone::Making, Milestone::Code, Milestone::Done];
        assert_eq!(steps.map(registration), [4, 3, 2, 1, 1, 1, 1]);
        let known = view.journeys.iter().find(|it| it.journey == Funnel::Registration).unwrap().known;
        assert_eq!(known, 1);
        assert_eq!([Milestone::Chosen, Milestone::Proved].map(|step| count(&view, Funnel::App, step)), [1, 0]);
        assert_eq!([Milestone::Chosen, Milestone::Asked, Milestone::Proved].map(|step| count(&view, Funnel::Sms, step)), [1, 1, 1]);

        app.advance_seconds(8 * DAY);
        let view = figures(&app, "week").await;
        assert_eq!(count(&view, Funnel::Registration, Milestone::Means), 0, "before the period");
        assert_eq!(count(&figures(&app, "month").await, Funnel::Registration, Milestone::Means), 4);
    }

    async fn two_processes_add_their_counts_and_neither_waits_in_a_circle(app: TestApp) {
        let today = app.app.today();
        let mut other = app.app.clone();
        other.tally = Tally::default();
        let steps = [Milestone::Means, Milestone::Proof, Milestone::Person, Milestone::Details];
        for _ in 0..20 {
            for (n, step) in steps.into_iter().enumerate() {
                app.app.tally.add(today.clone(), (Funnel::Registration, step));
                other.tally.add(today.clone(), (Funnel::Registration, steps[steps.len() - 1 - n]));
            }
            let (one, two) = tokio::join!(funnel::flush(&app.app), funnel::flush(&other));
            one.unwrap();
            two.unwrap();
        }
        let view = figures(&app, "week").await;
        assert_eq!(steps.map(|step| count(&view, Funnel::Registration, step)), [40; 4]);
    }

    async fn a_text_message_costs_as_much_as_its_parts(app: TestApp) {
        let mut app = app;
        let prices = |name: &str| (name == "SEND_COSTS").then(|| "BE=0.075".to_owned());
        let prices = crate::app::config::Config::from_lookup(prices).unwrap().send_costs;
        app.change(|config| {
            config.send_costs = prices;
            config.service_name = "Hôpital Érasme".into();
        });
        patient(&app).await;
        let text = app.sms.lock().unwrap()[0].text.clone();
        let parts = i64::try_from(crate::gateway::alphabet::count(&text)).unwrap();
        assert!(parts > 1, "{text}");
        let cost = async || {
            let view = figures(&app, "month").await;
            view.sends.iter().find(|it| it.channel == "sms").unwrap().cost
        };
        assert_eq!(cost().await, Some(750 * parts));
        app.advance_seconds(6 * DAY);
        sends::sum_up(&app.app).await.unwrap();
        assert_eq!(cost().await, Some(750 * parts), "from the sums");
    }

    async fn what_was_sent_is_counted_by_country_with_its_cost_and_stays_when_messages_are_forgotten(app: TestApp) {
        let mut app = app;
        let prices = |name: &str| (name == "SEND_COSTS").then(|| "BE=0.075,*=0.1".to_owned());
        let prices = crate::app::config::Config::from_lookup(prices).unwrap().send_costs;
        app.change(|config| config.send_costs = prices);
        let browser = patient(&app).await;
        set_up(&browser, FactorKind::Sms).await;
        let phone = Some("+31 6 12345678".to_owned());
        browser.advance(&vestibule_shared::two_step::UseNumber { phone }).await.unwrap();
        app.work().await;
        assert_eq!(app.sms.lock().unwrap().len(), 2);
        let report = async |country: &str, delivery: &str, fault: Option<&str>| {
            let mut tx = app.app.db.write().await.unwrap();
            let at = app.app.clock.now();
            let of = usize::from(country != "BE");
            let id = app.sms.lock().unwrap()[of].id.clone();
            let noted = db::outbox::Noted { from: None, to: delivery, fault, reference: None, at };
            assert!(db::outbox::update_delivery(&mut tx, &id, &noted).await.unwrap());
            tx.commit().await.unwrap();
        };
        report("BE", "delivered", None).await;
        report("NL", "undelivered", Some("unreachable")).await;

        let before = figures(&app, "month").await;
        let of = |view: &CockpitView, channel: &str, country: &str| {
            view.sends.iter().find(|it| it.channel == channel && it.country == country).unwrap().clone()
        };
        let (belgian, dutch) = (of(&before, "sms", "BE"), of(&before, "sms", "NL"));
        assert_eq!((belgian.delivered, belgian.failed, belgian.cost), (1, 0, Some(750)));
        assert_eq!((dutch.delivered, dutch.failed, dutch.cost), (0, 1, Some(1000)), "paid for, though it failed");
        assert_eq!(of(&before, "mail", "").cost, None);
        assert_eq!((before.spent.now, before.spent.before), (Some(1750), None));
        let [failures] = before.failures.as_slice() else { panic!("{:?}", before.failures) };
        assert_eq!((failures.cause.as_str(), failures.count), ("unreachable", 1));

        // Nothing is summed up while something may still be reported of it.
        sends::sum_up(&app.app).await.unwrap();
        app.advance_seconds(6 * DAY);
        for _ in 0..2 {
            let (one, two) = tokio::join!(sends::sum_up(&app.app), sends::sum_up(&app.app));
            one.unwrap();
            two.unwrap();
        }
        assert_eq!(figures(&app, "month").await.sends, before.sends, "counted once, from the sums");
        app.advance_seconds(26 * DAY);
        sends::sum_up(&app.app).await.unwrap();
        purge::purge(&app.app).await.unwrap();
        let mut tx = app.app.db.read().await.unwrap();
        assert_eq!(db::outbox::find_first(&mut tx).await.unwrap(), None, "the messages are forgotten");
        drop(tx);
        assert_eq!(figures(&app, "quarter").await.sends, before.sends);
        assert_eq!(figures(&app, "week").await.sends, []);
        let spent = figures(&app, "month").await.spent;
        assert_eq!((spent.now, spent.before), (None, Some(1750)), "in the month before");
    }
}
