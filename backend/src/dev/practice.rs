//! The practice portal at `/dev/app`: an application behind Vestibule, for the first minute.

use anyhow::{Context, anyhow};
use serde_json::json;

use crate::{
    app::App,
    cli::clients::DEV,
    domain::openid::client::{Client, Metadata},
    service::clients::put,
};

/// Its identifier.
pub const ID: &str = "practice-portal";

/// Registers the practice portal as an ordinary client,
///
/// # Errors
/// When the database refuses.
pub async fn register(app: &App) -> anyhow::Result<()> {
    let client = client(&app.config.public_origin.0)?;
    let mut tx = app.db.write().await?;
    let stored = put(&mut tx, &client, DEV, app.clock.now()).await;
    stored.map_err(|problem| anyhow!("{problem:?}"))?;
    Ok(tx.commit().await?)
}

fn client(origin: &str) -> anyhow::Result<Client> {
    let page = format!("{origin}/dev/app");
    let metadata: Metadata = serde_json::from_value(json!({
        "client_name": "Practice portal",
        "client_uri": page,
        "redirect_uris": [page],
        "post_logout_redirect_uris": [page],
        "token_endpoint_auth_method": "none",
        "scope": "openid profile email profession",
    }))?;
    Client::new(ID.to_owned(), metadata).context("the practice portal")
}

#[cfg(test)]
mod tests {
    use super::ID;
    use crate::{
        service::clients,
        tests::app::{TestApp, on_each_engine},
    };

    on_each_engine! {
        async fn o18_the_practice_portal_is_enabled_in_development_only(app: TestApp) {
            for is_development in [true, false, true] {
                if is_development {
                    super::register(&app.app).await.unwrap();
                } else {
                    crate::set_practice(&app.app).await.unwrap();
                }
                let mut tx = app.app.db.read().await.unwrap();
                let client = clients::find(&mut tx, ID).await.unwrap();
                assert_eq!(client.is_some(), is_development);
            }
        }
    }
}
