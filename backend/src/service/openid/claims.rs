//! What a client learns about a person: the claims of its scopes (O11), and the tokens that carry
//! them.

use serde_json::{Map, Value, json};
use vestibule_shared::{address::AddressState, policy, text::Email, time::Timestamp};

use super::{clients, grants::Terms};
use crate::{
    app::{App, codec::label},
    domain::{
        account::{Account, Profession, capacity::Standing},
        openid::{
            client::{ClaimsIn, Client},
            request::Scope,
        },
    },
};

/// The claims that the scopes of a grant, and the names it asked for, let a client see.
pub fn of_person(
    app: &App,
    client: &Client,
    account: &Account,
    terms: &Terms,
) -> Map<String, Value> {
    let mut claims = Map::new();
    claims.insert("sub".into(), json!(clients::subject(app, client, &account.id.0)));
    for (scope, all) in groups(account) {
        for (name, value) in all {
            let is_asked = terms.userinfo.iter().any(|asked| asked == name);
            if !value.is_null() && (terms.has(scope) || (is_asked && terms.may.contains(&scope))) {
                claims.insert(name.into(), value);
            }
        }
    }
    claims
}

/// Every claim there is, by the scope that opens it.
fn groups(account: &Account) -> [(Scope, Vec<(&'static str, Value)>); 4] {
    let (name, mailbox) = (&account.person.name, account.mailbox());
    let mut profession = vec![("capacity", json!(label(&account.profession().capacity())))];
    match account.profession() {
        Profession::Citizen => {}
        Profession::Doctor { riziv } => profession.push(("riziv", json!(riziv))),
        Profession::Organisation { cbe, name } => {
            profession.push(("cbe", json!(cbe)));
            profession.push(("organisation", json!(name)));
        }
    }
    let by = match account.capacity {
        Standing::Confirmed(by) => json!(label(&by)),
        Standing::Declared | Standing::Waiting | Standing::Refused => Value::Null,
    };
    profession.push(("capacity_verified", json!(!by.is_null())));
    profession.push(("capacity_verified_by", by));
    [
        (
            Scope::Profile,
            vec![
                ("name", json!(name.full())),
                ("given_name", json!(name.given)),
                ("family_name", json!(name.family)),
                ("locale", json!(account.language.tag())),
            ],
        ),
        (
            Scope::Email,
            vec![
                ("email", json!(mailbox.map(Email::as_str))),
                (
                    "email_verified",
                    mailbox.map_or(Value::Null, |_| {
                        json!(account.email_state == AddressState::Proved)
                    }),
                ),
            ],
        ),
        (
            Scope::Phone,
            vec![
                ("phone_number", json!(account.phone.as_str())),
                ("phone_number_verified", json!(true)),
            ],
        ),
        (Scope::Profession, profession),
    ]
}

/// The claims of an ID token (OpenID Connect Core 2).
pub fn of_id_token(
    app: &App,
    client: &Client,
    account: &Account,
    (terms, sid): (&Terms, &str),
    now: Timestamp,
) -> Value {
    let mut claims = match client.metadata.claims_in {
        ClaimsIn::IdToken => of_person(app, client, account, terms),
        ClaimsIn::Userinfo => {
            let mut asked = of_person(app, client, account, &terms.for_id_token());
            asked.retain(|name, _| name == "sub" || terms.id_token.contains(name));
            asked
        }
    };
    let seconds = now.0 / 1000;
    let own = json!({
        "iss": app.issuer(),
        "aud": client.id,
        "iat": seconds,
        "exp": seconds + app.seconds(policy::Value::IdToken),
        "auth_time": terms.auth_time,
        "acr": terms.acr,
        "amr": terms.amr,
        "sid": sid,
    });
    if let Value::Object(own) = own {
        claims.extend(own);
    }
    if let Some(nonce) = &terms.nonce {
        claims.insert("nonce".into(), json!(nonce));
    }
    Value::Object(claims)
}
