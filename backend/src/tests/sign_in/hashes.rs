//! What is stored of a password, and what a right one does to a hash of an earlier version.

use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD as BASE64};
use vestibule_shared::{
    id::AccountId,
    problem::Code,
    sign_in::{EnterPassword, Step},
};

use crate::{
    db,
    tests::app::{PASSWORD, TestApp, on_each_engine},
};

const NORA: &str = "85073003328";
const EMAIL: &str = "noor@example.be";

async fn stored(app: &TestApp) -> (AccountId, String) {
    let mut tx = app.app.db.read().await.unwrap();
    let key = app.app.keys.index("email", EMAIL);
    let row = db::accounts::find_by_email(&mut tx, &key).await.unwrap().unwrap();
    (AccountId(row.id), row.password_hash.unwrap())
}

async fn store(app: &TestApp, hash: &str) {
    let (id, _) = stored(app).await;
    let mut tx = app.app.db.write().await.unwrap();
    assert!(db::accounts::update_password(&mut tx, &id, hash).await.unwrap());
    tx.commit().await.unwrap();
}

/// `key$m$t$salt$tag`, as the versions before the PHC string format stored it.
fn old_hash(app: &TestApp, password: &str, (memory, passes): (u32, u32)) -> String {
    let peppered = app.app.keys.pepper("k1", password).unwrap();
    let params = Params::new(memory, passes, 1, Some(32)).unwrap();
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let (salt, mut tag) = ([7; 16], [0; 32]);
    argon2.hash_password_into(peppered.as_ref(), &salt, &mut tag).unwrap();
    format!("k1${memory}${passes}${}${}", BASE64.encode(salt), BASE64.encode(tag))
}

async fn sign_in(app: &TestApp, password: &str) -> Option<Code> {
    let command = EnterPassword { email: EMAIL.into(), password: password.into() };
    match app.browser().advance(&command).await {
        Ok(Step::Entered(_)) => None,
        Ok(_) => panic!("no factor is there"),
        Err(problem) => Some(problem.code),
    }
}

const NEW: &str = "$argon2id$v=19$m=19456,t=2,p=1,keyid=azE$";

on_each_engine! {
    async fn a_new_password_is_stored_in_the_phc_format_and_stays_as_it_is(app: TestApp) {
        let app = app.hashing_in_earnest();
        app.activated(&app.browser(), &app.card(NORA), EMAIL).await;
        let (_, first) = stored(&app).await;
        assert!(first.starts_with(NEW), "{first}");
        assert_eq!(sign_in(&app, PASSWORD).await, None);
        assert_eq!(stored(&app).await.1, first);
    }

    async fn a_hash_of_an_earlier_version_signs_in_and_is_then_stored_in_the_phc_format(app: TestApp) {
        let app = app.hashing_in_earnest();
        app.activated(&app.browser(), &app.card(NORA), EMAIL).await;
        for cost in [(19_456, 2), (64, 1)] {
            let old = old_hash(&app, PASSWORD, cost);
            store(&app, &old).await;
            assert_eq!(sign_in(&app, "niet dit 1").await, Some(Code::CredentialsWrong));
            assert_eq!(stored(&app).await.1, old, "a wrong password changes nothing");
            assert_eq!(sign_in(&app, PASSWORD).await, None);
            assert!(stored(&app).await.1.starts_with(NEW), "{cost:?}");
            assert_eq!(sign_in(&app, PASSWORD).await, None);
        }
    }

    async fn a_hash_with_other_figures_signs_in_and_is_then_stored_with_those_of_today(app: TestApp) {
        let app = app.hashing_in_earnest();
        app.activated(&app.browser(), &app.card(NORA), EMAIL).await;
        let cheap = old_hash(&app, PASSWORD, (64, 1));
        let tail = cheap.strip_prefix("k1$64$1$").unwrap();
        store(&app, &format!("$argon2id$v=19$m=64,t=1,p=1,keyid=azE${tail}")).await;
        assert_eq!(sign_in(&app, PASSWORD).await, None);
        assert!(stored(&app).await.1.starts_with(NEW));
    }

    async fn a_hash_that_cannot_be_read_lets_nobody_in_and_is_answered_as_a_wrong_password(app: TestApp) {
        let app = app.hashing_in_earnest();
        app.activated(&app.browser(), &app.card(NORA), EMAIL).await;
        let (_, good) = stored(&app).await;
        let dear = good.replace("m=19456", "m=4194304");
        for bad in ["none", "$argon2id$", &good[..60], &dear, "k1$19456$2$AQ$AQ"] {
            store(&app, bad).await;
            assert_eq!(sign_in(&app, PASSWORD).await, Some(Code::CredentialsWrong), "{bad}");
            assert_eq!(stored(&app).await.1, bad);
            app.advance_seconds(901);
        }
    }
}
