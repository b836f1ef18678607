//! Mail by SMTP.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::anyhow;
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor,
    message::{
        Mailbox,
        header::{ContentType, HeaderName, HeaderValue},
    },
};
use serde::{Deserialize, Serialize};
use vestibule_shared::text::Language;

use super::SendError;

/// A mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// The identifier of the mail; the same at every try, and part of its `Message-ID`.
    pub id: String,
    /// The address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The content, as plain text.
    pub text: String,
    /// The language.
    pub lang: Language,
    /// The purpose, such as `account_created`.
    pub purpose: String,
}

/// Sends mail.
#[derive(Clone)]
pub enum MailGateway {
    /// To an SMTP server.
    Smtp {
        /// Keeps its connections open.
        transport: Box<AsyncSmtpTransport<Tokio1Executor>>,
        /// The sender.
        from: Mailbox,
        /// The part of the `Message-ID` after the `@`.
        host: String,
    },
    /// To the virtual mailbox.
    #[cfg(feature = "dev")]
    VirtualMailbox(Arc<crate::gateway::devices::Devices>, crate::system::clock::Clock),
    /// To a list: for unit tests, which read it.
    Recorder(Arc<Mutex<Vec<Mail>>>),
    /// Mail is not configured.
    Absent,
}

impl MailGateway {
    /// Makes an SMTP gateway from its URL.
    ///
    /// # Errors
    /// The setting that cannot be used, and what is allowed; its value may be a secret and is not
    /// shown.
    pub fn smtp(url: &str, from: &str, host: &str) -> anyhow::Result<Self> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|why| anyhow!("SMTP_URL: {why}: write smtp://HOST:PORT, smtps://USER:PASSWORD@HOST or \
                smtp://USER:PASSWORD@HOST:PORT?tls=required, with %40 for an @ in a name or password"))?
            .timeout(Some(std::time::Duration::from_secs(10)))
            .build();
        let from =
            from.parse().map_err(|_| anyhow!("MAIL_FROM is {from:?}: {}", why_no_sender(from)))?;
        Ok(Self::Smtp { transport: Box::new(transport), from, host: host.to_owned() })
    }

    /// Greets the server, with name and password where they are set, and sends nothing.
    ///
    /// # Errors
    /// The server's answer, if it refuses.
    pub async fn greet(&self) -> Result<(), String> {
        let Self::Smtp { transport, .. } = self else { return Ok(()) };
        match transport.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err("the mail server does not greet".into()),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Hands a mail over.
    pub async fn send(&self, mail: &Mail) -> Result<(), SendError> {
        match self {
            Self::Smtp { transport, from, host } => {
                let refused = |e: &dyn std::fmt::Display| SendError::Refused(e.to_string());
                let to = mail.to.parse::<Mailbox>().map_err(|e| refused(&e))?;
                let message = lettre::Message::builder()
                    .from(from.clone())
                    .to(to)
                    .subject(&mail.subject)
                    .message_id(Some(format!("<{}@{host}>", mail.id)))
                    .header(ContentType::TEXT_PLAIN)
                    .raw_header(nobody_wrote_it())
                    .body(mail.text.clone())
                    .map_err(|e| refused(&e))?;
                match transport.send(message).await {
                    Ok(_) => Ok(()),
                    Err(error) if error.is_permanent() => Err(refused(&error)),
                    Err(error) => Err(SendError::Later(error.to_string())),
                }
            }
            #[cfg(feature = "dev")]
            Self::VirtualMailbox(dev, clock) => {
                dev.inbox.mail(mail, clock.now());
                Ok(())
            }
            Self::Recorder(sent) => {
                sent.lock().unwrap_or_else(PoisonError::into_inner).push(mail.clone());
                Ok(())
            }
            Self::Absent => Err(SendError::Refused("SMTP_URL is not set".into())),
        }
    }
}

/// Returns the header that marks automatic mail, so that no machine answers: neither "out of
/// office" nor another loop (RFC 3834 5).
fn nobody_wrote_it() -> HeaderValue {
    let name = HeaderName::new_from_ascii_str("Auto-Submitted");
    HeaderValue::new(name, "auto-generated".into())
}

/// Characters with a meaning in a header, unless they are in quotation marks (RFC 5322 3.2.3).
const SPECIAL: [(char, &str); 11] = [
    (',', "a comma"),
    (':', "a colon"),
    (';', "a semicolon"),
    ('(', "a bracket"),
    (')', "a bracket"),
    ('[', "a square bracket"),
    (']', "a square bracket"),
    ('<', "a pointed bracket"),
    ('>', "a pointed bracket"),
    ('@', "an @"),
    ('"', "a quotation mark"),
];

/// Explains why a text is not a valid sender, and what is allowed.
fn why_no_sender(from: &str) -> String {
    const ALLOWED: &str =
        "write an address, or NAME <ADDRESS>, as Portal <no-reply@portal.example>";
    let name = from.rsplit_once('<').map(|(name, _)| name.trim());
    let Some(name) = name.filter(|name| !is_quoted(name)) else { return ALLOWED.into() };
    let special = SPECIAL.iter().find(|(character, _)| name.contains(*character));
    special.map_or_else(
        || ALLOWED.into(),
        |(_, what)| {
            let plain = name.replace(['"', '\\'], "");
            format!(
                "the name holds {what}, so that it has to be in quotation marks: write \"{plain}\" <ADDRESS>"
            )
        },
    )
}

fn is_quoted(name: &str) -> bool {
    name.len() > 1 && name.starts_with('"') && name.ends_with('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "smtp://127.0.0.1:1";

    fn error(url: &str, from: &str) -> String {
        MailGateway::smtp(url, from, "portal.example").err().map(|it| it.to_string()).unwrap()
    }

    #[test]
    fn a_sender_whose_name_needs_quotation_marks_is_refused_with_its_reason() {
        for (name, what) in [
            ("Ziekenhuis, Noord", "a comma"),
            ("Portal: care", "a colon"),
            ("Portal; care", "a semicolon"),
            ("Portal (care)", "a bracket"),
            ("Portal [care]", "a square bracket"),
            ("care@portal", "an @"),
        ] {
            let said = error(URL, &format!("{name} <no-reply@portal.example>"));
            assert!(said.starts_with("MAIL_FROM ") && said.contains(what), "{said}");
            assert!(said.contains(&format!("write \"{name}\" <ADDRESS>")), "{said}");
            let quoted = format!("\"{name}\" <no-reply@portal.example>");
            assert!(MailGateway::smtp(URL, &quoted, "portal.example").is_ok(), "{quoted}");
        }
        for name in ["Hôpital Érasme", "O'Neill & Söhne", "Portal - care"] {
            let from = format!("{name} <no-reply@portal.example>");
            assert!(MailGateway::smtp(URL, &from, "portal.example").is_ok(), "{name}");
        }
    }

    #[test]
    fn what_is_no_sender_and_no_server_is_named_apart_with_what_is_allowed() {
        for from in ["", "Portal", "no-reply@", "Portal <no-reply>", "Portal <a@b.example", "a@b c"]
        {
            let said = error(URL, from);
            assert!(said.starts_with("MAIL_FROM ") && said.contains("<ADDRESS>"), "{said}");
        }
        for url in ["mail.example", "http://mail.example", "smtp:", "smtp://user:s3cret@:x"] {
            let said = error(url, "no-reply@portal.example");
            assert!(said.starts_with("SMTP_URL: ") && said.contains("smtp://HOST:PORT"), "{said}");
            assert!(!said.contains("s3cret"), "{said}");
        }
    }
}
