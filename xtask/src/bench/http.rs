//! One browser on one persistent connection: just enough HTTP/1.1 to send requests as the app's
//! pages do, and so little that the load costs its core next to nothing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
/// No request waits longer, and the server never makes it.
const PATIENCE: Duration = Duration::from_secs(30);

/// A browser.
pub(crate) struct Browser {
    stream: BufReader<TcpStream>,
    host: String,
    cookies: BTreeMap<String, String>,
    /// The address that a proxy in front would report; empty without one.
    pub(crate) forwarded: String,
    /// More headers of each request, a line each.
    pub(crate) headers: String,
}

/// The server's answer.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: u16,
    /// Whether it says when to try again.
    pub(crate) says_when: bool,
    /// Where it leads; empty where it does not.
    pub(crate) location: String,
    body: Vec<u8>,
}

impl Answer {
    /// The body.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body of a successful answer.
    pub(crate) fn value(&self) -> Result<Value> {
        if self.status != 200 {
            bail!("answered {}: {}", self.status, self.text());
        }
        serde_json::from_slice(&self.body).context("an answer that is no JSON")
    }
}

impl Browser {
    /// Connects to `localhost:PORT`.
    pub(crate) fn open(host: &str) -> Result<Self> {
        let (stream, host) = (connect(host)?, host.to_owned());
        let (forwarded, headers) = (String::new(), String::new());
        Ok(Self { stream, host, cookies: BTreeMap::new(), forwarded, headers })
    }

    /// Connects again: the server closes a connection that is idle for ten seconds.
    pub(crate) fn reconnect(&mut self) -> Result<()> {
        self.stream = connect(&self.host)?;
        Ok(())
    }

    /// Discards the cookies: the next request comes from a new browser.
    pub(crate) fn forget(&mut self) {
        self.cookies.clear();
    }

    /// Sends a GET request.
    pub(crate) fn get(&mut self, path: &str) -> Result<Value> {
        let answer = self.send("GET", path, "")?;
        answer.value().with_context(|| format!("GET {path}"))
    }

    /// Sends a POST request.
    pub(crate) fn post(&mut self, path: &str, body: &Value) -> Result<Value> {
        let answer = self.send("POST", path, &body.to_string())?;
        answer.value().with_context(|| format!("POST {path}"))
    }

    /// Sends a request; the answer may be a refusal. A body that is no JSON is a form.
    pub(crate) fn send(&mut self, method: &str, path: &str, body: &str) -> Result<Answer> {
        let (host, length, more) = (&self.host, body.len(), &self.headers);
        let is_form = !body.is_empty() && !body.starts_with('{');
        let kind = if is_form { "application/x-www-form-urlencoded" } else { "application/json" };
        let mut text = format!(
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\norigin: http://{host}\r\nx-vestibule: 1\r\n\
             user-agent: {AGENT}\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n{more}"
        );
        if !self.forwarded.is_empty() {
            write!(text, "x-forwarded-for: {}\r\n", self.forwarded)?;
        }
        let pairs: Vec<String> = self.cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
        if !pairs.is_empty() {
            write!(text, "cookie: {}\r\n", pairs.join("; "))?;
        }
        write!(text, "\r\n{body}")?;
        self.stream.get_mut().write_all(text.as_bytes())?;
        self.receive()
    }

    fn receive(&mut self) -> Result<Answer> {
        let (mut line, mut length, mut says_when) = (String::new(), 0, false);
        let mut location = String::new();
        self.stream.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|word| word.parse().ok());
        let status = status.with_context(|| format!("no answer but `{}`", line.trim()))?;
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            let value = value.trim_start();
            match name {
                "content-length" => length = value.parse().context("content-length")?,
                "retry-after" => says_when = true,
                "location" => value.clone_into(&mut location),
                "set-cookie" => keep(&mut self.cookies, value),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(Answer { status, says_when, location, body })
    }
}

fn connect(host: &str) -> Result<BufReader<TcpStream>> {
    let address = host.replace("localhost", "127.0.0.1");
    let stream = TcpStream::connect(address).with_context(|| format!("connecting to {host}"))?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(BufReader::new(stream))
}

/// Keeps a cookie, or throws away the one that the server takes back.
fn keep(cookies: &mut BTreeMap<String, String>, set: &str) {
    let pair = set.split(';').next().unwrap_or_default();
    let Some((name, value)) = pair.split_once('=') else { return };
    if value.is_empty() {
        cookies.remove(name);
    } else {
        cookies.insert(name.to_owned(), value.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn cookies_come_and_go() {
        let mut cookies = BTreeMap::new();
        keep(&mut cookies, "__Host-session=abc=; Path=/; Secure");
        keep(&mut cookies, "__Host-visit=x; Path=/");
        keep(&mut cookies, "__Host-visit=; Max-Age=0");
        assert_eq!(cookies, [("__Host-session".to_owned(), "abc=".to_owned())].into());
    }

    #[test]
    fn a_refusal_is_read_to_its_end_and_the_connection_used_again() {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = format!("localhost:{}", server.local_addr().unwrap().port());
        let answering = std::thread::spawn(move || {
            let (mut stream, _) = server.accept().unwrap();
            for status in ["503 Busy\r\nretry-after: 2", "200 OK"] {
                let mut seen = Vec::new();
                while !seen.ends_with(b"\r\n\r\n") {
                    let mut byte = [0];
                    stream.read_exact(&mut byte).unwrap();
                    seen.extend(byte);
                }
                write!(stream, "HTTP/1.1 {status}\r\ncontent-length: 2\r\n\r\n{{}}").unwrap();
            }
        });
        let mut browser = Browser::open(&host).unwrap();
        let refused = browser.send("GET", "/", "").unwrap();
        assert_eq!((refused.status, refused.says_when), (503, true));
        assert!(refused.value().is_err());
        assert_eq!(browser.get("/").unwrap(), serde_json::json!({}));
        answering.join().unwrap();
    }
}
