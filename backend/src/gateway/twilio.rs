//! Twilio's REST interface, which several telephone companies provide: a form over HTTP with basic
//! authentication. It accepts the same message twice, so a message is handed over again only if it
//! certainly was not taken.

mod signature;
mod twiml;

use serde::Deserialize;

pub use self::{
    signature::{SIGNATURE, is_signed, sign},
    twiml::{HANG_UP, gather},
};
use super::{
    SendError, Taken,
    sms::Sms,
    tls,
    voice::Call,
    webhook::{CONNECT_PATIENCE, PATIENCE, refusal, unanswered},
};

/// The longest answer that is read, in bytes.
const MOST_BYTES: usize = 64 * 1024;
/// The path to which it reports on a text message; `id` in the query is the message.
pub const MESSAGES_PATH: &str = "/api/gateway/twilio/messages";
/// The path that it requests for the text of an answered call.
pub const CALLS_PATH: &str = "/api/gateway/twilio/calls";
/// The path to which it posts the keys that were pressed.
pub const KEYS_PATH: &str = "/api/gateway/twilio/keys";
/// The path to which it reports the status of a call.
pub const STATUS_PATH: &str = "/api/gateway/twilio/status";

/// The operator's settings of an account there.
#[derive(Clone, Debug)]
pub struct Access<'a> {
    /// The identifier of the account.
    pub account: &'a str,
    /// Its secret.
    pub token: &'a str,
    /// The address of the interface, such as `https://api.twilio.com`.
    pub api: &'a str,
    /// Our origin, to which reports are sent.
    pub origin: &'a str,
}

/// An account at a telephone company.
#[derive(Clone)]
pub struct Twilio {
    client: reqwest::Client,
    account: String,
    token: String,
    api: String,
    origin: String,
    /// A number, or the name of a messaging service.
    from: String,
}

/// Its answer: the name of the message it took, or why it did not.
#[derive(Deserialize)]
struct Answer {
    sid: Option<String>,
    code: Option<i64>,
}

impl Twilio {
    /// Makes an account that sends and calls from a number; a request times out after 10 s.
    ///
    /// # Errors
    /// The setting that is invalid.
    pub fn new(access: &Access<'_>, from: &str) -> anyhow::Result<Self> {
        let is_plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        anyhow::ensure!(
            !access.account.is_empty() && is_plain(access.account) && !access.token.is_empty(),
            "TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN go together"
        );
        let api = access.api.trim_end_matches('/');
        anyhow::ensure!(
            reqwest::Url::parse(api).is_ok_and(|url| matches!(url.scheme(), "http" | "https")),
            "TWILIO_API_URL: write https://HOST"
        );
        let client = tls::http_client()?
            .connect_timeout(CONNECT_PATIENCE)
            .timeout(PATIENCE)
            // A kept connection that closes during a request leaves open whether it was read.
            .pool_max_idle_per_host(0)
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self {
            client,
            account: access.account.to_owned(),
            token: access.token.to_owned(),
            api: api.to_owned(),
            origin: access.origin.to_owned(),
            from: from.to_owned(),
        })
    }

    /// Hands a text message over.
    pub async fn send(&self, sms: &Sms) -> Result<Taken, SendError> {
        let from = if self.from.starts_with("MG") { "MessagingServiceSid" } else { "From" };
        let callback = self.callback(MESSAGES_PATH, &sms.id);
        let form = [
            ("To", sms.to.as_str()),
            (from, &self.from),
            ("Body", &sms.text),
            ("StatusCallback", &callback),
        ];
        self.post("Messages.json", &form).await
    }

    /// Hands a call over. An answering machine is detected while the text is being said, so that
    /// the person does not hear silence.
    pub async fn place(&self, call: &Call) -> Result<Taken, SendError> {
        let answer = self.callback(CALLS_PATH, &call.id);
        let status = self.callback(STATUS_PATH, &call.id);
        let ring_seconds = call.ring_seconds.to_string();
        let mut form = vec![
            ("To", call.to.as_str()),
            ("From", &self.from),
            ("Url", &answer),
            ("Method", "POST"),
            ("Timeout", &ring_seconds),
            ("MachineDetection", "Enable"),
            ("AsyncAmd", "true"),
            ("AsyncAmdStatusCallback", &status),
            ("StatusCallback", &status),
        ];
        let events = ["ringing", "answered", "completed"];
        form.extend(events.map(|event| ("StatusCallbackEvent", event)));
        self.post("Calls.json", &form).await
    }

    /// Requests the account and sends nothing.
    ///
    /// # Errors
    /// As a message would meet them.
    pub async fn greet(&self) -> Result<(), SendError> {
        let request =
            self.client.get(self.url(".json")).basic_auth(&self.account, Some(&self.token));
        match request.send().await.map_err(unanswered)?.status().as_u16() {
            200..=299 => Ok(()),
            status => Err(refusal("the account", status)),
        }
    }

    async fn post(&self, what: &str, form: &[(&str, &str)]) -> Result<Taken, SendError> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = self.client.post(self.url(&format!("/{what}")));
        let request = request
            .basic_auth(&self.account, Some(&self.token))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        let mut answer = request.send().await.map_err(unanswered)?;
        let status = answer.status().as_u16();
        // A success whose body was lost is still a success.
        let mut said = vec![];
        while let Ok(Some(chunk)) = answer.chunk().await
            && said.len() < MOST_BYTES
        {
            said.extend_from_slice(&chunk);
        }
        let said: Option<Answer> = serde_json::from_slice(&said).ok();
        match status {
            200..=299 => Ok(said.and_then(|it| it.sid).map_or(Taken::Accepted, Taken::As)),
            status => Err(judge(status, said.and_then(|it| it.code))),
        }
    }

    fn callback(&self, path: &str, id: &str) -> String {
        format!("{}{path}?id={id}", self.origin)
    }

    fn url(&self, rest: &str) -> String {
        format!("{}/2010-04-01/Accounts/{}{rest}", self.api, self.account)
    }
}

/// Returns what a refusal means. Its text is not repeated: it quotes the number.
fn judge(status: u16, code: Option<i64>) -> SendError {
    let why = match code {
        Some(code) => format!("Twilio answered {status}, error {code}"),
        None => format!("Twilio answered {status}"),
    };
    match code {
        // The allowed destinations, the sender's number and an empty balance are for the operator
        // to correct.
        Some(20003 | 20005 | 21408 | 21603 | 21606 | 21612 | 21659 | 21660 | 21703 | 21704) => {
            SendError::Unfit(why)
        }
        _ => match refusal("Twilio", status) {
            // An error on their side, before or after they accepted the message.
            _ if status == 500 => SendError::Unknown(why),
            SendError::Refused(_) => SendError::Refused(why),
            SendError::Unfit(_) => SendError::Unfit(why),
            SendError::Later(_) => SendError::Later(why),
            SendError::Unknown(_) => SendError::Unknown(why),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_of_the_message_of_the_account_of_the_moment_or_unclear() {
        for (status, code, expected) in [
            (400, Some(21211), "refused"),
            (400, Some(21614), "refused"),
            (400, Some(21610), "refused"),
            (400, Some(21606), "not by this gateway"),
            (400, Some(21408), "not by this gateway"),
            (401, Some(20003), "not by this gateway"),
            (401, None, "not by this gateway"),
            (404, Some(20404), "not by this gateway"),
            (429, Some(20429), "not now"),
            (500, Some(20500), "nobody knows"),
            (503, None, "not now"),
            (502, None, "nobody knows"),
            (504, None, "nobody knows"),
        ] {
            let said = judge(status, code).to_string();
            assert!(said.starts_with(expected), "{status} {code:?}: {said}");
        }
    }

    #[test]
    fn what_is_set_wrongly_is_reported() {
        let access = Access {
            account: "AC0123456789abcdef0123456789abcdef",
            token: "a token of thirty-two characters",
            api: "https://api.example/",
            origin: "https://portal.example",
        };
        let twilio = Twilio::new(&access, "+3228888888").unwrap();
        let url = "https://api.example/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/A";
        assert_eq!(twilio.url("/A"), url);
        for wrong in [
            Access { account: "", ..access },
            Access { account: "AC/../x", ..access },
            Access { token: "", ..access },
            Access { api: "api.example", ..access },
        ] {
            assert!(Twilio::new(&wrong, "+3228888888").is_err(), "{wrong:?}");
        }
    }
}
