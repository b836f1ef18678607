//! What can be wrong with what is registered of a client.

use super::{AuthMethod, GrantType, Metadata, MetadataError};
use crate::domain::openid::{forward_auth, request::Scope, uri};

/// Everything that is wrong with the metadata of a client.
pub fn faults(metadata: &Metadata) -> Vec<MetadataError> {
    let Metadata { grant_types, token_endpoint_auth_method: method, .. } = metadata;
    let mut faults = vec![];
    if metadata.client_name.trim().is_empty() {
        faults.push(MetadataError::Name);
    }
    let own = metadata.forward_auth.as_ref().map(|own| forward_auth::check(metadata, own));
    faults.extend(own.and_then(Result::err).map(MetadataError::from));
    let lists = [
        ("client_uri", metadata.client_uri.as_slice()),
        ("redirect_uris", metadata.redirect_uris.as_slice()),
        ("post_logout_redirect_uris", &metadata.post_logout_redirect_uris),
    ];
    for (name, uris) in lists {
        let wrong = uris.iter().find(|uri| !uri::is_usable(uri));
        faults.extend(wrong.map(|wrong| MetadataError::Uri(name, wrong.clone())));
    }
    let channel = metadata.backchannel_logout_uri.iter().find(|uri| !uri::is_back_channel(uri));
    faults.extend(channel.map(|wrong| MetadataError::BackChannel(wrong.clone())));
    let mut frame = metadata.frontchannel_logout_uri.iter();
    let frame = frame.find(|uri| !uri::is_front_channel(uri, &metadata.redirect_uris));
    faults.extend(frame.map(|wrong| MetadataError::FrontChannel(wrong.clone())));
    if grant_types.contains(&GrantType::AuthorizationCode) && metadata.redirect_uris.is_empty() {
        faults.push(MetadataError::NoRedirect);
    }
    let mut scopes = metadata.scope.split_ascii_whitespace();
    let unknown = scopes.find(|name| Scope::from_name(name).is_none());
    faults.extend(unknown.map(|unknown| MetadataError::Scope(unknown.to_owned())));
    let has_keys = metadata.jwks.as_ref().is_some_and(|jwks| {
        jwks["keys"].as_array().is_some_and(|keys| {
            !keys.is_empty() && keys.iter().all(|key| key.get("d").is_none() && key["kty"] != "oct")
        })
    });
    if (*method == AuthMethod::PrivateKeyJwt || metadata.jwks.is_some()) && !has_keys {
        faults.push(MetadataError::Keys);
    }
    let is_machine = grant_types.contains(&GrantType::ClientCredentials);
    if *method == AuthMethod::None && (is_machine || !metadata.require_pkce) {
        faults.push(MetadataError::Public);
    }
    faults.extend(faults_of_machine(metadata, is_machine));
    faults
}

/// What is wrong with whom its access tokens are for, and with what it may do as a machine.
fn faults_of_machine(metadata: &Metadata, is_machine: bool) -> Vec<MetadataError> {
    let audience = metadata.audience.iter().find(|uri| !uri::is_audience(uri));
    let mut faults: Vec<_> =
        audience.map(|wrong| MetadataError::Audience(wrong.clone())).into_iter().collect();
    // RFC 6749 3.3.
    let is_usable = |name: &str| {
        Scope::from_name(name).is_none()
            && name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\')
    };
    let mut scopes = metadata.machine_scope.split_ascii_whitespace();
    let wrong = scopes.find(|name| !is_usable(name));
    faults.extend(wrong.map(|wrong| MetadataError::MachineScope(wrong.to_owned())));
    let has_scopes = !metadata.machine_scope.trim().is_empty();
    if is_machine != has_scopes || (is_machine && metadata.audience.is_none()) {
        faults.push(MetadataError::Machine);
    }
    faults
}
