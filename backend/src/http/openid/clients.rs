//! Finds out which client sends a request.

use axum::http::{HeaderMap, header};
use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::{
    app::problem::Problem,
    domain::openid::{
        client::Client,
        error::{ErrorCode, OauthError, invalid_request},
        parameters::Parameters,
    },
    service::{
        clients::{self, Credentials},
        context::Context,
    },
};

/// The type of a client assertion (RFC 7523 2.2).
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Returns the client that sends a request, when it proved who it is.
///
/// # Errors
/// In the result: `invalid_client`, or `invalid_request` for credentials of two kinds.
pub(super) async fn authenticate(
    cx: &Context,
    headers: &HeaderMap,
    parameters: &Parameters,
    endpoint: &str,
) -> Result<Result<Client, OauthError>, Problem> {
    let credentials = match credentials(headers, parameters) {
        Ok(credentials) => credentials,
        Err(error) => return Ok(Err(error)),
    };
    let issuer = cx.app.issuer();
    // The issuer is what FAPI 2.0 asks for; the endpoint is what older libraries write.
    let audiences =
        [issuer.to_owned(), format!("{issuer}{endpoint}"), format!("{issuer}{}", super::TOKEN)];
    clients::authenticate(cx, &credentials, &audiences).await
}

fn credentials(headers: &HeaderMap, parameters: &Parameters) -> Result<Credentials, OauthError> {
    parameters.are_single()?;
    let id = parameters.get("client_id").map(str::to_owned);
    let secret = parameters.get("client_secret").map(str::to_owned);
    let assertion = parameters.get("client_assertion").map(str::to_owned);
    let basic = basic(headers)?;
    if [basic.is_some(), secret.is_some(), assertion.is_some()].iter().filter(|&&it| it).count() > 1
    {
        return Err(invalid_request("a client proves who it is in one way"));
    }
    if let Some((user, secret)) = basic {
        if id.is_some_and(|id| id != user) {
            return Err(invalid_request("client_id is another one than in the header"));
        }
        return Ok(Credentials::Basic { id: user, secret });
    }
    if let Some(token) = assertion {
        if parameters.get("client_assertion_type") != Some(ASSERTION) {
            return Err(invalid_request("client_assertion_type has to be that of RFC 7523"));
        }
        return Ok(Credentials::Assertion { token, id });
    }
    let missing = OauthError::new(ErrorCode::InvalidClient, "the client does not say who it is");
    let id = id.ok_or(missing)?;
    Ok(match secret {
        Some(secret) => Credentials::Post { id, secret },
        None => Credentials::Public { id },
    })
}

/// Both parts are form-encoded inside (RFC 6749 2.3.1).
fn basic(headers: &HeaderMap) -> Result<Option<(String, String)>, OauthError> {
    let wrong = OauthError::new(ErrorCode::InvalidClient, "the Authorization header is not Basic");
    let Some(header) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let (scheme, text) = header.to_str().ok().and_then(|text| text.split_once(' ')).ok_or(wrong)?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(wrong);
    }
    let text = STANDARD.decode(text.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let text = text.ok_or(wrong)?;
    let (id, secret) = text.split_once(':').ok_or(wrong)?;
    Ok(Some((decoded(id), decoded(secret))))
}

fn decoded(part: &str) -> String {
    form_urlencoded::parse(format!("x={part}").as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(header: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, header.parse().unwrap());
        headers
    }

    fn form(pairs: &[(&str, &str)]) -> Parameters {
        Parameters::new(pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())))
    }

    #[test]
    fn o6_the_header_carries_form_encoded_parts_under_a_scheme_of_any_case() {
        let text = STANDARD.encode("ward%2Eone:a%3Ab+c%25");
        for scheme in ["Basic", "basic", "BASIC"] {
            let found = credentials(&with(&format!("{scheme} {text}")), &form(&[])).unwrap();
            let (id, secret) = ("ward.one".to_owned(), "a:b c%".to_owned());
            assert_eq!(found, Credentials::Basic { id, secret });
        }
    }

    #[test]
    fn o6_a_client_proves_who_it_is_in_one_way_or_not_at_all() {
        let basic = with(&format!("Basic {}", STANDARD.encode("ward:secret")));
        let none = HeaderMap::new();
        for (headers, parameters) in [
            (&basic, form(&[("client_secret", "secret")])),
            (&basic, form(&[("client_id", "other")])),
            (&none, form(&[("client_secret", "a"), ("client_assertion", "b"), ("client_id", "c")])),
            (&none, form(&[("client_assertion", "b")])),
            (&none, form(&[("client_id", "a"), ("client_id", "b")])),
        ] {
            let error = credentials(headers, &parameters).unwrap_err();
            assert_eq!(error.code, ErrorCode::InvalidRequest, "{parameters:?}");
        }
        for header in ["Bearer abc", "Basic", "Basic !!", "Basic d2FyZA=="] {
            let error = credentials(&with(header), &form(&[])).unwrap_err();
            assert_eq!(error.code, ErrorCode::InvalidClient, "{header}");
        }
        assert_eq!(credentials(&none, &form(&[])).unwrap_err().code, ErrorCode::InvalidClient);
    }
}
