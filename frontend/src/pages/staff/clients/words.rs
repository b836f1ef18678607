//! Settings of applications in words. Every match on an own type is exhaustive: a setting without
//! texts does not compile.

use vestibule_shared::{
    clients::{
        ClientAction, ClientFault, ClientField, FaultKind, FieldKind, FieldSection, Setting,
    },
    registration::Capacity,
    staff::Role,
};

use super::draft::values;
use crate::{
    browser::intl,
    i18n::{I18n, Text, key},
    pages::staff::{policy::of_tag, words},
};

/// The texts of a setting: its label, and its hint.
pub(super) const fn field(field: ClientField) -> (Text, Option<Text>) {
    match field {
        ClientField::Id => (key::CLIENTS_ID, Some(key::CLIENTS_ID_HINT)),
        ClientField::Name => (key::CLIENT_NAME, None),
        ClientField::Address => (key::CLIENT_ADDRESS, Some(key::CLIENT_ADDRESS_HINT)),
        ClientField::Contact => (key::CLIENT_CONTACT, Some(key::CLIENT_CONTACT_HINT)),
        ClientField::RedirectUris => (key::CLIENT_REDIRECTS, Some(key::CLIENT_REDIRECTS_HINT)),
        ClientField::PostLogoutRedirectUris => {
            (key::CLIENT_LOGOUTS, Some(key::CLIENT_LOGOUTS_HINT))
        }
        ClientField::BackchannelLogoutUri => (key::CLIENT_NOTICES, Some(key::CLIENT_NOTICES_HINT)),
        ClientField::FrontchannelLogoutUri => (key::CLIENT_FRAME, Some(key::CLIENT_FRAME_HINT)),
        ClientField::Auth => (key::CLIENT_AUTH, None),
        ClientField::Jwks => (key::CLIENT_JWKS, Some(key::CLIENT_JWKS_HINT)),
        ClientField::Scope => (key::CLIENT_SCOPE, None),
        ClientField::Consent => (key::CLIENT_CONSENT, None),
        ClientField::ClaimsIn => (key::CLIENT_CLAIMS, None),
        ClientField::SubjectType => (key::CLIENT_SUBJECT, None),
        ClientField::Sector => (key::CLIENT_SECTOR, Some(key::CLIENT_SECTOR_HINT)),
        ClientField::AllowCapacities => (key::CLIENT_CAPACITIES, None),
        ClientField::AllowOrganisations => {
            (key::CLIENT_ORGANISATIONS, Some(key::CLIENT_ORGANISATIONS_HINT))
        }
        ClientField::AllowRoles => (key::CLIENT_ROLES, None),
        ClientField::LeastAcr => (key::CLIENT_ACR, None),
        ClientField::RequirePkce => (key::CLIENT_PKCE, None),
        ClientField::RequirePushed => (key::CLIENT_PUSHED, None),
        ClientField::RequireDpop => (key::CLIENT_DPOP, None),
        ClientField::Audience => (key::CLIENT_AUDIENCE, Some(key::CLIENT_AUDIENCE_HINT)),
        ClientField::MachineScope => (key::CLIENT_MACHINE, Some(key::CLIENT_MACHINE_HINT)),
        ClientField::SigningAlgorithm => (key::CLIENT_ALG, None),
    }
}

/// A value to choose.
pub(super) fn option(field: ClientField, value: &str) -> Text {
    match (field, value) {
        (ClientField::Auth, "client_secret_basic") => key::CLIENT_AUTH_BASIC,
        (ClientField::Auth, "client_secret_post") => key::CLIENT_AUTH_POST,
        (ClientField::Auth, "private_key_jwt") => key::CLIENT_AUTH_KEYS,
        (ClientField::Auth, "none") => key::CLIENT_AUTH_NONE,
        (ClientField::Scope, "openid") => key::SCOPE_OPENID,
        (ClientField::Scope, "profile") => key::SCOPE_PROFILE,
        (ClientField::Scope, "email") => key::SCOPE_EMAIL,
        (ClientField::Scope, "phone") => key::SCOPE_PHONE,
        (ClientField::Scope, "profession") => key::SCOPE_PROFESSION,
        (ClientField::Scope, "offline_access") => key::SCOPE_OFFLINE,
        (ClientField::Consent, "ask") => key::CLIENT_CONSENT_ASK,
        (ClientField::Consent, "skip") => key::CLIENT_CONSENT_SKIP,
        (ClientField::ClaimsIn, "userinfo") => key::CLIENT_CLAIMS_USERINFO,
        (ClientField::ClaimsIn, "id_token") => key::CLIENT_CLAIMS_TOKEN,
        (ClientField::SubjectType, "pairwise") => key::CLIENT_SUBJECT_PAIRWISE,
        (ClientField::SubjectType, "public") => key::CLIENT_SUBJECT_PUBLIC,
        (ClientField::LeastAcr, "") => key::CLIENT_ACR_ANY,
        (ClientField::LeastAcr, "password") => key::CLIENT_ACR_PASSWORD,
        (ClientField::LeastAcr, "two_step") => key::CLIENT_ACR_TWO_STEP,
        (ClientField::LeastAcr, "eid") => key::CLIENT_ACR_EID,
        (ClientField::RequirePkce, "true") => key::CLIENT_PKCE_YES,
        (ClientField::RequirePkce, "false") => key::CLIENT_PKCE_NO,
        (ClientField::RequirePushed, "true") => key::CLIENT_PUSHED_YES,
        (ClientField::RequirePushed, "false") => key::CLIENT_PUSHED_NO,
        (ClientField::RequireDpop, "true") => key::CLIENT_DPOP_YES,
        (ClientField::RequireDpop, "false") => key::CLIENT_DPOP_NO,
        (ClientField::SigningAlgorithm, algorithm) => key::client_alg_is(algorithm),
        (ClientField::AllowCapacities, capacity) => match of_tag::<Capacity>(capacity) {
            Some(Capacity::Doctor) => key::POLICY_DOCTORS,
            Some(Capacity::Organisation) => key::POLICY_ORGANISATIONS,
            Some(Capacity::Citizen) => key::POLICY_CITIZENS,
            None => key::just(capacity),
        },
        (ClientField::AllowRoles, role) => {
            of_tag::<Role>(role).map_or_else(|| key::just(role), |role| words::role(role).0)
        }
        (_, other) => key::just(other),
    }
}

/// The sentence of a setting with its values, and the one without; nothing where there is none.
fn sentence(field: ClientField, said: String) -> (Text, Option<Text>) {
    match field {
        ClientField::Id => (key::just(said), None),
        ClientField::Name => (key::says_client_name(said), None),
        ClientField::Address => {
            (key::says_client_address(said), Some(key::SAYS_CLIENT_ADDRESS_NONE))
        }
        ClientField::Contact => {
            (key::says_client_contact(said), Some(key::SAYS_CLIENT_CONTACT_NONE))
        }
        ClientField::RedirectUris => (key::says_client_redirects(said), None),
        ClientField::PostLogoutRedirectUris => {
            (key::says_client_logouts(said), Some(key::SAYS_CLIENT_LOGOUTS_NONE))
        }
        ClientField::BackchannelLogoutUri => {
            (key::says_client_notices(said), Some(key::SAYS_CLIENT_NOTICES_NONE))
        }
        ClientField::FrontchannelLogoutUri => {
            (key::says_client_frame(said), Some(key::SAYS_CLIENT_FRAME_NONE))
        }
        ClientField::Jwks => (key::SAYS_CLIENT_JWKS, Some(key::SAYS_CLIENT_JWKS_NONE)),
        ClientField::Scope => (key::says_client_scope(said), Some(key::SAYS_CLIENT_SCOPE_NONE)),
        ClientField::Sector => (key::says_client_sector(said), None),
        ClientField::Audience => {
            (key::says_client_audience(said), Some(key::SAYS_CLIENT_AUDIENCE_NONE))
        }
        ClientField::MachineScope => {
            (key::says_client_machine(said), Some(key::SAYS_CLIENT_MACHINE_NONE))
        }
        ClientField::AllowCapacities => (key::says_client_capacities(said), None),
        ClientField::AllowOrganisations => (key::says_client_organisations(said), None),
        ClientField::AllowRoles => (key::says_client_roles(said), None),
        // What is chosen from a list is a sentence by itself.
        ClientField::Auth
        | ClientField::Consent
        | ClientField::ClaimsIn
        | ClientField::SubjectType
        | ClientField::LeastAcr
        | ClientField::RequirePkce
        | ClientField::RequirePushed
        | ClientField::RequireDpop
        | ClientField::SigningAlgorithm => (key::just(format!("{said}.")), None),
    }
}

/// The values of a setting, in words.
pub(super) fn said(i18n: I18n, field: ClientField, values: &[String]) -> String {
    let first = values.first().map(String::as_str);
    match field.kind() {
        FieldKind::One(_) | FieldKind::Flag => i18n.say(&option(field, first.unwrap_or_default())),
        FieldKind::Some(_) => {
            let words: Vec<String> =
                values.iter().map(|value| i18n.say(&option(field, value))).collect();
            intl::list(i18n.language(), &words)
        }
        FieldKind::Json => first.unwrap_or_default().to_owned(),
        FieldKind::Name | FieldKind::Line | FieldKind::Lines | FieldKind::Words(_) => {
            intl::list(i18n.language(), values)
        }
    }
}

/// The sentences of a section.
pub(super) fn sentences(i18n: I18n, settings: &[Setting], of: FieldSection) -> Vec<String> {
    let fields = ClientField::ALL.iter().filter(|field| field.section() == of);
    let line = |field: &ClientField| {
        let values = values(settings, *field);
        let is_choice = matches!(field.kind(), FieldKind::One(_) | FieldKind::Flag);
        let (some, none) = sentence(*field, said(i18n, *field, &values));
        let text = if is_choice || !values.is_empty() { Some(some) } else { none };
        text.map(|text| i18n.say(&text))
    };
    let who =
        [ClientField::AllowCapacities, ClientField::AllowOrganisations, ClientField::AllowRoles];
    let is_open = of == FieldSection::People
        && who.into_iter().all(|field| values(settings, field).is_empty());
    let everybody = is_open.then(|| i18n.say(&key::SAYS_CLIENT_EVERYBODY));
    everybody.into_iter().chain(fields.filter_map(line)).collect()
}

/// The heading of a section, and the id of the heading.
pub(super) const fn section(section: FieldSection) -> (Text, &'static str) {
    match section {
        FieldSection::About => (key::CLIENT_ABOUT, "client-about"),
        FieldSection::Addresses => (key::CLIENT_ADDRESSES, "client-addresses"),
        FieldSection::Proof => (key::CLIENT_PROOF, "client-proof"),
        FieldSection::Data => (key::CLIENT_DATA, "client-data"),
        FieldSection::People => (key::CLIENT_PEOPLE, "client-people"),
        FieldSection::Protocol => (key::CLIENT_PROTOCOL, "client-protocol"),
    }
}

/// How an application proves who it is, in the list.
pub(super) fn kind(auth: &str) -> Text {
    match auth {
        "none" => key::CLIENTS_KIND_PUBLIC,
        "private_key_jwt" => key::CLIENTS_KIND_KEYS,
        _ => key::CLIENTS_KIND_SECRET,
    }
}

/// What is wrong with a setting.
pub(super) fn fault(fault: &ClientFault) -> Text {
    let value = || fault.value.clone().unwrap_or_default();
    match fault.why {
        FaultKind::Required => key::CLIENT_WRONG_REQUIRED,
        FaultKind::Id => key::CLIENT_WRONG_ID,
        FaultKind::Taken => key::CLIENT_WRONG_TAKEN,
        FaultKind::Address => key::client_wrong_address(value()),
        FaultKind::Origin => key::client_wrong_origin(value()),
        FaultKind::Uri => key::client_wrong_uri(value()),
        FaultKind::Unknown => key::client_wrong_unknown(value()),
        FaultKind::Keys => key::CLIENT_WRONG_KEYS,
        FaultKind::Pkce => key::CLIENT_WRONG_PKCE,
        FaultKind::Organisation => key::client_wrong_organisation(value()),
        FaultKind::ForwardAuth => key::CLIENT_WRONG_FORWARD_AUTH,
    }
}

/// What is asked of another administrator.
pub(super) fn asked(action: ClientAction, id: &str) -> Text {
    match action {
        ClientAction::Add => key::clients_asks_add(id),
        ClientAction::Enable => key::clients_asks_enable(id),
        ClientAction::Change | ClientAction::RotateSecret | ClientAction::Disable => {
            key::clients_asks_change(id)
        }
    }
}
