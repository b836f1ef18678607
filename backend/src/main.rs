//! The program: `vestibule serve | migrate | doctor | admin | audit | licences | docs`.

use std::{io::Write as _, path::PathBuf, pin::pin, process::ExitCode, sync::Arc, time::Duration};

use anyhow::{Context as _, bail};
use axum::{Router, middleware::map_response};
use tokio::{net::TcpListener, sync::Notify, task::JoinHandle};
use vestibule::{
    access,
    app::App,
    clock::Clock,
    config::{Config, LogFormat},
    db, docs, doctor,
    http::{self, gate::Gate, health::Stopping},
    office::{self, Noted},
    server::{self, Place},
    service::worker,
    start::{self, Mode},
};

const USAGE: &str = "\
vestibule: the entrance hall of a healthcare portal

  vestibule serve [--dev] [--config FILE]   serve people; --dev adds virtual devices (dev build only)
  vestibule migrate [--config FILE]         bring the database's schema up to date and stop
  vestibule doctor [--config FILE]          look at the installation, change nothing, say what to do
  vestibule admin create EMAIL              make somebody who registered an administrator: the first one
  vestibule audit verify [--head HEAD] [--cut CUT]...
                                            walk the audit trail, say whether it was changed; HEAD from the log,
                                            CUT from an earlier walk: rows are missing there and you know why
  vestibule audit export                    print the audit trail as JSON Lines
  vestibule licences                        print the licences of what is inside
  vestibule docs config|openapi|transitions print a document made from the code

Settings are environment variables or lines of FILE: see docs/CONFIG.md.
";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "vestibule: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<()> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let file = take_value(&mut arguments, "--config")?.map(PathBuf::from);
    let mut noted = Noted { head: take_value(&mut arguments, "--head")?, cuts: vec![] };
    while let Some(cut) = take_value(&mut arguments, "--cut")? {
        noted.cuts.push(cut);
    }
    let load = || Config::load(file.as_deref());
    let mode = if take(&mut arguments, "--dev") { Mode::Dev } else { Mode::Production };
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["serve"] => on_runtime(serve(load()?, mode)),
        ["migrate"] => on_runtime(migrate(load()?)),
        ["doctor"] => on_runtime(examine(load()?)),
        ["admin", "create", email] => on_runtime(create_administrator(load()?, email)),
        ["audit", "verify"] => {
            on_runtime(async { print(&office::verify(&load()?, &noted).await?) })
        }
        ["audit", "export"] => on_runtime(export(load()?)),
        #[cfg(feature = "dev")]
        ["crowd", count] => on_runtime(crowd(load()?, count.parse().context("how many?")?)),
        ["licences"] => print(&http::spa::licences().context("built without the front end")?),
        ["docs", "config"] => print(&docs::config()),
        ["docs", "openapi"] => print(&docs::openapi()),
        ["docs", "transitions"] => print(&docs::transitions()),
        ["help" | "--help" | "-h"] => print(USAGE),
        _ => bail!("that is not a command.\n\n{USAGE}"),
    }
}

fn take(arguments: &mut Vec<String>, flag: &str) -> bool {
    let before = arguments.len();
    arguments.retain(|argument| argument != flag);
    arguments.len() < before
}

fn take_value(arguments: &mut Vec<String>, flag: &str) -> anyhow::Result<Option<String>> {
    let Some(at) = arguments.iter().position(|argument| argument == flag) else { return Ok(None) };
    if at + 1 >= arguments.len() {
        bail!("{flag} needs a value");
    }
    arguments.remove(at);
    Ok(Some(arguments.remove(at)))
}

fn print(text: &str) -> anyhow::Result<()> {
    Ok(std::io::stdout().write_all(text.as_bytes())?)
}

fn on_runtime(task: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(task)
}

async fn migrate(config: Config) -> anyhow::Result<()> {
    log_to_stderr(&config)?;
    start::open(config, Mode::Production).await.map(|_| ())
}

async fn create_administrator(config: Config, email: &str) -> anyhow::Result<()> {
    log_to_stderr(&config)?;
    let app = start::open(config, Mode::Production).await?;
    print(&format!("{}\n", office::create_administrator(&app, email).await?))
}

/// People to measure with; a dev build only.
#[cfg(feature = "dev")]
async fn crowd(config: Config, count: u32) -> anyhow::Result<()> {
    log_to_stderr(&config)?;
    let app = start::open(config, Mode::Dev).await?;
    vestibule::dev::crowd::settle(&app, count).await
}

async fn export(config: Config) -> anyhow::Result<()> {
    log_to_stderr(&config)?;
    let app = start::open(config, Mode::Production).await?;
    office::export(&app, &mut std::io::stdout().lock()).await
}

/// Fails when something is bad, so that a script notices.
async fn examine(config: Config) -> anyhow::Result<()> {
    let findings = doctor::examine(&config, Clock::system().now()).await;
    print(&doctor::report(&findings))?;
    if findings.iter().any(|finding| finding.verdict == doctor::Verdict::Bad) {
        bail!("something is bad: see above");
    }
    Ok(())
}

/// How long people find nobody here rather than somebody who cannot help them yet: another instance may.
const SILENCE: Duration = Duration::from_secs(5);

async fn serve(config: Config, mode: Mode) -> anyhow::Result<()> {
    log_to_stderr(&config)?;
    let public = Place::take(config.listen, "LISTEN")?;
    let private = Place::take(config.private_listen, "PRIVATE_LISTEN")?.listen()?;
    let cards = start::cards::socket(&config)?;
    let cards = cards.map(|address| Place::take(address, "EID_LISTEN")).transpose()?;
    let (gate, stopping) = (Gate::new(&config), Stopping::default());
    let health = http::health::router(gate.clone(), stopping.clone());
    let monitors = serve_monitors(private, health.layer(map_response(access::quietly)));
    let mut end = pin!(end(gate.clone(), stopping));
    let mut opening = pin!(open_patiently(&config, mode, &gate));
    let early = tokio::select! {
        app = &mut opening => Some(app?),
        () = tokio::time::sleep(SILENCE) => None,
        () = &mut end => return Ok(()),
    };
    // Who connects from here on waits until they are let in, a moment later.
    let public = public.listen()?;
    if let Some(app) = &early {
        gate.open(app);
    }
    let mut serving = pin!(server::serve(public, gate.router(), end));
    // People are told to come back while the database is away, at the start as at any other time.
    let app = if let Some(app) = early {
        app
    } else {
        tokio::select! {
            app = &mut opening => app.inspect(|app| gate.open(app))?,
            () = &mut serving => return Ok(()),
        }
    };
    let cards = cards.map(|place| serve_cards(&app, place.listen()?)).transpose()?;
    let workers = worker::start(&app);
    tracing::info!(listen = %app.config.listen, origin = app.config.public_origin.0, "serving");
    serving.await;
    let cards = async { if let Some(cards) = cards { leave(cards).await } else { Ok(()) } };
    tokio::join!(workers.finish(), cards).1?;
    leave(monitors).await?;
    app.db.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// What is served beside the public address, and how it is told to end.
type Beside = (Arc<Notify>, JoinHandle<()>);

async fn leave((end, task): Beside) -> anyhow::Result<()> {
    end.notify_one();
    Ok(task.await?)
}

fn serve_monitors(listener: TcpListener, router: Router) -> Beside {
    let end = Arc::new(Notify::new());
    let told = end.clone();
    let serving = server::serve(listener, router, async move { told.notified().await });
    (end, tokio::spawn(serving))
}

/// Serves the e-ID socket beside the public one, until told to end.
fn serve_cards(app: &App, listener: TcpListener) -> anyhow::Result<Beside> {
    let (door, ends) = start::cards::door(&app.config, &app.eid.trust)?;
    let router = http::eid::router(app.clone(), ends)?;
    let end = Arc::new(Notify::new());
    let told = end.clone();
    let task = tokio::spawn(async move {
        server::serve_behind(door, listener, router, async move { told.notified().await }).await;
    });
    Ok((end, task))
}

async fn open_patiently(config: &Config, mode: Mode, gate: &Gate) -> anyhow::Result<App> {
    loop {
        match start::open(config.clone(), mode).await {
            Err(error) if db::is_caused_by_absence(&error) => {
                let error = format!("{error:#}");
                tracing::warn!(error, "the database is away");
                gate.wait_for(error);
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            done => return done,
        }
    }
}

/// Resolves when the process is asked to end, once those who wait long were told.
async fn end(gate: Gate, stopping: Stopping) {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<Option<()>>();
    tokio::select! {
        _ = interrupted => {}
        _ = terminated => {}
    }
    stopping.begin();
    if let Some(app) = gate.app() {
        app.changes.end();
    }
    tracing::info!("stopping");
}

fn log_to_stderr(config: &Config) -> anyhow::Result<()> {
    let directives = config.log.directives(config.access_log);
    let filter = tracing_subscriber::EnvFilter::try_new(directives).context("LOG")?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match config.log_format {
        LogFormat::Json => builder.json().flatten_event(true).init(),
        LogFormat::Text => builder.init(),
    }
    for slip in Config::slips() {
        tracing::warn!("{slip}");
    }
    Ok(())
}
