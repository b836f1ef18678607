//! H12: the responses to the help desk, route by route, contain no code, key, number or hash.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use vestibule_shared::{
    api::Endpoint as _,
    desk::{AccessCode, GiveAccessCode},
    staff::Role,
};

use super::{act, ask, check::begin, email, enrolled, knock, number, page, register, resets::link};
use crate::{
    http::api,
    tests::{
        app::{Answer, Browser, TestApp, activation, answer, on_each_engine},
        staff::{account, staff},
    },
};

/// Every answer so far, and which routes gave one.
#[derive(Default)]
struct Answers {
    text: String,
    asked: BTreeSet<String>,
}

impl Answers {
    async fn ask(&mut self, desk: &Browser, path: &str, body: Value) -> Value {
        let answer = desk.post(path, &body).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.json());
        self.take(path, &answer);
        answer.json()
    }

    fn take(&mut self, path: &str, answer: &Answer) {
        self.text += &String::from_utf8(answer.body.clone()).unwrap();
        self.asked.insert(path.to_owned());
    }
}

on_each_engine! {
    async fn h12_no_answer_of_the_desk_holds_a_secret(app: TestApp) {
        let desk = staff(&app, Role::Administrator).await;
        let mut all = Answers::default();
        let (anna, signed_in, key) = enrolled(&app, 1).await;
        let person = register(&app, 2, "Peeters").await;
        let bram = account(&app, &email(2)).await;
        let wrong = if app.last_code() == "000000" { "000001" } else { "000000" };
        for _ in 0..5 {
            person.advance(&activation(wrong)).await.unwrap_err();
        }
        let of = |id: &vestibule_shared::id::AccountId| json!({ "account": id, "reason": "asked for it" });
        let with = |id: &vestibule_shared::id::AccountId, name: &str, value: &str| {
            let mut body = of(id);
            body[name] = json!(value);
            body
        };
        all.ask(&desk, "/api/desk/find", json!({ "query": "0471 00 00 01" })).await;
        all.ask(&desk, "/api/desk/find", json!({ "query": "peeters" })).await;
        all.ask(&desk, "/api/desk/unlock", of(&bram)).await;
        app.advance_seconds(31);
        all.ask(&desk, "/api/desk/send-again", of(&bram)).await;
        app.work().await;
        all.ask(&desk, "/api/desk/phone", with(&bram, "phone", "0472 99 88 77")).await;
        let method = page(&desk, &anna).await.unwrap().methods[0].id.0.clone();
        let seen = all.ask(&desk, "/api/desk/methods/reset", with(&anna, "method", &method)).await;
        let waiting = seen["waiting"][0]["id"].as_str().unwrap().to_owned();
        all.ask(&desk, "/api/desk/methods/reset/cancel", with(&anna, "reset", &waiting)).await;
        let half_way = knock(&app, 1).await;
        let code = begin(&half_way).await;
        all.ask(&desk, "/api/desk/check", json!({ "account": anna, "code": code })).await;
        let other = knock(&app, 1).await;
        super::check::deny(&other).await;
        let spoken = begin(&other).await;
        all.ask(&desk, "/api/desk/code", json!({ "code": spoken })).await;
        let nonce = all.ask(&desk, "/api/desk/card", json!({ "account": anna })).await["nonce"].clone();
        let token = answer(&app.ca().card_of(&number(1), "Specimen"), nonce.as_str().unwrap());
        all.ask(&desk, "/api/desk/card/present", json!({ "account": anna, "token": token })).await;
        let given: AccessCode = ask::<GiveAccessCode>(&desk, &act(&anna)).await.unwrap();
        all.ask(&desk, "/api/desk/sessions/end", of(&anna)).await;
        super::remembered(&app, 1, &key).await;
        all.ask(&desk, "/api/desk/browsers/forget", of(&anna)).await;
        for id in [&anna, &bram] {
            all.ask(&desk, "/api/desk/person", json!({ "account": id })).await;
        }
        // A citizen has no capacity to verify. A successful response is the person's page, as above.
        for path in ["/api/desk/capacity/confirm", "/api/desk/capacity/refuse"] {
            all.take(path, &desk.post(path, &of(&anna)).await);
        }
        all.take("/api/desk/capacities", &desk.get("/api/desk/capacities").await);
        let longer = json!({ "account": anna, "method": "app", "last_day": "2026-04-01", "reason": "asked for it" });
        all.ask(&desk, "/api/desk/exception", longer).await;
        app.work().await;

        let routes = api().finish().described;
        let is_page = |path: &&str| path.starts_with("/api/desk/") && *path != GiveAccessCode::PATH;
        let every: BTreeSet<_> = routes.iter().map(|it| it.path).filter(is_page).map(str::to_owned).collect();
        assert_eq!(all.asked, every, "an answer that nobody looked at");
        let token = link(&app, "help_reset_planned", "/help/reset");
        let mut secrets = vec![key.replace(' ', ""), key, code.clone(), code.replace('-', ""), token];
        secrets.extend([spoken.replace('-', ""), spoken]);
        secrets.extend([given.code.replace('-', ""), given.code]);
        secrets.extend(app.sms.lock().unwrap().iter().map(|sms| sms.to[3..].to_owned()));
        secrets.extend(app.sms.lock().unwrap().iter().map(|sms| sms.text.chars().take(6).collect()));
        secrets.extend([number(1), number(2), "$".into(), "_sealed".into(), "k1.".into()]);
        secrets.extend(signed_in.cookie().split('=').skip(1).map(str::to_owned));
        for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
            assert!(!all.text.contains(secret.as_str()), "{secret} in {}", all.text);
        }
    }
}
