//! The virtual phone and mailbox: what the gateways would have sent and whom they would have called, one JSON line each in a file, so
//! that a message outlives the process that was handed it.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde::{Deserialize, Serialize};
use vestibule_shared::time::Timestamp;

use crate::gateway::{Message, mail::Mail, sms::Sms, voice::Call};

/// What the phone and the mailbox received.
///
/// The file is all there is: two processes that share it show the same messages.
pub struct Inbox(Mutex<PathBuf>);

/// A message that arrived.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Received {
    /// When.
    pub(crate) at: Timestamp,
    /// What, as the outbox knows it.
    #[serde(flatten)]
    pub(crate) message: Message,
}

impl Inbox {
    pub(crate) fn open(path: &Path) -> Self {
        Self(Mutex::new(path.to_owned()))
    }

    /// Receives a text message; once, however often it is delivered.
    pub fn sms(&self, sms: &Sms, at: Timestamp) {
        self.receive(&Received { at, message: Message::Sms(sms.clone()) });
    }

    /// Receives a mail; once, however often it is delivered.
    pub fn mail(&self, mail: &Mail, at: Timestamp) {
        self.receive(&Received { at, message: Message::Mail(mail.clone()) });
    }

    /// Receives a phone call; once, however often it is placed.
    pub fn voice(&self, call: &Call, at: Timestamp) {
        self.receive(&Received { at, message: Message::Voice(call.clone()) });
    }

    /// Every text message and mail that arrived, the oldest first.
    pub(crate) fn messages(&self) -> io::Result<Vec<Received>> {
        let mut all = read(&self.lock())?;
        all.retain(|it| !matches!(it.message, Message::Voice(_)));
        Ok(all)
    }

    /// Every call that arrived, the oldest first.
    pub(crate) fn calls(&self) -> io::Result<Vec<(Timestamp, Call)>> {
        let call = |it: Received| match it.message {
            Message::Voice(call) => Some((it.at, call)),
            Message::Sms(_) | Message::Mail(_) => None,
        };
        Ok(read(&self.lock())?.into_iter().filter_map(call).collect())
    }

    /// Throws everything away.
    pub(crate) fn clear(&self) -> io::Result<()> {
        fs::write(&*self.lock(), "")
    }

    fn receive(&self, received: &Received) {
        let path = self.lock();
        let stored = read(&path).and_then(|messages| {
            let known = messages.iter().any(|it| id(&it.message) == id(&received.message));
            if known { Ok(()) } else { append(&path, received) }
        });
        if let Err(error) = stored {
            tracing::error!(%error, "the dev inbox cannot be written; a message is lost");
        }
    }

    fn lock(&self) -> MutexGuard<'_, PathBuf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Which message it is; the sender gives the same name to every try.
fn id(message: &Message) -> &str {
    match message {
        Message::Sms(sms) => &sms.id,
        Message::Mail(mail) => &mail.id,
        Message::Voice(call) => &call.id,
    }
}

/// Every whole line; one that a kill cut short is no JSON, and was never acknowledged.
fn read(path: &Path) -> io::Result<Vec<Received>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Begins on a line of its own, whatever a kill left at the end of the file.
fn append(path: &Path, received: &Received) -> io::Result<()> {
    let mut line = vec![b'\n'];
    line.extend(serde_json::to_vec(received)?);
    line.push(b'\n');
    OpenOptions::new().create(true).append(true).open(path)?.write_all(&line)
}

#[cfg(test)]
mod tests {
    use vestibule_shared::text::Language;

    use super::*;
    use crate::tests::Folder;

    fn sms(id: &str) -> Sms {
        Sms {
            id: id.to_owned(),
            to: String::from("+32470000101"),
            text: String::from("123456 is your code"),
            lang: Language::En,
            purpose: String::from("activation"),
        }
    }

    #[test]
    fn a_message_arrives_once_and_outlives_the_process() {
        let folder = Folder::new("inbox-once");
        let path = folder.path().join("inbox.jsonl");
        let inbox = Inbox::open(&path);
        inbox.sms(&sms("1"), Timestamp(1));
        inbox.sms(&sms("1"), Timestamp(2));
        inbox.sms(&sms("2"), Timestamp(3));
        assert_eq!(inbox.messages().unwrap().len(), 2);
        let reopened = Inbox::open(&path);
        let arrived: Vec<_> = reopened.messages().unwrap().iter().map(|it| it.at.0).collect();
        assert_eq!(arrived, [1, 3]);
        reopened.sms(&sms("1"), Timestamp(4));
        assert_eq!(reopened.messages().unwrap().len(), 2);
        reopened.clear().unwrap();
        assert!(Inbox::open(&path).messages().unwrap().is_empty());
    }

    #[test]
    fn a_line_that_was_cut_short_hides_no_other() {
        let folder = Folder::new("inbox-cut");
        let path = folder.path().join("inbox.jsonl");
        Inbox::open(&path).sms(&sms("1"), Timestamp(1));
        let whole = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{whole}{}", &whole[..20])).unwrap();
        Inbox::open(&path).sms(&sms("2"), Timestamp(2));
        assert_eq!(Inbox::open(&path).messages().unwrap().len(), 2);
    }
}
