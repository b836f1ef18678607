//! The metadata of a client as settings: what the screen of administrators shows and sends back.
//! [`ClientField`] says where each one is and what it may be.

use serde_json::{Map, Value, json};
use vestibule_shared::{
    clients::{ClientFault, ClientField, FaultKind, FieldKind, Setting},
    text::Cbe,
};

use super::{
    client::{GrantType, Metadata, MetadataError, faults},
    forward_auth::ForwardAuthError,
};

/// The settings of a client; nothing is left out.
pub fn of(metadata: &Metadata) -> Vec<Setting> {
    let json = json!(metadata);
    let setting = |field: &ClientField| {
        let value = json.pointer(field.pointer()).unwrap_or(&Value::Null);
        Setting { field: *field, values: texts(field.kind(), value) }
    };
    ClientField::ALL.iter().map(setting).collect()
}

fn texts(kind: FieldKind, value: &Value) -> Vec<String> {
    match (kind, value) {
        (_, Value::Null) => vec![],
        (FieldKind::Words(_), Value::String(text)) => {
            text.split_ascii_whitespace().map(str::to_owned).collect()
        }
        (FieldKind::Json, value) => serde_json::to_string_pretty(value).into_iter().collect(),
        (_, Value::String(text)) => vec![text.clone()],
        (_, Value::Array(items)) => {
            items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
        }
        (_, other) => vec![other.to_string()],
    }
}

/// The settings with which a new client begins.
pub fn defaults() -> Vec<Setting> {
    serde_json::from_value(nothing()).map(|metadata| of(&metadata)).unwrap_or_default()
}

/// What is registered of a client of which nothing is known yet.
fn nothing() -> Value {
    json!({ "client_name": "" })
}

/// The metadata of a client, with settings in place of those that it has; `before` is absent for a
/// new one. What no setting is about stays as it is.
///
/// # Errors
/// Everything that is wrong, in the order of the settings.
pub fn put(before: Option<&Metadata>, settings: &[Setting]) -> Result<Metadata, Vec<ClientFault>> {
    let mut json = before.map_or_else(nothing, |before| json!(before));
    let mut wrong = vec![];
    for Setting { field, values } in settings {
        match value(*field, values) {
            Ok(value) => set(&mut json, field.pointer(), value),
            Err(fault) => wrong.push(fault),
        }
    }
    // The values were checked, so what is put together can be read.
    let Ok(mut metadata) = serde_json::from_value::<Metadata>(json) else { return Err(wrong) };
    metadata.grant_types = grants(&metadata);
    wrong.extend(faults(&metadata).into_iter().map(fault));
    if wrong.is_empty() {
        return Ok(metadata);
    }
    let place = |fault: &ClientFault| ClientField::ALL.iter().position(|it| *it == fault.field);
    wrong.sort_by_key(place);
    wrong.dedup_by_key(|fault| fault.field);
    Err(wrong)
}

/// The grants that follow from the settings: a client that may stay signed in gets refresh tokens,
/// one with scopes of its own is a machine, and one that is only a machine signs nobody in.
fn grants(metadata: &Metadata) -> Vec<GrantType> {
    let stays = metadata.scope.split_ascii_whitespace().any(|scope| scope == "offline_access");
    let is_machine = !metadata.machine_scope.trim().is_empty();
    let signs_in = !is_machine || !metadata.redirect_uris.is_empty();
    let all = [
        (signs_in, GrantType::AuthorizationCode),
        (signs_in && stays, GrantType::RefreshToken),
        (is_machine, GrantType::ClientCredentials),
    ];
    all.into_iter().filter(|(has, _)| *has).map(|(_, grant)| grant).collect()
}

/// What a setting is in the metadata; null where nothing is set.
fn value(field: ClientField, values: &[String]) -> Result<Value, ClientFault> {
    let typed: Vec<&str> = values.iter().map(|it| it.trim()).filter(|it| !it.is_empty()).collect();
    let wrong =
        |why, value: Option<&str>| ClientFault { field, why, value: value.map(str::to_owned) };
    let options = field.options();
    let unknown = typed.iter().find(|it| !options.is_empty() && !options.contains(it));
    if let Some(unknown) = unknown {
        return Err(wrong(FaultKind::Unknown, Some(unknown)));
    }
    let first = typed.first().copied();
    Ok(match field.kind() {
        FieldKind::Line | FieldKind::One(_) => json!(first),
        FieldKind::Flag => json!(first == Some("true")),
        FieldKind::Name | FieldKind::Words(_) => json!(typed.join(" ")),
        FieldKind::Lines if field == ClientField::AllowOrganisations => {
            let number = |typed: &&str| {
                let cbe = Cbe::parse(typed).map(|cbe| cbe.as_str().to_owned());
                cbe.map_err(|_| wrong(FaultKind::Organisation, Some(typed)))
            };
            json!(typed.iter().map(number).collect::<Result<Vec<_>, _>>()?)
        }
        FieldKind::Lines | FieldKind::Some(_) => json!(typed),
        FieldKind::Json if typed.is_empty() => Value::Null,
        FieldKind::Json => {
            let keys = serde_json::from_str(&typed.join("\n"));
            keys.map_err(|_| wrong(FaultKind::Keys, None))?
        }
    })
}

/// Sets what a pointer leads to; null takes it away, so that its default applies.
fn set(json: &mut Value, pointer: &str, value: Value) {
    let (parent, name) = pointer.rsplit_once('/').unwrap_or_default();
    let mut at = json;
    for part in parent.split('/').filter(|part| !part.is_empty()) {
        let Some(members) = at.as_object_mut() else { return };
        at = members.entry(part).or_insert_with(|| Value::Object(Map::new()));
    }
    let Some(members) = at.as_object_mut() else { return };
    if value.is_null() {
        members.remove(name);
    } else {
        members.insert(name.to_owned(), value);
    }
}

/// What is wrong, at its setting.
pub fn fault(error: MetadataError) -> ClientFault {
    let at = |field, why, value| ClientFault { field, why, value };
    match error {
        MetadataError::Id(id) => at(ClientField::Id, FaultKind::Id, Some(id)),
        MetadataError::Name => at(ClientField::Name, FaultKind::Required, None),
        MetadataError::Uri(member, uri) => {
            let named = ClientField::ALL.iter().find(|field| field.member() == member);
            at(named.copied().unwrap_or(ClientField::Address), FaultKind::Address, Some(uri))
        }
        MetadataError::BackChannel(uri) => {
            at(ClientField::BackchannelLogoutUri, FaultKind::Address, Some(uri))
        }
        MetadataError::FrontChannel(uri) => {
            at(ClientField::FrontchannelLogoutUri, FaultKind::Origin, Some(uri))
        }
        MetadataError::ForwardAuth(error) => {
            let member = match error {
                ForwardAuthError::With("grant_types") => "scope",
                ForwardAuthError::With(member) => member,
                _ => "redirect_uris",
            };
            let named = ClientField::ALL.iter().find(|field| field.member() == member);
            let field = named.copied().unwrap_or(ClientField::RedirectUris);
            at(field, FaultKind::ForwardAuth, None)
        }
        MetadataError::NoRedirect => at(ClientField::RedirectUris, FaultKind::Required, None),
        MetadataError::Scope(scope) => at(ClientField::Scope, FaultKind::Unknown, Some(scope)),
        MetadataError::Keys => at(ClientField::Jwks, FaultKind::Keys, None),
        MetadataError::Audience(uri) => at(ClientField::Audience, FaultKind::Uri, Some(uri)),
        MetadataError::MachineScope(scope) => {
            at(ClientField::MachineScope, FaultKind::Unknown, Some(scope))
        }
        MetadataError::Machine => at(ClientField::Audience, FaultKind::Required, None),
        MetadataError::Public => at(ClientField::RequirePkce, FaultKind::Pkce, None),
    }
}

/// The settings that differ, each with what it was.
pub fn difference(before: &[Setting], after: &[Setting]) -> Vec<(Setting, Vec<String>)> {
    let was = |field: ClientField| {
        let found = before.iter().find(|setting| setting.field == field);
        found.map(|setting| setting.values.clone()).unwrap_or_default()
    };
    let changed = after.iter().map(|setting| (setting.clone(), was(setting.field)));
    changed.filter(|(setting, was)| setting.values != *was).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setting(field: ClientField, values: &[&str]) -> Setting {
        Setting { field, values: values.iter().map(|it| (*it).to_owned()).collect() }
    }

    fn enough() -> Vec<Setting> {
        vec![
            setting(ClientField::Name, &["Ward"]),
            setting(ClientField::RedirectUris, &["https://ward.example/cb"]),
        ]
    }

    fn with(more: Setting) -> Result<Metadata, Vec<ClientFault>> {
        let mut settings = enough();
        settings.retain(|setting| setting.field != more.field);
        settings.push(more);
        put(None, &settings)
    }

    #[test]
    fn o18_every_option_of_every_setting_can_be_chosen_and_comes_back() {
        let keys = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AA"}]}"#;
        let ward =
            put(None, &[enough(), vec![setting(ClientField::Jwks, &[keys])]].concat()).unwrap();
        for field in ClientField::ALL {
            for option in field.options() {
                let made = put(Some(&ward), &[setting(*field, &[option])]).unwrap();
                let found = of(&made).into_iter().find(|it| it.field == *field).unwrap();
                let expected: &[&str] = if option.is_empty() { &[] } else { &[option] };
                assert_eq!(found.values, expected, "{field:?}");
                assert_eq!(put(None, &of(&made)).unwrap(), made, "{field:?} {option}");
            }
        }
    }

    #[test]
    fn o18_everything_that_is_registered_is_a_setting() {
        // What follows from another setting, and what the screen does not offer.
        let left_out = ["grant_types", "forward_auth"];
        let pointers: Vec<_> = ClientField::ALL.iter().map(|it| it.pointer()).collect();
        let json = json!(with(setting(ClientField::Contact, &["a"])).unwrap());
        for (name, value) in json.as_object().unwrap() {
            let is_there = pointers.contains(&format!("/{name}").as_str());
            let is_object = value.is_object() && name != "jwks";
            assert!(is_there || is_object || left_out.contains(&name.as_str()), "{name}");
        }
        for field in ClientField::ALL {
            assert!(of(&with(enough()[0].clone()).unwrap()).iter().any(|it| it.field == *field));
        }
    }

    #[test]
    fn o18_all_faults_are_named_at_their_settings_in_the_order_of_the_page() {
        let wrong = put(
            None,
            &[
                setting(ClientField::Auth, &["none"]),
                setting(ClientField::RequirePkce, &["false"]),
                setting(ClientField::Jwks, &["{"]),
                setting(ClientField::AllowOrganisations, &["0123"]),
                setting(ClientField::Address, &["http://ward.example"]),
                setting(ClientField::Scope, &["openid", "everything"]),
                setting(ClientField::Name, &[" "]),
            ],
        );
        let wrong: Vec<_> = wrong.unwrap_err().into_iter().map(|it| (it.field, it.why)).collect();
        assert_eq!(
            wrong,
            [
                (ClientField::Name, FaultKind::Required),
                (ClientField::Address, FaultKind::Address),
                (ClientField::RedirectUris, FaultKind::Required),
                (ClientField::Jwks, FaultKind::Keys),
                (ClientField::Scope, FaultKind::Unknown),
                (ClientField::AllowOrganisations, FaultKind::Organisation),
                (ClientField::RequirePkce, FaultKind::Pkce),
            ]
        );
    }

    #[test]
    fn o18_space_and_empty_lines_are_nothing_and_a_number_is_stored_in_one_form() {
        let made = with(setting(
            ClientField::RedirectUris,
            &[" https://a.example/ ", "", "https://b.example/"],
        ));
        assert_eq!(made.unwrap().redirect_uris, ["https://a.example/", "https://b.example/"]);
        let made = with(setting(ClientField::AllowOrganisations, &["BE 0403.170.701"])).unwrap();
        assert_eq!(made.allow.organisations, ["0403170701"]);
        assert_eq!(with(setting(ClientField::Contact, &["  "])).unwrap().contact, None);
    }

    #[test]
    fn o18_a_client_that_may_stay_signed_in_gets_refresh_tokens() {
        let stays = with(setting(ClientField::Scope, &["openid", "offline_access"])).unwrap();
        assert_eq!(stays.grant_types, [GrantType::AuthorizationCode, GrantType::RefreshToken]);
        let leaves = put(Some(&stays), &[setting(ClientField::Scope, &["openid"])]).unwrap();
        assert_eq!(leaves.grant_types, [GrantType::AuthorizationCode]);
    }

    #[test]
    fn o18_a_client_with_rights_of_its_own_is_a_machine_and_without_addresses_only_that() {
        use GrantType::{AuthorizationCode, ClientCredentials};
        let own = [
            setting(ClientField::Name, &["Ward"]),
            setting(ClientField::Audience, &["urn:hospital:agenda"]),
            setting(ClientField::MachineScope, &["agenda.read"]),
        ];
        let only = put(None, &own).unwrap();
        assert_eq!(only.grant_types, [ClientCredentials]);
        let addresses = [setting(ClientField::RedirectUris, &["https://ward.example/cb"])];
        let both = put(Some(&only), &addresses).unwrap();
        assert_eq!(both.grant_types, [AuthorizationCode, ClientCredentials]);
        let fault = put(None, &[&own[..1], &own[2..]].concat()).unwrap_err();
        assert_eq!((fault[0].field, fault[0].why), (ClientField::Audience, FaultKind::Required));
    }

    #[test]
    fn o18_what_no_setting_is_about_stays() {
        let mut ward = with(enough()[0].clone()).unwrap();
        ward.backchannel_logout_uri = Some("https://ward.example/out".into());
        let changed = put(Some(&ward), &[setting(ClientField::Name, &["Other"])]).unwrap();
        assert_eq!(changed.backchannel_logout_uri, ward.backchannel_logout_uri);
    }
}
