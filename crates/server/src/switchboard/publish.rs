//! Writes down what the board has done: lines as they are now, with their events, and calls that are over.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use roamline_api::sync::EntityKey;
use roamline_domain::delegation::DelegateId;
use roamline_domain::shared_line::NoAnswer;
use roamline_store::{StoreError, desk_phones, emergency_calls, lines};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::board::{Board, News};
use crate::database::Store;
use crate::desk_phones::moves;
use crate::emergency::calls::record;
use crate::views;

/// How long to wait after the database failed.
const AGAIN: Duration = Duration::from_secs(1);

/// What waits to be written. Of a line that changes faster than it is written, only the latest state is.
#[derive(Debug, Default, Clone)]
pub(super) struct Outbox(Arc<(Mutex<News>, Notify)>);

impl Outbox {
    /// Adds what is to be written.
    pub(super) fn add(&self, news: News) {
        if news.is_empty() {
            return;
        }
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).add(news);
        self.0.1.notify_one();
    }

    fn take(&self) -> News {
        std::mem::take(&mut *self.0.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn put_back(&self, before: News) {
        let mut there = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        let later = std::mem::replace(&mut *there, before);
        there.add(later);
    }
}

/// Writes until told to stop, and then what is left.
pub(super) async fn run(store: Store, outbox: Outbox, public_url: String, stop: CancellationToken) {
    loop {
        let last = tokio::select! {
            () = outbox.0.1.notified() => false,
            () = stop.cancelled() => true,
        };
        let news = outbox.take();
        if !news.is_empty()
            && let Err(error) = write(&store, &public_url, &news).await
        {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the state of lines could not be written"
            );
            outbox.put_back(news);
            if !last {
                tokio::time::sleep(AGAIN).await;
                outbox.0.1.notify_one();
            }
        }
        if last {
            return;
        }
    }
}

/// Writes it in one transaction.
async fn write(store: &Store, public_url: &str, news: &News) -> Result<(), StoreError> {
    let mut tx = store.write(None).await?;
    let now = tx.now();
    for call in news.emergency_calls.values() {
        record::note(&mut tx, call).await?;
    }
    for (call, progress) in &news.lost_calls {
        record::close(&mut tx, *call, *progress).await?;
    }
    if let Some(at) = news.calls_go_on {
        emergency_calls::go_on(&mut tx, at).await?;
    }
    for (id, line) in &news.lines {
        let before = lines::viewers(&mut tx, *id).await?;
        let viewers = match line {
            Some(line) => {
                if lines::find(&mut tx, *id).await?.is_none() {
                    lines::insert(&mut tx, line, &NoAnswer::default(), now).await?;
                }
                let who = line.entitled().iter().map(|entitled| entitled.member);
                let holders = line.appearances().iter().filter_map(|appearance| appearance.holder());
                let people = views::lines::people(&mut tx, who.chain(holders).collect()).await?;
                let viewers = Board::viewers(line);
                lines::update(&mut tx, line, &people, &viewers, now).await?;
                viewers
            }
            None => {
                lines::delete(&mut tx, *id).await?;
                BTreeSet::new()
            }
        };
        for user in before.union(&viewers) {
            tx.touch(*user, EntityKey::Line(id.0));
        }
    }
    for entry in &news.notes {
        lines::note(&mut tx, entry).await?;
    }
    if let Some(places) = &news.places {
        for phone in desk_phones::set_places(&mut tx, places).await? {
            let Some(phone) = desk_phones::find(&mut tx, phone).await? else { continue };
            if let DelegateId::User(user) = phone.owner {
                tx.touch(user, EntityKey::DeskPhone(phone.id.0));
            }
            moves::seen(&mut tx, public_url, &phone).await?;
        }
    }
    tx.commit().await
}
