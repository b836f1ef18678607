//! R5, R8, R11, R12: what is copied and typed on other keyboards means what a person sees.

use vestibule_shared::{
    problem::Code,
    recovery::AskMail,
    registration::{
        Activate, Audience, Capacity, ConfirmProfile, Registration, Step, SubmitAccount,
    },
    sign_in::EnterPassword,
};

use crate::tests::app::{Browser, PASSWORD, TestApp, activation, codes, details, on_each_engine};

const NORA: &str = "85073003328";
const BRAM: &str = "93051822361";

/// The form of a person whose card was read.
async fn form(app: &TestApp, card: &str, capacity: Capacity) -> Browser {
    let browser = app.browser();
    let audience = match capacity {
        Capacity::Citizen => Audience::Patient,
        Capacity::Doctor | Capacity::Organisation => Audience::Professional,
    };
    browser.identify(&app.card(card), audience).await.unwrap();
    browser.advance(&ConfirmProfile { capacity }).await.unwrap();
    browser
}

async fn signs_in(app: &TestApp, email: &str, password: &str) -> bool {
    let command = EnterPassword { email: email.into(), password: password.into() };
    app.browser().advance(&command).await.is_ok()
}

on_each_engine! {
    async fn r5_r8_a_registration_goes_through_with_what_was_copied(app: TestApp) {
        let browser = form(&app, NORA, Capacity::Citizen).await;
        let submit = SubmitAccount {
            email: "Noor Voorbeeld <mailto:Noor@example.be>,".into(),
            phone: "\u{202a}tel:+32\u{202f}470\u{2009}12\u{2013}34\u{2011}56\u{202c},".into(),
            ..details("")
        };
        browser.advance(&submit).await.unwrap();
        app.work().await;
        assert_eq!(app.sms.lock().unwrap().last().unwrap().to, "+32470123456");
        assert_eq!(app.mail.lock().unwrap().last().unwrap().to, "Noor@example.be");
        let code = format!("Code:\u{a0}\u{201c}{}\u{200b}\u{201d}.", app.last_code());
        assert!(matches!(browser.advance(&activation(&code)).await.unwrap(), Step::Done(_)));
        for email in ["noor@example.be", "\u{feff}noor＠example.be.", "<NOOR@EXAMPLE.BE>"] {
            assert!(signs_in(&app, email, PASSWORD).await, "{email}");
        }
    }

    async fn r5_the_numbers_of_doctors_and_organisations_are_read_as_they_are_written(app: TestApp) {
        let browser = form(&app, NORA, Capacity::Doctor).await;
        let with = |riziv: &str| SubmitAccount { riziv: Some(riziv.into()), ..details("d@example.be") };
        let problem = browser.advance(&with("1-90069-51")).await.unwrap_err();
        assert_eq!(codes(&problem), [Code::RizivShort]);
        browser.advance(&with("INAMI : 1–90069–51–001")).await.unwrap();
        let browser = form(&app, BRAM, Capacity::Organisation).await;
        let submit = SubmitAccount {
            cbe: Some("BTW BE 0203.201.340 RPR Gent".into()),
            organisation: Some("Praktijk".into()),
            ..details("o@example.be")
        };
        browser.advance(&submit).await.unwrap();
    }

    async fn r9_what_cannot_be_a_code_costs_no_try(app: TestApp) {
        let browser = app.browser();
        app.register(&browser, &app.card(NORA), "noor@example.be").await;
        for (code, why) in [
            ("", Code::Required),
            ("\u{200b}\u{2003}", Code::Required),
            ("12345", Code::CodeTooShort),
            ("１２３４５", Code::CodeTooShort),
            ("123 4567", Code::CodeTooLong),
            ("12345a", Code::CodeNotDigits),
            ("a123456", Code::CodeNotDigits),
            ("12345½", Code::CodeNotDigits),
            ("noor@example.be", Code::CodeNotDigits),
            ("+123456", Code::CodeNotDigits),
        ] {
            let problem = browser.advance(&activation(code)).await.unwrap_err();
            assert_eq!(codes(&problem), [why], "{code:?}");
            let Some(Step::Activate(step)) = problem.at else { panic!() };
            assert_eq!(step.sent.tries_left, 5, "{code:?}");
        }
    }

    async fn r12_an_address_of_another_script_is_one_account_in_either_spelling(app: TestApp) {
        app.activated(&app.browser(), &app.card(NORA), "Eva@münchen.de").await;
        for email in ["eva@münchen.de", "eva@xn--mnchen-3ya.de", "eva@mu\u{308}nchen.de", "EVA@MÜNCHEN.DE"] {
            assert!(signs_in(&app, email, PASSWORD).await, "{email}");
        }
        let other = form(&app, BRAM, Capacity::Citizen).await;
        let problem = other.advance(&details("eva@xn--mnchen-3ya.de")).await.unwrap_err();
        assert_eq!(codes(&problem), [Code::EmailTaken]);
        for (email, why) in [
            ("zoë@example.be", Code::EmailLetters),
            ("lotte@192.0.2.1", Code::EmailInvalid),
            ("eva@xn--a.de", Code::EmailInvalid),
        ] {
            assert_eq!(codes(&other.advance(&details(email)).await.unwrap_err()), [why], "{email}");
        }
        // Mail servers know the ASCII form only.
        app.browser().advance(&AskMail { email: "eva@münchen.de".into() }).await.unwrap();
        app.work().await;
        let mails = app.mail.lock().unwrap();
        let last = mails.last().unwrap();
        assert_eq!((last.purpose.as_str(), last.to.as_str()), ("recovery_link", "Eva@xn--mnchen-3ya.de"));
    }

    async fn r11_one_password_is_composed_in_two_ways_in_the_two_fields(app: TestApp) {
        let browser = app.browser();
        app.register(&browser, &app.card(NORA), "noor@example.be").await;
        let (composed, decomposed) = ("caf\u{e9} z\u{f3}nder 7", "cafe\u{301} zo\u{301}nder 7");
        let attempt = |confirmation: &str| Activate {
            code: app.last_code(),
            password: composed.into(),
            confirmation: confirmation.into(),
        };
        let problem = browser.advance(&attempt("cafe zonder 7")).await.unwrap_err();
        assert_eq!(codes(&problem), [Code::PasswordsDiffer]);
        browser.advance(&attempt(decomposed)).await.unwrap();
        for password in [composed, decomposed] {
            assert!(signs_in(&app, "noor@example.be", password).await, "{password}");
        }
        assert!(!matches!(browser.current::<Registration>().await, Step::Activate(_)));
    }
}
