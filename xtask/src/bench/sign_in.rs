//! Sign-ins per second beside bare hashes per second: in alternating rounds on one core, so that
//! other load and the temperature of the machine affect both alike.

use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use anyhow::{Result, anyhow, bail};
use serde_json::{Value, json};

use crate::hashes;
use crate::http::Browser;
use crate::load;
use crate::people::{App, CAREFUL, Clock, PLAIN, Person};
use crate::server::Server;
use crate::statistics::{Work, median, overhead};

/// Many and short: the speed of the machine changes from second to second, and must affect all
/// parts of a round alike.
const ROUNDS: usize = 15;
/// Enough that one waits while another is hashed, but no more: the queue is not measured.
const CLIENTS: usize = 4;
const SIGN_IN: &str = "/api/sign-in";

/// The result of one round.
struct Round {
    bare: Work,
    password: Work,
    app: Work,
}

/// `cargo xtask bench sign-in`: each part of a round lasts this long.
pub(crate) fn measure(program: &Path, length: Duration) -> Result<()> {
    let server = Server::start(program, &[])?;
    for person in PLAIN {
        person.register(&server)?;
    }
    let mut clock = Clock::read(&server)?;
    let enrol = |person: Person| App::enrol(person, &mut person.register(&server)?, &clock);
    let apps = CAREFUL.into_iter().map(enrol).collect::<Result<Vec<_>>>()?;
    let second =
        Second { clock: Mutex::new(&mut clock), apps: apps.into_iter().map(Mutex::new).collect() };
    // A warm-up: connections are opened, statements prepared, memory fetched.
    round(&server, &second, Duration::from_secs(1))?;
    println!("{}\n", head());
    let mut rounds = Vec::new();
    for number in 1..=ROUNDS {
        let found = round(&server, &second, length)?;
        println!("{}", line(&number.to_string(), &found));
        rounds.push(found);
    }
    println!("{}", summary(&rounds));
    Ok(())
}

fn round(server: &Server, second: &Second, length: Duration) -> Result<Round> {
    let bare = hashes::measure(length)?;
    let password = drive(server, length, |client, browser| {
        by_password(browser, &PLAIN[client % PLAIN.len()], "entered").map(drop)
    })?;
    let app = drive(server, length, |client, browser| second.by_app(browser, client))?;
    Ok(Round { bare, password, app })
}

/// Runs the work of every client repeatedly for this long, and counts.
fn drive(
    server: &Server,
    length: Duration,
    piece: impl Fn(usize, &mut Browser) -> Result<()> + Sync,
) -> Result<Work> {
    let numbered = |client| anyhow::Ok((client, server.browser()?));
    let mut clients = (0..CLIENTS).map(numbered).collect::<Result<Vec<_>>>()?;
    load::drive(server, &mut clients, length, |(client, browser)| {
        piece(*client, browser).map(|()| true)
    })
}

/// Sends the password from a new browser, and checks the next step.
fn by_password(browser: &mut Browser, person: &Person, expected: &str) -> Result<Value> {
    browser.forget();
    reach(browser, "/password", &person.credentials(), expected)
}

/// The apps, and the clock that they share with the server.
struct Second<'a> {
    clock: Mutex<&'a mut Clock>,
    apps: Vec<Mutex<App>>,
}

impl Second<'_> {
    /// Password, then the code of the app, the only method.
    fn by_app(&self, browser: &mut Browser, client: usize) -> Result<()> {
        let app = &self.apps[client % self.apps.len()];
        let person = lock(app)?.person;
        by_password(browser, &person, "prove")?;
        // One at a time: otherwise the code would expire when another client advances the clock.
        let mut clock = lock(&self.clock)?;
        let code = lock(app)?.fresh_code(&mut clock)?;
        reach(browser, "/code", &json!({ "code": code, "remember": false }), "entered").map(drop)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> Result<std::sync::MutexGuard<'_, T>> {
    mutex.lock().map_err(|_| anyhow!("another client failed"))
}

fn reach(browser: &mut Browser, path: &str, body: &Value, expected: &str) -> Result<Value> {
    let step = browser.post(&format!("{SIGN_IN}{path}"), body)?;
    if step["step"] != expected {
        bail!("{path} led to {step} and not to `{expected}`");
    }
    Ok(step)
}

fn head() -> String {
    format!(
        "bare: {}, one block of memory used again\n\
         each part on core {}, {CLIENTS} clients on another; \"more\": on top of the hash, by the clock beside \
         the bare ones, and by the processor time of the server's own hashes\n\n\
         round     bare/s    password/s   of bare     more    (cpu)   with app/s   of bare     more    (cpu)",
        hashes::KERNEL,
        crate::server::CORE
    )
}

fn line(name: &str, Round { bare, password, app }: &Round) -> String {
    let part =
        |whole: &Work| columns(whole.rate(), whole.rate() / bare.rate(), overhead(bare, whole));
    format!("{name:<7}{:>9.1}{}{}", bare.rate(), part(password), part(app))
}

fn columns(rate: f64, ratio: f64, (wall, cpu): (f64, f64)) -> String {
    format!("{rate:>14.1}{ratio:>10.3}{wall:>7.1} %{cpu:>7.1} %")
}

/// The medians; those of ratios are of the ratios of each round.
fn summary(rounds: &[Round]) -> String {
    let over = |pick: &dyn Fn(&Round) -> f64| median(rounds.iter().map(pick));
    let part = |pick: fn(&Round) -> &Work| {
        let ratio = over(&|round| pick(round).rate() / round.bare.rate());
        let wall = over(&|round| overhead(&round.bare, pick(round)).0);
        let cpu = over(&|round| overhead(&round.bare, pick(round)).1);
        columns(over(&|round| pick(round).rate()), ratio, (wall, cpu))
    };
    let each = |pick: fn(&Round) -> &Work| over(&|round| pick(round).cpu_each());
    format!(
        "median {:>9.1}{}{}\n\nprocessor time, ms: {:.2} a hash, {:.2} a sign-in by password, {:.2} with an \
         app (each includes its hash)",
        over(&|round| round.bare.rate()),
        part(|round| &round.password),
        part(|round| &round.app),
        each(|round| &round.bare),
        each(|round| &round.password),
        each(|round| &round.app),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_is_of_the_round_in_the_middle() {
        let work = |count| Work { count, wall: 1.0, cpu: 0.5, hashing: 0.4 };
        let round = |bare, password, app| Round {
            bare: work(bare),
            password: work(password),
            app: work(app),
        };
        let text = summary(&[round(100, 50, 25), round(100, 96, 90), round(100, 99, 98)]);
        let middle = line("median", &round(100, 96, 90));
        let numbers = |text: &str| {
            let words = text.lines().next().unwrap_or_default().split_whitespace();
            words.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(numbers(&text), numbers(&middle));
    }
}
