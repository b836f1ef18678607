//! Settings of the upstream providers: the TOML file named by `OIDC_FILE`, one table for each.

use std::collections::BTreeMap;

use anyhow::{Context as _, ensure};
use serde::Deserialize;

/// One provider, as the operator describes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// The name that people know it by.
    pub name: String,
    /// Its issuer identifier, letter for letter; discovery is looked up under it.
    pub issuer: String,
    /// Our client identifier there.
    pub client_id: String,
    /// The requested scope, separated by spaces; must contain `openid`.
    pub scope: String,
    /// The requested authentication contexts, separated by spaces, the best first. Others are
    /// refused.
    #[serde(default)]
    pub acr_values: String,
    /// Those of them that count as two factors; by default none.
    #[serde(default)]
    pub two_factors: Vec<String>,
    /// The claim with the national register number, where the provider gives one.
    #[serde(default)]
    pub national_number_claim: String,
    /// The `claims` parameter, as JSON, where claims are requested one by one.
    #[serde(default)]
    pub claims: String,
    /// The maximum age of the person's authentication, in seconds: requested, and checked. Absent:
    /// the provider may reuse its own session, so a session here begins without a fresh proof.
    pub max_age: Option<u32>,
    /// Whether its tokens are encrypted for us. If so they must be, otherwise they must not.
    #[serde(default = "yes")]
    pub encrypted: bool,
}

fn yes() -> bool {
    true
}

/// Reads the file's text; each table's name is the identifier of a provider.
///
/// # Errors
/// The provider and the field at fault.
pub(super) fn parse(text: &str) -> anyhow::Result<BTreeMap<String, Provider>> {
    let all: BTreeMap<String, Provider> = toml::from_str(text)?;
    for (id, provider) in &all {
        check(id, provider).with_context(|| id.clone())?;
    }
    Ok(all)
}

fn check(id: &str, provider: &Provider) -> anyhow::Result<()> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    ensure!((1..=20).contains(&id.len()) && id.chars().all(plain), "name it in a-z, 0-9 and -");
    ensure!(!provider.name.trim().is_empty(), "name: what do people know it as?");
    ensure!(!provider.client_id.is_empty(), "client_id is empty");
    ensure!(provider.scope.split(' ').any(|word| word == "openid"), "scope must hold openid");
    let issuer = reqwest::Url::parse(&provider.issuer).context("issuer")?;
    let is_here = matches!(issuer.host_str(), Some("localhost" | "127.0.0.1"));
    ensure!(
        issuer.scheme() == "https" || (issuer.scheme() == "http" && is_here),
        "issuer: write https://HOST/PATH"
    );
    ensure!(issuer.query().is_none() && issuer.fragment().is_none(), "issuer has no query");
    let asked: Vec<&str> = provider.acr_values.split_whitespace().collect();
    ensure!(
        provider.two_factors.iter().all(|acr| asked.contains(&acr.as_str())),
        "two_factors names an acr that acr_values does not ask for"
    );
    if !provider.claims.is_empty() {
        serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&provider.claims)
            .context("claims is not a JSON object")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
        [itsme]
        name = "itsme"
        issuer = "https://idp.prd.itsme.services/v2"
        client_id = "abc"
        scope = "openid service:TEST"
        acr_values = "advanced basic"
        two_factors = ["advanced"]
    "#;

    #[test]
    fn r14_a_provider_is_read_and_its_tokens_are_encrypted_unless_it_says_otherwise() {
        let all = parse(GOOD).unwrap();
        assert_eq!(all["itsme"].issuer, "https://idp.prd.itsme.services/v2");
        assert!(all["itsme"].encrypted);
        assert!(parse("").unwrap().is_empty());
    }

    #[test]
    fn what_cannot_work_is_named_at_the_start() {
        for (from, to, says) in [
            ("[itsme]", "[\"It's me\"]", "a-z"),
            ("https://idp", "http://idp", "https"),
            ("services/v2", "services/v2?x=1", "query"),
            ("openid service", "service", "openid"),
            ("[\"advanced\"]", "[\"best\"]", "two_factors"),
            ("client_id", "client", "client"),
            ("client_id", "claims = \"[]\"\nclient_id", "JSON object"),
        ] {
            let error = format!("{:#}", parse(&GOOD.replace(from, to)).unwrap_err());
            assert!(error.contains(says), "{error}");
        }
    }
}
