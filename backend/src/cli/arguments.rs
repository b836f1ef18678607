//! What may be typed after `vestibule`: the one definition of commands and flags, from which help, completions
//! and the man page are made too.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use serde_json::json;

use crate::{
    cli::{admin::Noted, start::Mode},
    domain::openid::client::Metadata,
};

/// The entrance hall of a healthcare portal.
#[derive(Debug, PartialEq, Eq, Parser)]
#[command(
    name = "vestibule",
    version,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "Settings are environment variables or lines of FILE: see docs/CONFIG.md."
)]
pub struct Arguments {
    /// A file with settings; what the environment says comes first.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program can do.
#[derive(Debug, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Serve people.
    Serve(Serve),
    /// Bring the database's schema up to date and stop.
    Migrate,
    /// Look at the installation, change nothing, say what to do.
    Doctor,
    /// Decide who works here.
    #[command(subcommand)]
    Admin(Admin),
    /// Register applications that people sign in to from here.
    #[command(subcommand)]
    Client(Client),
    /// Examine or print the audit trail.
    #[command(subcommand)]
    Audit(Audit),
    /// Print the licences of what is inside.
    Licences,
    /// Print a document made from the code.
    Docs {
        /// Which one.
        document: Document,
    },
    /// Print what lets a shell complete these commands.
    Completions {
        /// The shell that reads it.
        shell: Shell,
    },
    /// Print the manual: a page for the program, then one for each command.
    Man,
    /// Settle COUNT people to measure with.
    #[cfg(feature = "dev")]
    Crowd {
        /// How many.
        count: u32,
    },
}

/// How to serve.
#[derive(Debug, PartialEq, Eq, Args)]
pub struct Serve {
    /// Add virtual devices (dev build only).
    #[arg(long = "dev", value_parser = clap::value_parser!(bool), action = clap::ArgAction::SetTrue)]
    is_dev: bool,
}

impl Serve {
    /// With or without the virtual devices.
    pub fn mode(&self) -> Mode {
        if self.is_dev { Mode::Dev } else { Mode::Production }
    }
}

/// Who works here.
#[derive(Debug, PartialEq, Eq, Subcommand)]
pub enum Admin {
    /// Make a person who registered an administrator: the first one.
    Create {
        /// The e-mail address of the account.
        email: String,
    },
}

/// Applications.
#[derive(Debug, PartialEq, Eq, Subcommand)]
pub enum Client {
    /// Register an application, and print its secret.
    Add(Box<NewClient>),
    /// Print every application, one on a line.
    List,
    /// Print what is registered of an application, as a part of `CLIENTS_FILE`.
    Show {
        /// Its identifier.
        id: String,
    },
    /// Give an application another secret; the one before is accepted for a day.
    RotateSecret {
        /// Its identifier.
        id: String,
    },
    /// Refuse an application from now on; its tokens end at once.
    Disable {
        /// Its identifier.
        id: String,
    },
    /// Accept an application again.
    Enable {
        /// Its identifier.
        id: String,
    },
}

/// An application to register; `CLIENTS_FILE` can say more about one (docs/APPLICATIONS.md).
#[derive(Debug, PartialEq, Eq, Args)]
pub struct NewClient {
    /// Its identifier: letters, digits, '-', '_' and '.'.
    id: String,
    /// The name that people see.
    #[arg(long, value_name = "NAME")]
    name: String,
    /// Where browsers come back to, character by character. May be given several times.
    #[arg(long = "redirect-uri", value_name = "URI", required_unless_present = "forward_auth")]
    redirect_uris: Vec<String>,
    /// It speaks no OpenID: a proxy asks about each request to it. ORIGIN is where people reach it, as `https://HOST`.
    #[arg(long, value_name = "ORIGIN", conflicts_with_all = ["redirect_uris", "is_public"])]
    forward_auth: Option<String>,
    /// The least strength of a sign-in: `password`, `two_step` or `eid`.
    #[arg(long, value_name = "LEVEL")]
    least_acr: Option<String>,
    /// Who may use it: `citizen`, `doctor` or `organisation`. May be given several times; without it everybody may.
    #[arg(long = "capacity", value_name = "CAPACITY")]
    capacities: Vec<String>,
    /// Where browsers may go after signing out. May be given several times.
    #[arg(long = "post-logout-redirect-uri", value_name = "URI")]
    post_logout_redirect_uris: Vec<String>,
    /// Where it is notified that a person signed out.
    #[arg(long, value_name = "URI")]
    backchannel_logout_uri: Option<String>,
    /// Which of its pages signs a person out there, in a frame: for an application that cannot be notified.
    #[arg(long, value_name = "URI")]
    frontchannel_logout_uri: Option<String>,
    /// Where a tile on the account page leads.
    #[arg(long, value_name = "URI")]
    address: Option<String>,
    /// What it may ask for.
    #[arg(long, value_name = "SCOPES", default_value = "openid profile email")]
    scope: String,
    /// It cannot keep a secret: a single-page or native app.
    #[arg(long = "public")]
    is_public: bool,
    /// Do not ask people: an application of the organisation itself.
    #[arg(long = "skip-consent")]
    skips_consent: bool,
}

impl NewClient {
    /// The identifier, and everything else by its registered name.
    ///
    /// # Errors
    /// A level or a capacity that does not exist.
    pub fn into_metadata(self) -> Result<(String, Metadata), serde_json::Error> {
        let stays = self.scope.split_ascii_whitespace().any(|scope| scope == "offline_access");
        let grants: &[&str] =
            if stays { &["authorization_code", "refresh_token"] } else { &["authorization_code"] };
        let metadata = serde_json::from_value(json!({
            "client_name": self.name,
            "client_uri": self.address,
            "redirect_uris": self.redirect_uris,
            "post_logout_redirect_uris": self.post_logout_redirect_uris,
            "backchannel_logout_uri": self.backchannel_logout_uri,
            "frontchannel_logout_uri": self.frontchannel_logout_uri,
            "scope": self.scope,
            "grant_types": grants,
            "token_endpoint_auth_method": if self.is_public { "none" } else { "client_secret_basic" },
            "consent": if self.skips_consent { "skip" } else { "ask" },
            "least_acr": self.least_acr,
            "allow": { "capacities": self.capacities },
            "forward_auth": self.forward_auth.map(|origin| json!({ "origin": origin })),
        }))?;
        Ok((self.id, metadata))
    }
}

/// The audit trail.
#[derive(Debug, PartialEq, Eq, Subcommand)]
pub enum Audit {
    /// Walk the audit trail, say whether it was changed.
    Verify(Marks),
    /// Print the audit trail as JSON Lines.
    Export,
}

/// What was noted of the trail elsewhere.
#[derive(Debug, PartialEq, Eq, Args)]
pub struct Marks {
    /// An end of the trail, from the log: it is still in the trail.
    #[arg(long, value_name = "HEAD")]
    head: Option<String>,
    /// A cut, from an earlier walk: rows are missing there and you know why. May be given several times.
    #[arg(long = "cut", value_name = "CUT")]
    cuts: Vec<String>,
}

impl From<Marks> for Noted {
    fn from(Marks { head, cuts }: Marks) -> Self {
        Self { head, cuts }
    }
}

/// A document made from the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Document {
    /// Every setting.
    Config,
    /// Every route, as JSON.
    Openapi,
    /// Every wizard as a drawing.
    Transitions,
}

/// A shell that can complete commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// GNU Bash.
    Bash,
    /// Z shell.
    Zsh,
    /// Friendly interactive shell.
    Fish,
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, error::ErrorKind};

    use super::*;
    use crate::domain::openid::acr::Acr;

    fn parse(line: &str) -> Result<Arguments, clap::Error> {
        Arguments::try_parse_from(format!("vestibule {line}").split_whitespace())
    }

    fn marks(head: Option<&str>, cuts: &[&str]) -> Command {
        let cuts = cuts.iter().map(|cut| (*cut).to_owned()).collect();
        Command::Audit(Audit::Verify(Marks { head: head.map(str::to_owned), cuts }))
    }

    #[test]
    fn the_definition_contradicts_itself_nowhere() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn each_command_is_understood() {
        for (line, expected) in [
            ("serve", Command::Serve(Serve { is_dev: false })),
            ("serve --dev", Command::Serve(Serve { is_dev: true })),
            ("migrate", Command::Migrate),
            ("doctor", Command::Doctor),
            (
                "admin create anke@example.be",
                Command::Admin(Admin::Create { email: "anke@example.be".into() }),
            ),
            ("audit verify", marks(None, &[])),
            ("audit verify --head 12:k1.Ab/C+", marks(Some("12:k1.Ab/C+"), &[])),
            (
                "audit verify --cut 3:k1.A --head 12:k1.B --cut 5:k1.C",
                marks(Some("12:k1.B"), &["3:k1.A", "5:k1.C"]),
            ),
            ("audit export", Command::Audit(Audit::Export)),
            ("licences", Command::Licences),
            ("docs config", Command::Docs { document: Document::Config }),
            ("docs openapi", Command::Docs { document: Document::Openapi }),
            ("docs transitions", Command::Docs { document: Document::Transitions }),
            ("completions bash", Command::Completions { shell: Shell::Bash }),
            ("completions zsh", Command::Completions { shell: Shell::Zsh }),
            ("completions fish", Command::Completions { shell: Shell::Fish }),
            ("man", Command::Man),
        ] {
            let parsed = parse(line).unwrap_or_else(|error| panic!("{line}: {error}"));
            assert_eq!(parsed, Arguments { config: None, command: expected }, "{line}");
        }
        assert_eq!(Serve { is_dev: false }.mode(), Mode::Production);
        assert_eq!(Serve { is_dev: true }.mode(), Mode::Dev);
    }

    #[test]
    fn o16_an_application_that_speaks_no_openid_is_registered_by_its_origin() {
        let added = |line: &str| match parse(&format!("client add wiki --name Wiki {line}")) {
            Ok(Arguments { command: Command::Client(Client::Add(new)), .. }) => {
                new.into_metadata().map_err(|error| error.to_string())
            }
            Ok(other) => panic!("{other:?}"),
            Err(error) => Err(error.to_string()),
        };
        let line = "--forward-auth https://wiki.example --least-acr two_step --capacity doctor";
        let (_, metadata) = added(line).unwrap();
        assert_eq!(metadata.forward_auth.unwrap().origin, "https://wiki.example");
        assert_eq!((metadata.least_acr, metadata.allow.capacities.len()), (Some(Acr::TwoStep), 1));
        for (line, says) in [
            ("", "--redirect-uri"),
            (
                "--forward-auth https://a.example --redirect-uri https://a.example/",
                "cannot be used",
            ),
            ("--forward-auth https://a.example --public", "cannot be used"),
            ("--forward-auth https://a.example --least-acr strong", "strong"),
            ("--forward-auth https://a.example --capacity nurse", "nurse"),
        ] {
            let error = added(line).unwrap_err();
            assert!(error.contains(says), "{line}: {error}");
        }
    }

    #[cfg(feature = "dev")]
    #[test]
    fn a_dev_build_settles_a_crowd() {
        assert_eq!(parse("crowd 30").unwrap().command, Command::Crowd { count: 30 });
        assert_eq!(parse("crowd many").unwrap_err().exit_code(), 2);
    }

    #[test]
    fn the_file_with_settings_may_be_named_before_and_after_the_command() {
        for line in [
            "--config a.env serve --dev",
            "serve --config a.env --dev",
            "serve --dev --config a.env",
            "serve --dev --config=a.env",
        ] {
            let parsed = parse(line).unwrap();
            assert_eq!(parsed.config, Some("a.env".into()), "{line}");
            assert_eq!(parsed.command, Command::Serve(Serve { is_dev: true }), "{line}");
        }
        let parsed = parse("audit export --config a.env").unwrap();
        assert_eq!(parsed.config, Some("a.env".into()));
    }

    #[test]
    fn wrong_usage_ends_with_2_and_says_how_it_is_used() {
        for line in [
            "",
            "open",
            "serve now",
            "serve --fast",
            "serve --config",
            "admin",
            "admin create",
            "admin create a@example.be b@example.be",
            "audit",
            "audit verify --head",
            "audit verify --head a --head b",
            "audit forget",
            "docs",
            "docs novel",
            "completions",
            "completions cmd",
            "migrate --dev",
        ] {
            let error = parse(line).unwrap_err();
            assert_eq!(error.exit_code(), 2, "{line}");
            assert!(error.use_stderr(), "{line}");
            let said = error.to_string();
            assert!(said.contains("Usage: vestibule") || said.contains("--help"), "{line}: {said}");
        }
    }

    #[test]
    fn every_command_explains_itself() {
        for line in ["--help", "-h", "help", "serve --help", "help audit verify", "audit --help"] {
            let error = parse(line).unwrap_err();
            assert_eq!((error.kind(), error.exit_code()), (ErrorKind::DisplayHelp, 0), "{line}");
            assert!(error.to_string().contains("Usage: vestibule"), "{line}: {error}");
        }
        let help = parse("help").unwrap_err().to_string();
        for command in Arguments::command().get_subcommands() {
            let about = command.get_about().unwrap_or_else(|| panic!("{}", command.get_name()));
            assert!(help.contains(&about.to_string()), "{help}");
        }
    }

    #[test]
    fn the_version_is_that_of_the_package() {
        let error = parse("--version").unwrap_err();
        assert_eq!((error.kind(), error.exit_code()), (ErrorKind::DisplayVersion, 0));
        assert_eq!(error.to_string(), concat!("vestibule ", env!("CARGO_PKG_VERSION"), "\n"));
    }
}
