//! The webhook worker: what was queued with a change is posted after the change was committed, at least once, signed with the
//! site's secret. A receiver that is slow or dead holds up nobody else's for longer than one attempt.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::future::join_all;
use hmac::{Hmac, KeyInit, Mac};
use jiff::SignedDuration;
use jiff::Timestamp;
use roamline_store::clock::Clock;
use roamline_store::site_alerts::{self, Delivery};
use roamline_store::{StoreError, Urgency};
use sha2::Sha256;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::database::Store;
use crate::delivery::{self, Patience, Queue};

/// How many are posted at a time.
const BATCH: i64 = 20;
/// How long a receiver may take.
const STEP: Duration = Duration::from_secs(10);
/// How soon what did not work is tried again.
const PATIENCE: Patience = Patience {
    pause: Duration::from_secs(15),
    first_wait: SignedDuration::from_secs(2),
    longest_wait: SignedDuration::from_mins(10),
};
/// After so many, about a day, it is given up.
const ATTEMPTS: i64 = 150;
/// The field that proves who posts: `t=` seconds since 1970, `v1=` HMAC-SHA-256 with the secret over the seconds, a full stop
/// and the body, in hexadecimal digits.
const SIGNATURE: &str = "roamline-signature";

/// Posts.
#[derive(Clone)]
pub(crate) struct Poster(Option<reqwest::Client>);

impl Poster {
    /// Follows no redirects: what is posted goes where the administrator said, and nowhere else. Where the system's
    /// certificates cannot be read, nothing is posted until the server is started anew.
    pub(crate) fn new() -> Self {
        // Whoever was first has installed the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .timeout(STEP)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("roamline/", env!("CARGO_PKG_VERSION")))
            .build()
            .inspect_err(|error| tracing::error!(%error, "webhooks cannot be posted from this computer"));
        Self(client.ok())
    }

    /// Tells whether it need not be tried again.
    async fn post(&self, delivery: &Delivery, now: Timestamp) -> bool {
        // The site has no webhook any more.
        let Some((url, secret)) = &delivery.webhook else { return true };
        let Some(client) = &self.0 else { return false };
        let request = client
            .post(url)
            .header("content-type", "application/json")
            .header("roamline-delivery", delivery.id.to_string())
            .header(SIGNATURE, signature(secret, now, &delivery.body))
            .body(delivery.body.clone());
        match request.send().await {
            Ok(answer) if answer.status().is_success() => true,
            Ok(answer) => {
                tracing::warn!(delivery = %delivery.id, status = %answer.status(), "a webhook was refused");
                false
            }
            Err(error) => {
                let error = error.without_url();
                tracing::warn!(delivery = %delivery.id, %error, "a webhook was not reached");
                false
            }
        }
    }
}

/// What proves that a body is from here, and from when.
fn signature(secret: &str, now: Timestamp, body: &str) -> String {
    let seconds = now.as_second();
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(format!("{seconds}.{body}").as_bytes());
    let digits: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={seconds},v1={digits}")
}

/// Posts what is queued, now and whenever there is more, until `shutdown`.
pub(crate) async fn run(store: Store, clock: Clock, poster: Poster, shutdown: CancellationToken) {
    delivery::run(Worker { store, clock, poster, unsaved: HashMap::new() }, shutdown).await;
}

struct Worker {
    store: Store,
    clock: Clock,
    poster: Poster,
    /// Whether attempts that the store could not write down were the last ones: what was taken is not posted once more
    /// because the disk is full. At most one batch.
    unsaved: HashMap<Uuid, bool>,
}

impl Queue for Worker {
    const NAME: &'static str = "webhooks";

    async fn deliver_due(&mut self, shutdown: &CancellationToken) -> Result<Duration, StoreError> {
        loop {
            let mut reader = self.store.read_for_emergency().await?;
            let due = site_alerts::due(&mut reader, self.clock.now(), BATCH).await?;
            drop(reader);
            if due.is_empty() || shutdown.is_cancelled() {
                break;
            }
            let now = self.clock.now();
            let attempts = due.iter().map(async |delivery| match self.unsaved.get(&delivery.id) {
                Some(is_over) => *is_over,
                None => self.poster.post(delivery, now).await,
            });
            let over = join_all(attempts).await;
            self.unsaved = due.iter().map(|delivery| delivery.id).zip(over.iter().copied()).collect();
            self.note(&due, &over).await?;
            self.unsaved.clear();
        }
        let next = site_alerts::next_turn(&mut *self.store.read_for_emergency().await?).await?;
        Ok(delivery::until(next, self.clock.now()))
    }

    async fn woken(&self) {
        self.store.wakers().webhooks().await;
    }

    fn pause(&self) -> Duration {
        PATIENCE.pause
    }
}

impl Worker {
    async fn note(&self, due: &[Delivery], over: &[bool]) -> Result<(), StoreError> {
        let mut tx = self.store.write_as(Urgency::Emergency, None).await?;
        for (delivery, &is_over) in due.iter().zip(over) {
            let attempts = delivery.attempts + 1;
            if !is_over && attempts < ATTEMPTS {
                let until = self.clock.now() + PATIENCE.wait_after(attempts);
                site_alerts::postpone(&mut tx, delivery.id, until).await?;
                continue;
            }
            if !is_over {
                tracing::error!(delivery = %delivery.id, attempts, "a webhook is given up");
            }
            site_alerts::remove(&mut tx, delivery.id).await?;
        }
        tx.commit().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_is_tried_often_at_first_and_for_a_day() {
        let waits: Vec<_> = (1..=11).map(|n| PATIENCE.wait_after(n).as_secs()).collect();
        assert_eq!(waits, [2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]);
        let total: i64 = (1..ATTEMPTS).map(|n| PATIENCE.wait_after(n).as_secs()).sum();
        assert!((23 * 3_600..25 * 3_600).contains(&total), "{total}");
    }

    #[test]
    fn a_signature_is_what_others_compute() {
        // printf '0.{}' | openssl dgst -sha256 -hmac secret
        let expected = "t=0,v1=4bbe8d39de1ffea42cffafb4727e02f761bef8ed2886b51575ce417d542e918f";
        assert_eq!(signature("secret", Timestamp::UNIX_EPOCH, "{}"), expected);
        assert_ne!(signature("other", Timestamp::UNIX_EPOCH, "{}"), expected);
    }
}
