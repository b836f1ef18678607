//! Mail by SMTP.

use std::sync::{Arc, Mutex, PoisonError};

use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor,
    message::{Mailbox, header::ContentType},
};
use serde::{Deserialize, Serialize};
use vestibule_shared::text::Language;

use super::SendError;

/// A mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// Names the mail; the same at every try, and part of its `Message-ID`.
    pub id: String,
    /// The address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// What it says, as plain text.
    pub text: String,
    /// In which language.
    pub lang: Language,
    /// What for, as `account_created`.
    pub purpose: String,
}

/// Sends mail.
#[derive(Clone)]
pub enum MailGateway {
    /// To an SMTP server.
    Smtp {
        /// Keeps its connections.
        transport: Box<AsyncSmtpTransport<Tokio1Executor>>,
        /// The sender.
        from: Mailbox,
        /// The part of the `Message-ID` after the `@`.
        host: String,
    },
    /// To the virtual mailbox.
    #[cfg(feature = "dev")]
    VirtualMailbox(Arc<crate::dev::Dev>, crate::clock::Clock),
    /// Nowhere: for unit tests, which read it.
    Recorder(Arc<Mutex<Vec<Mail>>>),
    /// None is configured.
    Absent,
}

impl MailGateway {
    /// An SMTP server by its URL.
    pub fn smtp(url: &str, from: &str, host: &str) -> anyhow::Result<Self> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?
            .timeout(Some(std::time::Duration::from_secs(10)))
            .build();
        Ok(Self::Smtp {
            transport: Box::new(transport),
            from: from.parse()?,
            host: host.to_owned(),
        })
    }

    /// Says hello to the server, with name and password where there are any, and sends nothing.
    ///
    /// # Errors
    /// What it answers instead.
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
