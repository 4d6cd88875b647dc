//! The mail worker: what was queued with a change leaves after the change was committed, at least once, however often
//! the server is started anew in between. Addresses never get into the log.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::transport::smtp;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use roamline_store::clock::Clock;
use roamline_store::mail::{self, OutgoingMail, Priority};
use roamline_store::{Reader, StoreError, Urgency};
use tokio::io::AsyncWriteExt;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::config::Config;
use crate::database::Store;
use crate::delivery::{self, Patience, Queue};

/// How many mails are taken from the queue at a time.
const BATCH: i64 = 20;
/// How long the SMTP server may take for one step.
const STEP: Duration = Duration::from_secs(30);
/// Longest wait between two attempts.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(1);
/// A mail is given up after so many attempts, about three days (RFC 5321 section 4.5.4.1 asks for days).
const ATTEMPTS: i64 = 80;
/// One that is refused for good is tried again all the same, for about an hour, since a mistake in the mail server's
/// set-up looks just like that.
const REFUSALS: i64 = 8;

/// How soon what did not work is tried again.
fn patience(priority: Priority) -> Patience {
    let (pause, first_wait) = match priority {
        Priority::Emergency => (2, 2),
        Priority::Ordinary => (15, 30),
    };
    Patience {
        pause: Duration::from_secs(pause),
        first_wait: SignedDuration::from_secs(first_wait),
        longest_wait: LONGEST_WAIT,
    }
}

/// Why mail cannot be sent at all.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The SMTP server's URL is not one.
    #[error(
        "the SMTP server is given as smtp://HOST, smtps://USER:PASSWORD@HOST or smtp://HOST?tls=required"
    )]
    Url,
    /// The sender is not one.
    #[error("the sender of mail is given as an address, or as Name <address>")]
    Sender,
    /// Mail cannot be written to its folder.
    #[error("the folder for mail cannot be used")]
    Folder(#[from] std::io::Error),
}

/// Where mail goes.
enum Route {
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
    Folder(PathBuf),
}

/// Sends mail.
pub(crate) struct Post {
    route: Route,
    sender: Mailbox,
}

/// What came of an attempt.
#[derive(Debug, Clone, Copy)]
enum Outcome {
    Left,
    /// It can never leave.
    Hopeless,
    /// It may leave later. A refusal is the SMTP server's own word about this mail.
    Later {
        refused: bool,
    },
    /// Nothing can leave now.
    Unreachable,
}

impl Post {
    /// Sends through the SMTP server of the configuration, or writes to DATA/mail where there is none.
    ///
    /// # Errors
    /// [`MailError`] when sender, URL or folder cannot be used. Whether the SMTP server answers is not asked.
    pub(crate) async fn open(config: &Config) -> Result<Self, MailError> {
        let sender = config.mail_from.parse().map_err(|_| MailError::Sender)?;
        let route = match &config.smtp {
            Some(url) => {
                let builder =
                    AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| MailError::Url)?;
                Route::Smtp(Box::new(builder.timeout(Some(STEP)).build()))
            }
            None => {
                let folder = config.data.join("mail");
                tokio::fs::create_dir_all(&folder).await?;
                Route::Folder(folder)
            }
        };
        Ok(Self { route, sender })
    }

    async fn send(&self, mail: &OutgoingMail) -> Outcome {
        let Some(message) = self.message(mail) else {
            tracing::error!(mail = %mail.id, "a mail has no possible recipient and is dropped");
            return Outcome::Hopeless;
        };
        match &self.route {
            Route::Smtp(transport) => match transport.send(message).await {
                Ok(_) => Outcome::Left,
                Err(error) => failed(mail, &error),
            },
            Route::Folder(folder) => match write(folder, mail, &message.formatted()).await {
                Ok(()) => Outcome::Left,
                Err(error) => {
                    tracing::error!(mail = %mail.id, %error, "a mail could not be written");
                    Outcome::Unreachable
                }
            },
        }
    }

    fn message(&self, mail: &OutgoingMail) -> Option<Message> {
        let domain = self.sender.email.domain();
        Message::builder()
            .from(self.sender.clone())
            .to(Mailbox::new(None, mail.recipient.parse().ok()?))
            .subject(mail.subject.as_str())
            // The same with every attempt, so that one which arrives twice is recognised.
            .message_id(Some(format!("<{}@{domain}>", mail.id)))
            .header(ContentType::TEXT_PLAIN)
            .header(AutoSubmitted)
            .body(mail.body.clone())
            .ok()
    }
}

/// `Auto-Submitted: auto-generated` (RFC 3834 section 5): nobody's out-of-office note answers.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// What an SMTP server says often repeats the recipient's address, so only its code is logged.
fn failed(mail: &OutgoingMail, error: &smtp::Error) -> Outcome {
    let Some(code) = error.status() else {
        let error = error as &dyn std::error::Error;
        tracing::warn!(mail = %mail.id, error, "the SMTP server cannot be reached");
        return Outcome::Unreachable;
    };
    tracing::warn!(mail = %mail.id, %code, attempts = mail.attempts + 1, "the SMTP server refused a mail");
    Outcome::Later { refused: error.is_permanent() }
}

/// Whole or not at all: it appears in the folder under its own name when it is complete. The name begins with the time.
async fn write(folder: &Path, mail: &OutgoingMail, message: &[u8]) -> Result<(), std::io::Error> {
    let draft = folder.with_file_name(format!(".{}.eml", mail.id));
    let mut options = tokio::fs::OpenOptions::new();
    let mut file = options.create(true).write(true).truncate(true).mode(0o600).open(&draft).await?;
    file.write_all(message).await?;
    file.sync_all().await?;
    tokio::fs::rename(&draft, folder.join(format!("{}.eml", mail.id))).await
}

/// Sends what is queued with one priority, now and whenever there is more, until `shutdown`. What an emergency call has to
/// tell has a worker and a connection to the SMTP server of its own, and so waits for no other mail.
pub(crate) async fn run(
    store: Store,
    clock: Clock,
    post: Arc<Post>,
    priority: Priority,
    shutdown: CancellationToken,
) {
    let patience = patience(priority);
    let worker = Worker { store, clock, post, priority, patience, unsaved: HashMap::new() };
    delivery::run(worker, shutdown).await;
}

struct Worker {
    store: Store,
    clock: Clock,
    post: Arc<Post>,
    priority: Priority,
    patience: Patience,
    /// What came of attempts that the store could not write down, at most one batch of them: a mail that has left does not
    /// leave once more because the disk is full.
    unsaved: HashMap<Uuid, Outcome>,
}

impl Worker {
    async fn read(&self) -> Result<Reader, StoreError> {
        match self.priority {
            Priority::Emergency => self.store.read_for_emergency().await,
            Priority::Ordinary => self.store.read().await,
        }
    }
}

impl Queue for Worker {
    const NAME: &'static str = "mail";

    async fn deliver_due(&mut self, shutdown: &CancellationToken) -> Result<Duration, StoreError> {
        loop {
            let due = mail::due(&mut *self.read().await?, self.priority, self.clock.now(), BATCH).await?;
            if due.is_empty() {
                break;
            }
            for mail in due {
                // An attempt is not broken off, or a mail that has left could leave once more.
                if shutdown.is_cancelled() {
                    return Ok(self.patience.pause);
                }
                let outcome = match self.unsaved.remove(&mail.id) {
                    Some(outcome) => outcome,
                    None => self.post.send(&mail).await,
                };
                if let Err(error) = self.note(&mail, &outcome).await {
                    self.unsaved.insert(mail.id, outcome);
                    return Err(error);
                }
                if matches!(outcome, Outcome::Unreachable) {
                    return Ok(self.patience.pause);
                }
            }
        }
        let next = mail::next_turn(&mut *self.read().await?, self.priority).await?;
        Ok(delivery::until(next, self.clock.now()))
    }

    async fn woken(&self) {
        self.store.wakers().mail(self.priority).await;
    }

    fn pause(&self) -> Duration {
        self.patience.pause
    }
}

impl Worker {
    async fn note(&self, mail: &OutgoingMail, outcome: &Outcome) -> Result<(), StoreError> {
        let attempts = mail.attempts + 1;
        let is_over = match outcome {
            Outcome::Left | Outcome::Hopeless => true,
            Outcome::Later { refused: true } => attempts >= REFUSALS,
            Outcome::Later { refused: false } | Outcome::Unreachable => attempts >= ATTEMPTS,
        };
        let urgency = match self.priority {
            Priority::Emergency => Urgency::Emergency,
            Priority::Ordinary => Urgency::Ordinary,
        };
        let mut tx = self.store.write_as(urgency, None).await?;
        if is_over {
            if !matches!(outcome, Outcome::Left) {
                tracing::error!(mail = %mail.id, attempts, "a mail is given up");
            }
            mail::remove(&mut tx, mail.id).await?;
        } else {
            let until = self.clock.now() + self.patience.wait_after(attempts);
            mail::postpone(&mut tx, mail.id, until).await?;
        }
        tx.commit().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_an_hour() {
        let ordinary = patience(Priority::Ordinary);
        let minutes: Vec<_> = (1..=9).map(|n| ordinary.wait_after(n).as_secs() / 30).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 64, 120, 120]);
        assert_eq!(ordinary.wait_after(i64::MAX), LONGEST_WAIT);
        let alert = patience(Priority::Emergency);
        let seconds: Vec<_> = (1..=4).map(|n| alert.wait_after(n).as_secs()).collect();
        assert_eq!(seconds, [2, 4, 8, 16]);
    }

    #[test]
    fn a_mail_is_tried_for_days_and_a_refused_one_for_about_an_hour() {
        let total = |priority, attempts: i64| {
            (1..attempts).map(|n| patience(priority).wait_after(n).as_secs()).sum::<i64>()
        };
        for priority in [Priority::Ordinary, Priority::Emergency] {
            assert!((3 * 86_400 - 43_200..4 * 86_400).contains(&total(priority, ATTEMPTS)));
        }
        assert!((1_800..2 * 3_600).contains(&total(Priority::Ordinary, REFUSALS)));
    }
}
