//! The speed of the `OpenID` endpoints beside their limits: what stores something beside durable
//! writes to the same disk, what stores nothing beside an empty handler of the same server.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::commits;
use crate::http::{Answer, Browser};
use crate::load::drive;
use crate::people::PLAIN;
use crate::server::Server;
use crate::statistics::{Work, median};

const ROUNDS: usize = 7;
const CLIENTS: usize = 4;
const SECRET: &str = "of a server that exists for a minute only";
const VERIFIER: &str = "a-verifier-of-more-than-forty-three-characters";
const CALLBACK: &str = "https://ward.example/callback";
const WIKI: &str = "https://wiki.example";
const APPLICATIONS: &str = r#"
[client.ward]
client_name = "Ward"
redirect_uris = ["https://ward.example/callback"]
client_secret = "of a server that exists for a minute only"
token_endpoint_auth_method = "client_secret_post"
grant_types = ["authorization_code", "refresh_token"]
scope = "openid profile offline_access"
consent = "skip"

[client.wiki]
client_name = "Wiki"
consent = "skip"
forward_auth.origin = "https://wiki.example"
"#;

/// What is measured, with the ratio to its limit that is the goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Commits,
    Empty,
    Discovery,
    Keys,
    UserInfo,
    ForwardAuth,
    Authorize,
    Exchange,
    Refresh,
}

impl Part {
    const ALL: [Self; 9] = [
        Self::Commits,
        Self::Empty,
        Self::Discovery,
        Self::Keys,
        Self::UserInfo,
        Self::ForwardAuth,
        Self::Authorize,
        Self::Exchange,
        Self::Refresh,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Commits => "durable writes (limit)",
            Self::Empty => "empty handler (limit)",
            Self::Discovery => "discovery",
            Self::Keys => "keys",
            Self::UserInfo => "userinfo",
            Self::ForwardAuth => "forward-auth",
            Self::Authorize => "authorization request",
            Self::Exchange => "code for tokens",
            Self::Refresh => "refresh",
        }
    }

    /// The least ratio to the limit.
    const fn goal(self) -> Option<f64> {
        match self {
            Self::Discovery | Self::Keys => Some(0.8),
            Self::UserInfo | Self::ForwardAuth => Some(0.5),
            Self::Exchange | Self::Refresh => Some(0.35),
            Self::Commits | Self::Empty | Self::Authorize => None,
        }
    }

    /// What stores nothing is compared by processor time, since the load may be the slower part.
    const fn stores(self) -> bool {
        matches!(self, Self::Authorize | Self::Exchange | Self::Refresh)
    }
}

/// A person at an application, and what the application has.
struct Visit {
    person: Browser,
    application: Browser,
    codes: Vec<String>,
    access: String,
    refresh: String,
}

/// Everything that one round needs.
struct Bench {
    server: Server,
    visits: Vec<Visit>,
    at_wiki: Vec<Browser>,
}

/// `cargo xtask bench openid`: each part of a round lasts this long.
pub(crate) fn measure(program: &Path, length: Duration) -> Result<()> {
    let file = program.with_file_name("clients.toml");
    fs::write(&file, APPLICATIONS)?;
    let file = file.to_str().context("a folder with a readable name")?;
    let settings = [("CLIENTS_FILE", file), ("TRUSTED_PROXIES", "127.0.0.1")];
    let server = Server::start(program, &settings)?;
    let mut bench = Bench { visits: vec![], at_wiki: vec![], server };
    for _ in 0..CLIENTS {
        let (person, application) = (bench.sign_in()?, bench.server.browser()?);
        let (codes, access, refresh) = (vec![], String::new(), String::new());
        bench.visits.push(Visit { person, application, codes, access, refresh });
        let mut portal = bench.sign_in()?;
        let at_wiki = enter_wiki(&bench.server, &mut portal)?;
        bench.at_wiki.push(at_wiki);
    }
    // A warm-up: keys are made, statements prepared, memory fetched.
    bench.round(Duration::from_secs(1))?;
    println!("{ROUNDS} rounds, {CLIENTS} clients, {} s a part: medians\n", length.as_secs());
    let rounds = (0..ROUNDS).map(|_| bench.round(length)).collect::<Result<Vec<_>>>()?;
    println!("{}", table(&rounds));
    Ok(())
}

impl Bench {
    /// A browser in which the first person is signed in.
    fn sign_in(&mut self) -> Result<Browser> {
        let [person, ..] = PLAIN;
        if self.visits.is_empty() {
            return person.register(&self.server);
        }
        let mut browser = self.server.browser()?;
        browser.post("/api/sign-in/password", &person.credentials())?;
        Ok(browser)
    }

    fn round(&mut self, length: Duration) -> Result<Vec<Work>> {
        Part::ALL.into_iter().map(|part| self.run(part, length)).collect()
    }

    fn run(&mut self, part: Part, length: Duration) -> Result<Work> {
        for visit in &mut self.visits {
            visit.person.reconnect()?;
            visit.application.reconnect()?;
        }
        let (server, visits) = (&self.server, &mut self.visits);
        match part {
            Part::Commits => commits::measure(server.folder(), length),
            Part::Empty => read(server, &server.private, length, "/healthz"),
            Part::Discovery => {
                read(server, &server.host, length, "/.well-known/openid-configuration")
            }
            Part::Keys => read(server, &server.host, length, "/openid/jwks"),
            Part::UserInfo => drive(server, visits, length, Visit::user_info),
            Part::ForwardAuth => {
                self.at_wiki.iter_mut().try_for_each(Browser::reconnect)?;
                drive(server, &mut self.at_wiki, length, |browser| ask(browser, WIKI_CHECK))
            }
            Part::Authorize => drive(server, visits, length, Visit::authorize),
            // As many as there are codes.
            Part::Exchange => drive(server, visits, Duration::MAX, Visit::exchange),
            Part::Refresh => drive(server, visits, length, Visit::refresh),
        }
    }
}

const WIKI_CHECK: &str = "/openid/forward-auth/wiki";

/// Reads one address by many connections.
fn read(server: &Server, host: &str, length: Duration, path: &str) -> Result<Work> {
    let mut browsers = (0..CLIENTS).map(|_| Browser::open(host)).collect::<Result<Vec<_>>>()?;
    drive(server, &mut browsers, length, |browser| ask(browser, path))
}

fn ask(browser: &mut Browser, path: &str) -> Result<bool> {
    let answer = browser.send("GET", path, "")?;
    expect(&answer, 200, path)?;
    Ok(true)
}

fn expect(answer: &Answer, status: u16, what: &str) -> Result<()> {
    if answer.status != status {
        bail!("{what}: {} and not {status}: {}", answer.status, answer.text());
    }
    Ok(())
}

impl Visit {
    /// The person comes with a request of the application and goes back with a code.
    fn authorize(&mut self) -> Result<bool> {
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, VERIFIER.as_bytes()));
        let path = format!(
            "/openid/authorize?client_id=ward&response_type=code&redirect_uri={CALLBACK}\
             &scope=openid%20profile%20offline_access&nonce=n\
             &code_challenge={challenge}&code_challenge_method=S256"
        );
        let answer = self.person.send("GET", &path, "")?;
        expect(&answer, 303, "the authorization request")?;
        let code = answer.location.split(['?', '&']).find_map(|it| it.strip_prefix("code="));
        let code = code.with_context(|| format!("no code: {}", answer.location))?;
        self.codes.push(code.to_owned());
        Ok(true)
    }

    /// The application gets tokens for a code; ends when there is no code left.
    fn exchange(&mut self) -> Result<bool> {
        let Some(code) = self.codes.pop() else { return Ok(false) };
        let form = format!(
            "grant_type=authorization_code&code={code}&redirect_uri={CALLBACK}&code_verifier={VERIFIER}"
        );
        self.fetch_tokens(&form)
    }

    fn refresh(&mut self) -> Result<bool> {
        let form = format!("grant_type=refresh_token&refresh_token={}", self.refresh);
        self.fetch_tokens(&form)
    }

    fn fetch_tokens(&mut self, form: &str) -> Result<bool> {
        let secret = SECRET.replace(' ', "%20");
        let body = format!("{form}&client_id=ward&client_secret={secret}");
        self.application.headers.clear();
        let answer = self.application.send("POST", "/openid/token", &body)?.value()?;
        let token = |name| answer[name].as_str().map(str::to_owned).context("a token is missing");
        (self.access, self.refresh) = (token("access_token")?, token("refresh_token")?);
        token("id_token").map(|_| true)
    }

    fn user_info(&mut self) -> Result<bool> {
        if self.access.is_empty() {
            self.authorize()?;
            self.exchange()?;
        }
        self.application.headers = format!("authorization: Bearer {}\r\n", self.access);
        ask(&mut self.application, "/openid/userinfo")
    }
}

/// Signs a person in at the application that speaks no `OpenID`; returns the browser there.
fn enter_wiki(server: &Server, portal: &mut Browser) -> Result<Browser> {
    let mut there = server.browser()?;
    there.headers = "x-forwarded-proto: https\r\nx-forwarded-host: wiki.example\r\n\
                     x-forwarded-uri: /page\r\nx-forwarded-method: GET\r\n\
                     sec-fetch-mode: navigate\r\n"
        .to_owned();
    let asked = there.send("GET", WIKI_CHECK, "")?;
    expect(&asked, 302, "a page without a session")?;
    let origin = format!("http://{}", server.host);
    let authorize = asked.location.strip_prefix(&origin).context("the way to the sign-in")?;
    let back = portal.send("GET", authorize, "")?;
    expect(&back, 303, "the authorization request")?;
    let path = back.location.strip_prefix(WIKI).context("the way back")?;
    expect(&there.send("GET", path, "")?, 302, "the way back")?;
    Ok(there)
}

fn table(rounds: &[Vec<Work>]) -> String {
    let over = |pick: &dyn Fn(&[Work]) -> f64| median(rounds.iter().map(|round| pick(round)));
    let lines = Part::ALL.into_iter().map(|part| {
        let rate = over(&|round| round[part as usize].rate());
        let cpu = over(&|round| round[part as usize].cpu_each());
        let ratio = over(&|round| ratio(part, round));
        let ratio = match part {
            Part::Commits | Part::Empty => String::new(),
            _ => format!("{ratio:.2}"),
        };
        let goal = part.goal().map(|goal| goal.to_string()).unwrap_or_default();
        format!("{:<26}{rate:>10.0}{cpu:>10.3}{ratio:>10}{goal:>10}", part.name())
    });
    let head =
        format!("{:<26}{:>10}{:>10}{:>10}{:>10}", "", "a second", "cpu, ms", "of limit", "goal");
    [head].into_iter().chain(lines).collect::<Vec<_>>().join("\n")
}

/// The speed as a part of the limit: by rate beside durable writes, by processor time beside an
/// empty handler.
fn ratio(part: Part, round: &[Work]) -> f64 {
    let work = round[part as usize];
    if part.stores() {
        work.rate() / round[Part::Commits as usize].rate()
    } else {
        round[Part::Empty as usize].cpu_each() / work.cpu_each()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stores_is_compared_by_rate_and_what_reads_by_processor_time() {
        let work = |count, cpu| Work { count, wall: 1.0, cpu, hashing: 0.0 };
        let mut round = vec![work(1000, 0.1); Part::ALL.len()];
        round[Part::Refresh as usize] = work(400, 0.9);
        round[Part::UserInfo as usize] = work(1000, 0.2);
        assert!((ratio(Part::Refresh, &round) - 0.4).abs() < 1e-9);
        assert!((ratio(Part::UserInfo, &round) - 0.5).abs() < 1e-9);
        let table = table(&[round]);
        assert!(
            table.lines().any(|it| it.starts_with("refresh") && it.ends_with("0.40      0.35"))
        );
    }
}
