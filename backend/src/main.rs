//! The program `vestibule`: from a command to what does it.

use std::{io::Write as _, pin::pin, process::ExitCode, sync::Arc, time::Duration};

use anyhow::{Context as _, bail};
use axum::{Router, middleware::map_response};
use clap::Parser as _;
use tokio::{net::TcpListener, sync::Notify, task::JoinHandle};
use vestibule::{
    app::{
        App,
        config::{Config, LogFormat},
    },
    cli::{
        admin,
        arguments::{Admin, Arguments, Audit, Client, Command, Document},
        clients, docs, doctor,
        output::{Output, is_reader_gone, print},
        shell,
        start::{self, Mode},
    },
    db,
    http::{
        self, access,
        gate::Gate,
        health::Stopping,
        server::{self, Place},
    },
    system::clock::Clock,
    worker,
};

fn main() -> ExitCode {
    // Help, the version and wrong usage end here.
    let arguments = Arguments::parse();
    match run(arguments) {
        Err(error) if !is_reader_gone(&error) => {
            let _ = writeln!(std::io::stderr(), "vestibule: {error:#}");
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}

fn run(Arguments { config, command }: Arguments) -> anyhow::Result<()> {
    let load = || Config::load(config.as_deref());
    match command {
        Command::Serve(how) => on_runtime(serve(load()?, how.mode())),
        Command::Migrate => on_runtime(migrate(load()?)),
        Command::Doctor => on_runtime(examine(load()?)),
        Command::Admin(Admin::Create { email }) => {
            on_runtime(create_administrator(load()?, &email))
        }
        Command::Client(client) => on_runtime(register(load()?, client)),
        Command::Audit(Audit::Verify(marks)) => {
            on_runtime(async { print(admin::verify(&load()?, &marks.into()).await?) })
        }
        Command::Audit(Audit::Export) => on_runtime(export(load()?)),
        Command::Licences => print(http::spa::licences().context("built without the front end")?),
        Command::Docs { document: Document::Config } => print(docs::config()),
        Command::Docs { document: Document::Openapi } => print(docs::openapi()),
        Command::Docs { document: Document::Transitions } => print(docs::transitions()),
        Command::Completions { shell } => print(shell::completions(shell)),
        Command::Man => print(shell::manual()?),
        #[cfg(feature = "dev")]
        Command::Crowd { count } => on_runtime(crowd(load()?, count)),
    }
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
    print(format!("{}\n", admin::create_administrator(&app, email).await?))
}

async fn register(config: Config, client: Client) -> anyhow::Result<()> {
    log_to_stderr(&config)?;
    let app = start::open(config, Mode::Production).await?;
    print(match client {
        Client::Add(new) => clients::add(&app, *new).await?,
        Client::List => clients::list(&app).await?,
        Client::Show { id } => clients::show(&app, &id).await?,
        Client::RotateSecret { id } => clients::rotate_secret(&app, &id).await?,
        Client::Disable { id } => clients::set_enabled(&app, &id, Some(app.clock.now())).await?,
        Client::Enable { id } => clients::set_enabled(&app, &id, None).await?,
    })
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
    admin::export(&app, &mut Output::standard()).await
}

/// Fails when something is bad, so that a script notices.
async fn examine(config: Config) -> anyhow::Result<()> {
    let findings = doctor::examine(&config, Clock::system().now()).await;
    let printed = print(doctor::report(&findings));
    if findings.iter().any(|finding| finding.verdict == doctor::Verdict::Bad) {
        bail!("something is bad: see above");
    }
    printed
}

/// How long connections are refused here, rather than accepted before it is ready: another instance may be.
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
        gate.open(app, vestibule::more_routes(app));
    }
    let mut serving = pin!(server::serve(public, gate.router(), end));
    // People get the page that says when to come back while the database is away, also at the start.
    let app = if let Some(app) = early {
        app
    } else {
        tokio::select! {
            app = &mut opening => app.inspect(|app| gate.open(app, vestibule::more_routes(app)))?,
            () = &mut serving => return Ok(()),
        }
    };
    clients::apply_file(&app).await.context("CLIENTS_FILE")?;
    vestibule::set_practice(&app).await.context("the practice portal")?;
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

/// Servers beside the public address, and the signal that ends them.
type Beside = (Arc<Notify>, JoinHandle<()>);

async fn leave((end, task): Beside) -> anyhow::Result<()> {
    end.notify_one();
    Ok(task.await?)
}

fn serve_monitors(listener: TcpListener, router: Router) -> Beside {
    let end = Arc::new(Notify::new());
    let ended = end.clone();
    let serving = server::serve(listener, router, async move { ended.notified().await });
    (end, tokio::spawn(serving))
}

/// Serves the e-ID socket beside the public one, until the signal to end.
fn serve_cards(app: &App, listener: TcpListener) -> anyhow::Result<Beside> {
    let (door, ends) = start::cards::door(&app.config, &app.eid.trust)?;
    let router = http::eid::router(app.clone(), ends);
    let end = Arc::new(Notify::new());
    let ended = end.clone();
    let task = tokio::spawn(async move {
        server::serve_behind(door, listener, router, async move { ended.notified().await }).await;
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

/// Resolves when the process is asked to end, after open event streams were notified.
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
