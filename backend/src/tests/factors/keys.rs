//! P7, P8, P10: passkeys, security keys and the chip of a computer.

use super::*;

on_each_engine! {
    async fn p7_p8_p10_every_kind_of_key_enrols_and_signs_in_beside_the_password(app: TestApp) {
        let browser = patient(&app).await;
        for kind in [FactorKind::Passkey, FactorKind::Platform, FactorKind::SecurityKey] {
            let mut key = Key::new();
            enrol_key(&browser, kind, &mut key).await;
            let other = app.browser();
            enter(&other).await.unwrap();
            let Step::Prove(step) = choose(&other, kind).await else { panic!() };
            let FactorChallenge::Key { options } = step.asked else { panic!() };
            let credential = key.soft.get(&options);
            let submit = sign_in::SubmitKey { credential, remember: false };
            other.advance(&submit).await.unwrap();
            assert_eq!(strength(&other).await, Strength::TwoStep);
            // The answer is worth nothing a second time, here or elsewhere.
            let third = app.browser();
            enter(&third).await.unwrap();
            choose(&third, kind).await;
            assert_eq!(third.advance(&submit).await.unwrap_err().code, Code::KeyStale);
            let notified = other.call::<GetActivity>().await.unwrap().entries;
            assert!(notified.iter().any(|it| it.what == Happened::FactorWrong), "{notified:?}");
        }
    }

    async fn p8_a_passkey_signs_in_without_user_name_and_a_security_key_does_not(app: TestApp) {
        let browser = patient(&app).await;
        let (mut passkey, mut plain) = (Key::new(), Key::new());
        enrol_key(&browser, FactorKind::Passkey, &mut passkey).await;
        enrol_key(&browser, FactorKind::SecurityKey, &mut plain).await;
        for (key, expected) in [(&mut passkey, None), (&mut plain, Some(Code::KeyRefused))] {
            let other = app.browser();
            let Step::Credentials(step) = other.advance(&sign_in::AskPasskey {}).await.unwrap()
            else { panic!() };
            let credential = key.soft.get_unasked(&step.passkey.unwrap());
            let used = sign_in::UsePasskey { credential };
            let outcome = other.advance(&used).await.map_err(|problem| problem.code);
            match expected {
                None => {
                    outcome.unwrap();
                    assert_eq!(strength(&other).await, Strength::Passkey);
                    let again = other.advance(&used).await.unwrap_err();
                    assert_eq!(again.code, Code::KeyStale, "the question is used up");
                }
                Some(_) => assert!(outcome.is_err(), "{outcome:?}"),
            }
        }
    }

    async fn a_passkey_that_may_be_copied_since_goes_on_and_one_that_may_not_any_more_says_what_to_do(app: TestApp) {
        let browser = patient(&app).await;
        let mut key = Key::new();
        enrol_key(&browser, FactorKind::Passkey, &mut key).await;
        let copied = |draft: &mut Draft| draft.flags |= BACKUP_ELIGIBLE | BACKED_UP;
        // From the suggestions for the user name, then beside the password; each time the flags are kept.
        for _ in 0..2 {
            let other = app.browser();
            let Step::Credentials(step) = other.advance(&sign_in::AskPasskey {}).await.unwrap()
            else { panic!() };
            let credential = key.soft.get_but(&step.passkey.unwrap(), copied);
            other.advance(&sign_in::UsePasskey { credential }).await.unwrap();
            let other = app.browser();
            enter(&other).await.unwrap();
            let Step::Prove(step) = choose(&other, FactorKind::Passkey).await else { panic!() };
            let FactorChallenge::Key { options } = step.asked else { panic!() };
            let credential = key.soft.get_but(&options, copied);
            other.advance(&sign_in::SubmitKey { credential, remember: false }).await.unwrap();
        }
        let other = app.browser();
        let Step::Credentials(step) = other.advance(&sign_in::AskPasskey {}).await.unwrap()
        else { panic!() };
        let credential = key.soft.get(&step.passkey.unwrap());
        let problem = other.advance(&sign_in::UsePasskey { credential }).await.unwrap_err();
        assert_eq!(problem.code, Code::KeyChanged);
    }

    async fn the_browser_learns_which_keys_are_known_and_whose_they_are(app: TestApp) {
        let browser = patient(&app).await;
        let none = browser.call::<GetKnownKeys>().await.unwrap();
        assert_eq!((none.rp_id.as_str(), none.credential_ids.len()), ("localhost", 0));
        assert_eq!((none.name.as_str(), none.display_name.as_str()), (EMAIL, "Noor Elise Voorbeeld"));
        for kind in [FactorKind::Passkey, FactorKind::SecurityKey] {
            enrol_key(&browser, kind, &mut Key::new()).await;
        }
        let SetUp::Key { options } = set_up(&browser, FactorKind::Passkey).await else { panic!() };
        let known = browser.call::<GetKnownKeys>().await.unwrap();
        assert_eq!(json!(known.user_id), options["user"]["id"], "what the keys call the account");
        let excluded = options["excludeCredentials"].as_array().unwrap().iter();
        let mut excluded: Vec<_> = excluded.map(|one| one["id"].as_str().unwrap()).collect();
        let mut ids: Vec<_> = known.credential_ids.iter().map(String::as_str).collect();
        excluded.sort_unstable();
        ids.sort_unstable();
        assert_eq!((ids.len(), &ids), (2, &excluded));
    }

    async fn a_key_that_another_account_has_is_refused(app: TestApp) {
        let browser = patient(&app).await;
        set_up(&browser, FactorKind::Passkey).await;
        let mut key = Key::new();
        enrol_key(&browser, FactorKind::Passkey, &mut key).await;
        app.activated(&app.browser(), &app.card("93051822361"), "bram@example.be").await;
        let other = app.browser();
        let with = sign_in::EnterPassword { email: "bram@example.be".into(), password: PASSWORD.into() };
        other.advance(&with).await.unwrap();
        let SetUp::Key { options } = set_up(&other, FactorKind::Passkey).await else { panic!() };
        let credential = key.copy_into(&options);
        let problem = other.advance(&two_step::SubmitKey { credential }).await.unwrap_err();
        assert_eq!(problem.code, Code::KeyTaken);
    }
}
