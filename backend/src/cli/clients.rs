//! Registers applications at the console, and from `CLIENTS_FILE` (O18).

use std::{collections::BTreeSet, path::Path};

use anyhow::{Context as _, bail, ensure};
use vestibule_shared::time::Timestamp;

use super::arguments::NewClient;
use crate::{
    app::{App, problem::Problem},
    db::{self, Tx},
    domain::openid::client::{Client, Metadata},
    service::{
        audit::{self, Event, Openid},
        clients,
        registrations::{self, OVERLAP_SECONDS},
    },
};

/// The shortest secret that an operator may choose, in characters.
const SHORTEST_SECRET: usize = 32;

/// Registers a client, and prints its secret once.
///
/// # Errors
/// Says what is wrong with it.
pub async fn add(app: &App, new: NewClient) -> anyhow::Result<String> {
    let (id, metadata) = new.into_metadata()?;
    let client = Client::new(id, metadata)?;
    let mut tx = app.db.write().await?;
    ensure!(
        clients::add(&mut tx, &client, "console", app.clock.now())
            .await
            .map_err(|problem| said(&problem))?,
        "there is a client {:?} already: `vestibule client show {0}`",
        client.id
    );
    let secret = if client.has_secret() {
        let made = registrations::make_secret(app, &mut tx, &client.id).await;
        Some(made.map_err(|problem| said(&problem))?)
    } else {
        None
    };
    note(app, &mut tx, Openid::ClientAdded, &client.id).await?;
    tx.commit().await?;
    Ok(introduction(app, &client, secret.as_deref()))
}

/// What a developer copies into the application.
fn introduction(app: &App, client: &Client, secret: Option<&str>) -> String {
    let (issuer, id) = (app.issuer(), &client.id);
    if let Some(own) = &client.metadata.forward_auth {
        return format!(
            "client_id      {id}\n\
             reached at     {}\n\
             the proxy asks {issuer}/openid/forward-auth/{id}\n\
             \n\
             Add the proxy to TRUSTED_PROXIES. Its configuration: docs/APPLICATIONS.md\n",
            own.origin,
        );
    }
    let secret = match secret {
        Some(secret) => format!(
            "client_secret  {secret}\n               it is shown this once: keep it in a safe place\n"
        ),
        None => String::new(),
    };
    format!(
        "issuer         {issuer}\n\
         discovery      {issuer}/.well-known/openid-configuration\n\
         client_id      {id}\n\
         {secret}\
         redirect_uris  {}\n\
         \n\
         How to use them in common libraries: docs/APPLICATIONS.md\n",
        client.metadata.redirect_uris.join(" "),
    )
}

/// Lists all clients, one on a line.
pub async fn list(app: &App) -> anyhow::Result<String> {
    let mut tx = app.db.read().await?;
    let rows = db::clients::list(&mut tx).await?;
    drop(tx);
    let mut lines = String::new();
    for row in rows {
        let state = if row.disabled_at.is_some() { "disabled" } else { "enabled" };
        let source = row.source.clone();
        let client = clients::open(row).map_err(|problem| said(&problem))?;
        let line = format!("{}\t{state}\t{source}\t{}\n", client.id, client.metadata.client_name);
        lines.push_str(&line);
    }
    Ok(lines)
}

/// Shows what is registered of a client, as `CLIENTS_FILE` would say it.
///
/// # Errors
/// When there is no such client.
pub async fn show(app: &App, id: &str) -> anyhow::Result<String> {
    let mut tx = app.db.read().await?;
    let row = db::clients::find(&mut tx, id).await?.with_context(|| unknown(id))?;
    drop(tx);
    let state = if row.disabled_at.is_some() { "# disabled\n" } else { "" };
    let client = clients::open(row).map_err(|problem| said(&problem))?;
    let text = toml::to_string(&client.metadata)?;
    Ok(format!("{state}[client.{id}]\n{text}"))
}

fn unknown(id: &str) -> String {
    format!("there is no client {id:?}: `vestibule client list` shows all")
}

/// Gives a client another secret; the one before is accepted for a day.
///
/// # Errors
/// When there is no such client, or it has no secret.
pub async fn rotate_secret(app: &App, id: &str) -> anyhow::Result<String> {
    let mut tx = app.db.write().await?;
    let row = db::clients::find(&mut tx, id).await?.with_context(|| unknown(id))?;
    let client = clients::open(row).map_err(|problem| said(&problem))?;
    ensure!(client.has_secret(), "the client {id:?} has no secret");
    let secret =
        registrations::make_secret(app, &mut tx, id).await.map_err(|problem| said(&problem))?;
    note(app, &mut tx, Openid::SecretRotated, id).await?;
    tx.commit().await?;
    Ok(introduction(app, &client, Some(&secret)))
}

/// Disables a client, or enables it again: its requests are refused and its tokens are invalid.
///
/// # Errors
/// When there is no such client.
pub async fn set_enabled(app: &App, id: &str, since: Option<Timestamp>) -> anyhow::Result<String> {
    let mut tx = app.db.write().await?;
    let done = db::clients::update_disabled(&mut tx, id, since, app.clock.now()).await?;
    ensure!(done, unknown(id));
    let event = if since.is_some() { Openid::ClientDisabled } else { Openid::ClientEnabled };
    note(app, &mut tx, event, id).await?;
    tx.commit().await?;
    Ok(format!("{id} is {}\n", if since.is_some() { "disabled" } else { "enabled" }))
}

async fn note(app: &App, tx: &mut Tx, event: Openid, id: &str) -> anyhow::Result<()> {
    Ok(audit::note(app, tx, Event::Openid(event), None, id).await?)
}

fn said(problem: &Problem) -> anyhow::Error {
    anyhow::anyhow!("{problem:?}")
}

/// Disables what an earlier start in development mode registered: its addresses are of that time.
///
/// # Errors
/// When the database refuses.
pub async fn disable_practice(app: &App) -> anyhow::Result<()> {
    let mut tx = app.db.write().await?;
    let now = app.clock.now();
    for row in db::clients::list(&mut tx).await? {
        if row.source == DEV && row.disabled_at.is_none() {
            db::clients::update_disabled(&mut tx, &row.id, Some(now), now).await?;
            note(app, &mut tx, Openid::ClientDisabled, &row.id).await?;
        }
    }
    Ok(tx.commit().await?)
}

/// A client of `CLIENTS_FILE`.
#[derive(Debug, PartialEq, Eq)]
struct Described {
    client: Client,
    secret: Option<String>,
}

/// The source of clients that the development build registers.
pub const DEV: &str = "dev";

/// Makes the registered clients those of `CLIENTS_FILE`. Clients that were registered otherwise stay;
/// one that the file no longer describes is disabled.
///
/// # Errors
/// Names the client and what is wrong with it; then nothing is changed.
pub async fn apply_file(app: &App) -> anyhow::Result<()> {
    let path = &app.config.clients_file.0;
    if path.as_os_str().is_empty() {
        return Ok(());
    }
    let text =
        std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let all = parse(&text, path.parent().unwrap_or(Path::new("")))?;
    let mut tx = app.db.write().await?;
    let now = app.clock.now();
    let rows = db::clients::list(&mut tx).await?;
    let names: BTreeSet<&str> = all.iter().map(|it| it.client.id.as_str()).collect();
    for Described { client, secret } in &all {
        let known = rows.iter().find(|row| row.id == client.id);
        let is_same = known.is_some_and(|row| {
            row.disabled_at.is_none()
                && row.source == "file"
                && clients::open(row.clone()).is_ok_and(|stored| stored == *client)
        });
        if !is_same {
            clients::put(&mut tx, client, "file", now).await.map_err(|problem| said(&problem))?;
            let event = if known.is_some() { Openid::ClientChanged } else { Openid::ClientAdded };
            note(app, &mut tx, event, &client.id).await?;
        }
        if let Some(secret) = secret {
            let secret = (client.id.as_str(), secret.as_str());
            clients::add_secret(app, &mut tx, secret, OVERLAP_SECONDS)
                .await
                .map_err(|problem| said(&problem))?;
        }
    }
    let gone = rows.iter().filter(|row| {
        row.source == "file" && row.disabled_at.is_none() && !names.contains(row.id.as_str())
    });
    for row in gone {
        db::clients::update_disabled(&mut tx, &row.id, Some(now), now).await?;
        note(app, &mut tx, Openid::ClientDisabled, &row.id).await?;
    }
    Ok(tx.commit().await?)
}

fn parse(text: &str, folder: &Path) -> anyhow::Result<Vec<Described>> {
    let mut file: toml::Table = toml::from_str(text)?;
    let clients = match file.remove("client") {
        Some(toml::Value::Table(clients)) => clients,
        None => toml::Table::new(),
        Some(_) => bail!("`client` has to be a table: [client.NAME]"),
    };
    if let Some(other) = file.keys().next() {
        bail!("{other:?} is unknown: each client is a table [client.NAME]");
    }
    let one = |(id, value): (String, toml::Value)| {
        let context = format!("the client {id:?}");
        describe(id, value, folder).context(context)
    };
    clients.into_iter().map(one).collect()
}

fn describe(id: String, value: toml::Value, folder: &Path) -> anyhow::Result<Described> {
    let toml::Value::Table(mut table) = value else { bail!("it has to be a table") };
    let mut text = |key: &str| -> anyhow::Result<Option<String>> {
        match table.remove(key) {
            None => Ok(None),
            Some(toml::Value::String(text)) => Ok(Some(text)),
            Some(_) => bail!("{key} has to be a text"),
        }
    };
    let secret = match (text("client_secret")?, text("client_secret_file")?) {
        (Some(_), Some(_)) => bail!("client_secret and client_secret_file exclude each other"),
        (Some(secret), None) => Some(secret),
        (None, Some(path)) => {
            let path = folder.join(path);
            let secret = std::fs::read_to_string(&path)
                .with_context(|| format!("client_secret_file: reading {}", path.display()))?;
            Some(secret.trim_end().to_owned())
        }
        (None, None) => None,
    };
    let metadata: Metadata = toml::Value::Table(table).try_into()?;
    let client = Client::new(id, metadata)?;
    match (&secret, client.has_secret()) {
        (None, true) => bail!("client_secret or client_secret_file is missing"),
        (Some(_), false) => bail!("it has a secret and does not use it"),
        (Some(secret), true) if secret.chars().count() < SHORTEST_SECRET => {
            bail!("its secret has to have {SHORTEST_SECRET} characters or more")
        }
        _ => {}
    }
    Ok(Described { client, secret })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
        [client.ward]
        client_name = "Ward"
        redirect_uris = ["https://ward.example/cb"]
        client_secret = "0123456789abcdef0123456789abcdef"

        [client.app]
        client_name = "App"
        token_endpoint_auth_method = "none"
        redirect_uris = ["http://127.0.0.1/cb"]

        [client.app.allow]
        capacities = ["doctor"]
    "#;

    #[test]
    fn o18_a_file_describes_clients_by_the_names_of_the_standards() {
        let all = parse(FILE, Path::new("")).unwrap();
        let ids: Vec<&str> = all.iter().map(|it| it.client.id.as_str()).collect();
        assert_eq!(ids, ["app", "ward"]);
        assert!(all[0].secret.is_none() && all[1].secret.is_some());
    }

    #[test]
    fn o16_an_application_that_speaks_no_openid_needs_its_origin_only() {
        let file = r#"
            [client.wiki]
            client_name = "Wiki"
            forward_auth.origin = "https://wiki.example"
            [[client.wiki.forward_auth.rules]]
            path = "/admin"
            least_acr = "eid"
        "#;
        let [Described { client, secret: None }] = &parse(file, Path::new("")).unwrap()[..] else {
            panic!()
        };
        let shown = toml::to_string(&client.metadata).unwrap();
        assert_eq!(toml::from_str::<Metadata>(&shown).unwrap(), client.metadata, "{shown}");
        let broken = |from: &str, to: &str| {
            format!("{:#}", parse(&file.replace(from, to), Path::new("")).unwrap_err())
        };
        assert!(broken("https://wiki.example", "wiki.example").contains("origin in forward_auth"));
        assert!(broken("path = \"/", "path = \"").contains("path in a rule of forward_auth"));
        assert!(broken("least_acr", "acr").contains("unknown field `acr`"));
        assert!(
            broken("client_name", "client_secret = \"x\"\nclient_name").contains("does not use it")
        );
    }

    #[test]
    fn o18_a_mistake_in_the_file_names_the_client_and_what_is_wrong() {
        let broken = |from: &str, to: &str| {
            format!("{:#}", parse(&FILE.replace(from, to), Path::new("")).unwrap_err())
        };
        for (from, to, says) in [
            ("redirect_uris = [\"https", "redirect_uri = [\"https", "unknown field `redirect_uri`"),
            (
                "https://ward.example/cb",
                "http://ward.example/cb",
                "redirect_uris has to be an https",
            ),
            ("client_secret = \"0123456789abcdef", "client_secret = \"", "32 characters"),
            ("client_secret = ", "# ", "client_secret_file is missing"),
            ("[client.ward]", "[client.\"a b\"]", "a b"),
            (
                "client_secret = ",
                "forward_auth = { origin = \"https://ward.example\" } #",
                "redirect_uris cannot be set",
            ),
        ] {
            let error = broken(from, to);
            assert!(error.contains("the client \"") && error.contains(says), "{error}");
        }
        assert!(broken("[client.ward]", "[ward]").contains("[client.NAME]"));
    }
}
