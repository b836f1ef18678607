//! Text messages by SMPP, from the outbox to the report: handed over once, named by the SMSC, and reported on.

use vestibule_shared::registration::Delivery;

use crate::{
    gateway::{
        smpp::{
            Heard, Receipt, Smpp, State,
            tests::{Does, account, sms, smsc},
        },
        sms::SmsGateway,
    },
    tests::{
        app::{Browser, TestApp, on_each_engine},
        carriers::{TAKES, company, count, order, wait, webhook},
        messages::{self, step_of},
    },
    worker::smpp,
};

/// Orders an account whose code goes by this account at an SMSC, whose connection is kept meanwhile.
async fn order_by(app: &mut TestApp, account: &Smpp, next: Vec<SmsGateway>) -> Browser {
    let (keeper, kept) = (app.app.clone(), account.clone());
    let stop = tokio::sync::watch::Sender::new(false);
    let stopped = stop.subscribe();
    let keeping = tokio::spawn(async move { smpp::keep(&keeper, &kept, stopped).await });
    let browser = order(app, [vec![SmsGateway::Smpp(account.clone())], next].concat()).await;
    stop.send_replace(true);
    keeping.await.unwrap();
    browser
}

fn receipt(names: &[&str], state: State) -> Receipt {
    Receipt { references: names.iter().map(|&it| it.into()).collect(), state: Some(state) }
}

on_each_engine! {
    async fn h8_a_report_finds_its_message_by_the_smscs_name_in_memory_and_in_the_database(app: TestApp) {
        let mut app = app;
        let (by, _told) = smsc(0, &[Does::Take]).await;
        let browser = order_by(&mut app, &by, vec![]).await;
        assert_eq!(step_of(&app, &browser).await, Delivery::Sent);
        let kept = "select count(*) from outbox where carrier = 'smpp' and reference = 'abcd00'";
        assert_eq!(messages::count(&app.app.db, kept).await, 1);
        assert_eq!(smpp::hear(&app.app, &by, &receipt(&["abcd00"], State::Enroute)).await, Heard::Done);
        assert_eq!(step_of(&app, &browser).await, Delivery::Sent);
        // Another process, or this one after a start, remembers nothing of it.
        let elsewhere = account("127.0.0.1:9");
        let names = ["11259136", "abcd00"];
        let arrived = receipt(&names, State::Delivered);
        assert_eq!(smpp::hear(&app.app, &elsewhere, &arrived).await, Heard::Done);
        assert_eq!(step_of(&app, &browser).await, Delivery::Delivered);
        let late = receipt(&names, State::Expired);
        assert_eq!(smpp::hear(&app.app, &elsewhere, &late).await, Heard::Done);
        assert_eq!(step_of(&app, &browser).await, Delivery::Delivered);
    }

    async fn h8_a_report_that_is_quicker_than_the_commit_of_the_answer_is_noted(app: TestApp) {
        let mut app = app;
        let (by, _told) = smsc(0, &[Does::Take]).await;
        let browser = order_by(&mut app, &by, vec![]).await;
        // As if the answer were noted only afterwards: the carrier is committed, the name is not.
        let before = "update outbox set reference = null, sent_at = null where carrier = 'smpp'";
        messages::execute(&app.app.db, before).await;
        let failed = receipt(&["abcd00"], State::Rejected);
        assert_eq!(smpp::hear(&app.app, &by, &failed).await, Heard::Done);
        assert_eq!(step_of(&app, &browser).await, Delivery::Failed);
        let kept = "select count(*) from outbox where reference = 'abcd00' and fault = 'blocked'";
        assert_eq!(messages::count(&app.app.db, kept).await, 1);
    }

    async fn a_report_of_nobodys_message_or_of_another_gateways_changes_nothing(app: TestApp) {
        let mut app = app;
        let (by, _told) = smsc(0, &[Does::Take]).await;
        let browser = order_by(&mut app, &by, vec![]).await;
        messages::execute(&app.app.db, "update outbox set carrier = 'twilio' where channel = 'sms'").await;
        let (of_another, of_nobody) = (receipt(&["abcd00"], State::Rejected), receipt(&["ffffff"], State::Rejected));
        let elsewhere = account("127.0.0.1:9");
        let heard = tokio::join!(
            smpp::hear(&app.app, &elsewhere, &of_another),
            smpp::hear(&app.app, &by, &of_another),
            smpp::hear(&app.app, &by, &of_nobody),
        );
        assert_eq!(heard, (Heard::Done, Heard::Done, Heard::Done));
        assert_eq!(step_of(&app, &browser).await, Delivery::Sent);
    }

    async fn a_report_that_may_be_of_a_message_without_a_name_as_yet_has_to_come_again(app: TestApp) {
        let (by, mut told) = smsc(0, &[Does::KeepSilent]).await;
        let (keeper, kept) = (app.app.clone(), by.clone());
        let stop = tokio::sync::watch::Sender::new(false);
        let stopped = stop.subscribe();
        tokio::spawn(async move { smpp::keep(&keeper, &kept, stopped).await });
        let sending = by.clone();
        let sending = tokio::spawn(async move { sending.send(&sms("text")).await });
        while told.recv().await.unwrap().0 != rusmpp::CommandId::SubmitSm {}
        let early = receipt(&["abcd00"], State::Delivered);
        assert_eq!(smpp::hear(&app.app, &by, &early).await, Heard::NotNow);
        sending.abort();
    }

    async fn what_an_smsc_may_have_sent_is_sent_by_nobody_else_and_not_again(app: TestApp) {
        let mut app = app;
        let (by, mut told) = smsc(0, &[Does::BreakOff, Does::Take]).await;
        let (url, other) = company(&[TAKES]).await;
        let browser = order_by(&mut app, &by, vec![webhook(&url)]).await;
        assert_eq!(step_of(&app, &browser).await, Delivery::Failed);
        wait(&app).await;
        let mut handed = 0;
        while let Ok((id, _)) = told.try_recv() {
            handed += usize::from(id == rusmpp::CommandId::SubmitSm);
        }
        assert_eq!((handed, count(&other)), (1, 0));
    }

    async fn the_next_gateway_is_asked_at_once_when_an_smsc_took_nothing(app: TestApp) {
        let mut app = app;
        let (by, _told) = smsc(0x0d, &[Does::Take]).await;
        let (url, took) = company(&[TAKES]).await;
        let browser = order_by(&mut app, &by, vec![webhook(&url)]).await;
        assert_eq!((step_of(&app, &browser).await, count(&took)), (Delivery::Sent, 1));
    }
}
