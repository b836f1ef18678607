//! Programs of the system: a C compiler, PostgreSQL, browsers. On Debian they are installed if this
//! process may do so; elsewhere the message says exactly what to install.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Result, bail};

use crate::project::Project;
use crate::{postgres, run};

/// A program of the system, and its Debian package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Package {
    /// Compiles the C code of SQLite and of the cryptography.
    Compiler,
    /// The OCSP responder and the TLS client of the tests.
    OpenSsl,
    /// The client that presents certificates in the tests.
    Curl,
    /// The proxy that terminates TLS in the tests, or guards an application.
    Nginx,
    /// Another proxy that guards an application in the tests.
    Caddy,
    /// An application that signs people in by `mod_auth_openidc` in the tests.
    Apache,
    /// Makes a folder for the packages of an application in Django, in the tests.
    Python,
    /// Puts the certificates of cards into Chromium's store.
    NssTools,
    /// Emulates a card that requires its PIN.
    Token,
    /// A screen without a monitor, for `WebKit` and for the windows in which Chromium asks for a PIN;
    /// and a keyboard for these.
    Desktop,
    /// The tests also run on a real PostgreSQL.
    Postgres,
    /// The browser of the browser tests.
    Chromium,
    /// Another browser of the browser tests.
    Firefox,
    /// The driver of the engine of Safari, which comes with a small browser.
    WebKit,
    /// Computes the codes of an authenticator app, independently of the server.
    AuthenticatorApp,
    /// Reads the QR codes off the screen.
    QrReader,
}

impl Package {
    /// What the tests of the server need.
    pub(crate) const SERVER_TESTS: &[Self] =
        &[Self::Compiler, Self::Postgres, Self::OpenSsl, Self::Curl, Self::Nginx];
    /// What the browser tests need.
    pub(crate) const BROWSER_TESTS: &[Self] = &[
        Self::Chromium,
        Self::Firefox,
        Self::WebKit,
        Self::AuthenticatorApp,
        Self::QrReader,
        Self::OpenSsl,
        Self::Nginx,
        Self::Caddy,
        Self::Apache,
        Self::Python,
        Self::NssTools,
        Self::Token,
        Self::Desktop,
    ];

    fn debian(self) -> &'static [&'static str] {
        match self {
            Self::Compiler => &["gcc", "libc6-dev"],
            Self::OpenSsl => &["openssl"],
            Self::Curl => &["curl"],
            Self::Nginx => &["nginx"],
            Self::Caddy => &["caddy"],
            // The program without Debian's service, which would start at once.
            Self::Apache => &["apache2-bin", "libapache2-mod-auth-openidc"],
            Self::Python => &["python3-venv"],
            Self::NssTools => &["libnss3-tools"],
            Self::Token => &["softhsm2"],
            Self::Desktop => &["xvfb", "xdotool"],
            Self::Postgres => &["postgresql"],
            Self::Chromium => &["chromium"],
            Self::Firefox => &["firefox-esr"],
            Self::WebKit => &["webkit2gtk-driver"],
            Self::AuthenticatorApp => &["oathtool"],
            Self::QrReader => &["zbar-tools"],
        }
    }

    fn why(self) -> &'static str {
        match self {
            Self::Compiler => "a C compiler, for SQLite and the cryptography",
            Self::OpenSsl => "openssl, which plays an authority and a client in the tests",
            Self::Curl => "curl, which shows cards to the server in the tests",
            Self::Nginx => "nginx, for the tests behind a proxy",
            Self::Caddy => "Caddy, for the browser tests behind a proxy",
            Self::Apache => "Apache with mod_auth_openidc, an application in the browser tests",
            Self::Python => "Python with venv, for an application in Django in the browser tests",
            Self::NssTools => {
                "certutil, modutil and pk12util, which give Chromium a card in the browser tests"
            }
            Self::Token => "SoftHSM, which plays a card with a PIN in the browser tests",
            Self::Desktop => {
                "Xvfb and xdotool, the screen of WebKit and the keyboard of PINs in the browser tests"
            }
            Self::Postgres => "PostgreSQL, for the tests on a real server",
            Self::Chromium => "Chromium, for the browser tests",
            Self::Firefox => "Firefox, for the browser tests",
            Self::WebKit => "WebKitGTK and its driver, for the browser tests",
            Self::AuthenticatorApp => {
                "oathtool, which plays the authenticator app in the browser tests"
            }
            Self::QrReader => "zbarimg, which reads QR codes in the browser tests",
        }
    }

    fn installed(self, project: &Project) -> bool {
        match self {
            Self::Compiler => project.program("cc").is_some(),
            Self::OpenSsl => project.program("openssl").is_some(),
            Self::Curl => project.program("curl").is_some(),
            // Debian keeps it in a folder that is only on the path of administrators.
            Self::Nginx => {
                project.program("nginx").is_some() || Path::new("/usr/sbin/nginx").exists()
            }
            Self::Caddy => project.program("caddy").is_some(),
            Self::Apache => Path::new("/usr/lib/apache2/modules/mod_auth_openidc.so").exists(),
            Self::Python => run::command(project, "python3")
                .and_then(|mut python| run::output(python.args(["-c", "import ensurepip, venv"])))
                .is_ok(),
            Self::NssTools => project.program("pk12util").is_some(),
            Self::Token => project.program("softhsm2-util").is_some(),
            Self::Desktop => {
                ["Xvfb", "xdotool"].into_iter().all(|name| project.program(name).is_some())
            }
            Self::Postgres => postgres::binaries(project).is_some(),
            Self::Chromium => chromium(project).is_some(),
            Self::Firefox => firefox(project).is_some(),
            Self::WebKit => webkit(project).is_some(),
            Self::AuthenticatorApp => project.program("oathtool").is_some(),
            Self::QrReader => project.program("zbarimg").is_some(),
        }
    }
}

/// The browser for the tests: `$CHROMIUM`, or the first one found on the system.
pub(crate) fn chromium(project: &Project) -> Option<String> {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    std::env::var("CHROMIUM").ok().or_else(|| first(project, &names))
}

/// The Firefox for the tests: `$FIREFOX`, or the first one found on the system.
pub(crate) fn firefox(project: &Project) -> Option<String> {
    std::env::var("FIREFOX").ok().or_else(|| first(project, &["firefox-esr", "firefox"]))
}

/// The driver of `WebKitGTK` for the tests: `$WEBKIT`, or the one on the system.
pub(crate) fn webkit(project: &Project) -> Option<String> {
    std::env::var("WEBKIT").ok().or_else(|| first(project, &["WebKitWebDriver"]))
}

/// The first of these programs that the system has.
fn first(project: &Project, names: &[&str]) -> Option<String> {
    let path = names.iter().find_map(|name| project.program(name))?;
    Some(path.to_string_lossy().into_owned())
}

/// Chromium without windows, which needs a fifth less time: `$CHROMIUM_HEADLESS`, or Debian's.
/// Installed where that is possible; elsewhere the tests use Chromium itself.
///
/// # Errors
/// Debian has the package, and installing it fails.
pub(crate) fn headless_chromium(project: &Project) -> Result<Option<String>> {
    const PACKAGE: &str = "chromium-headless-shell";
    let find = || std::env::var("CHROMIUM_HEADLESS").ok().or_else(|| first(project, &[PACKAGE]));
    let known = || run::output(Command::new("apt-cache").args(["show", PACKAGE])).is_ok();
    if find().is_none()
        && known()
        && let Some(sudo) = may_install(project)
    {
        install(sudo, PACKAGE)?;
    }
    Ok(find())
}

/// Installs those of these packages that are missing.
///
/// # Errors
/// A package is missing and cannot be installed from here; the error contains the command
/// to type.
pub(crate) fn ensure(project: &Project, wanted: &[Package]) -> Result<()> {
    let missing: Vec<Package> =
        wanted.iter().copied().filter(|package| !package.installed(project)).collect();
    for package in wanted.iter().filter(|package| !missing.contains(package)) {
        run::present(package.why());
    }
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().flat_map(|package| package.debian()).copied().collect();
    let names = names.join(" ");
    let Some(sudo) = may_install(project) else {
        let why: Vec<&str> = missing.iter().map(|package| package.why()).collect();
        bail!(
            "this machine misses {}.\nInstall it and start again; on Debian or Ubuntu:\n\n    \
             sudo apt-get install --no-install-recommends {names}",
            why.join("; ")
        );
    };
    install(sudo, &names)
}

fn install(sudo: &[&str], names: &str) -> Result<()> {
    run::announce(&format!("installing Debian packages: {names}"));
    for arguments in ["update -q", &format!("install -qy --no-install-recommends {names}")] {
        let mut words = sudo.iter().copied().chain(["apt-get"]).chain(arguments.split(' '));
        let mut command = Command::new(words.next().unwrap_or("apt-get"));
        run::run(command.args(words).env("DEBIAN_FRONTEND", "noninteractive"))?;
    }
    Ok(())
}

/// The words to put before `apt-get`, when this process may install packages at all.
fn may_install(project: &Project) -> Option<&'static [&'static str]> {
    project.program("apt-get")?;
    let succeeds = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        let command = command.args(arguments).stdin(Stdio::null());
        run::output(command).ok()
    };
    if succeeds("id", &["-u"])?.trim() == "0" {
        return Some(&[]);
    }
    succeeds("sudo", &["-n", "true"]).map(|_| &["sudo", "-n"][..])
}
