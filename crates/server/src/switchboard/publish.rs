//! Writes down what the board has done: emergency calls first and by themselves, then lines as they are now with their
//! events, and calls that are over. What cannot be written waits in memory until it can.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use roamline_api::sync::EntityKey;
use roamline_domain::delegation::DelegateId;
use roamline_domain::ids::{EmergencyCallId, LineId};
use roamline_domain::shared_line::Line;
use roamline_store::{StoreError, Urgency, desk_phones, emergency_calls, lines};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::board::Board;
use super::news::News;
use crate::batch_size::BatchSize;
use crate::database::{Store, Tx};
use crate::emergency::calls::call::EmergencyCall;
use crate::emergency::calls::record;
use crate::standing::moves;
use crate::views;

/// How long to wait after the database failed.
const AGAIN: Duration = Duration::from_secs(1);
/// So many lines or registrations are written at a time at most.
const MOST: usize = 32;
/// So many emergency calls wait at most: more than an organisation makes while somebody makes room on a disk.
const CALLS_MAX: usize = 10_000;
/// So many calls that are over wait at most to be noted in the lines' history. The oldest are forgotten first.
const NOTES_MAX: usize = 10_000;

/// What waits to be written. Of a call or line that changes faster than it is written, only the latest state is.
#[derive(Debug, Default, Clone)]
pub(super) struct Outbox(Arc<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    calls: Mutex<BTreeMap<EmergencyCallId, EmergencyCall>>,
    new_calls: Notify,
    news: Mutex<News>,
    new_news: Notify,
}

fn lock<T>(waiting: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic elsewhere leaves nothing half-done in here.
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Outbox {
    /// Adds what is to be written.
    pub(super) fn add(&self, mut news: News) {
        let calls = std::mem::take(&mut news.emergency_calls);
        if !calls.is_empty() {
            let mut there = lock(&self.0.calls);
            there.extend(calls);
            bound(&mut there, CALLS_MAX);
            drop(there);
            self.0.new_calls.notify_one();
        }
        if !news.is_empty() {
            let mut there = lock(&self.0.news);
            there.add(news);
            let too_many = there.notes.len().saturating_sub(NOTES_MAX);
            there.notes.drain(..too_many);
            drop(there);
            self.0.new_news.notify_one();
        }
    }

    fn take_calls(&self) -> BTreeMap<EmergencyCallId, EmergencyCall> {
        std::mem::take(&mut *lock(&self.0.calls))
    }

    /// What became of a call meanwhile counts.
    fn put_back_call(&self, call: EmergencyCall) {
        let mut there = lock(&self.0.calls);
        there.entry(call.id).or_insert(call);
        bound(&mut there, CALLS_MAX);
    }

    fn take_news(&self) -> News {
        std::mem::take(&mut *lock(&self.0.news))
    }

    fn put_back_news(&self, before: News) {
        let mut there = lock(&self.0.news);
        let later = std::mem::replace(&mut *there, before);
        there.add(later);
    }
}

/// Keeps at most so many. Tests go first, the oldest of them before others; then the oldest call that is over.
fn bound(calls: &mut BTreeMap<EmergencyCallId, EmergencyCall>, most: usize) {
    while calls.len() > most {
        let oldest = |of: &dyn Fn(&EmergencyCall) -> bool| {
            calls.values().filter(|call| of(call)).min_by_key(|call| call.at).map(|call| call.id)
        };
        let goes = oldest(&EmergencyCall::is_test)
            .or_else(|| oldest(&|call| call.progress.is_over()))
            .or_else(|| oldest(&|_| true));
        let Some(goes) = goes else { return };
        tracing::error!(call = %goes, "too many emergency calls wait to be written; this one is not");
        calls.remove(&goes);
    }
}

/// Writes until told to stop, and then what is left.
pub(super) async fn run(store: Store, outbox: Outbox, public_url: String, stop: CancellationToken) {
    tokio::join!(write_calls(&store, &outbox, &stop), async {
        let mut size = BatchSize::between(1, MOST);
        loop {
            let is_last = wait(&outbox.0.new_news, &stop).await;
            let news = outbox.take_news();
            if let Err((error, left)) = write_news(&store, &public_url, news, &mut size).await {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "the state of lines could not be written"
                );
                outbox.put_back_news(left);
                if !is_last {
                    tokio::time::sleep(AGAIN).await;
                    outbox.0.new_news.notify_one();
                }
            }
            if is_last {
                return;
            }
        }
    });
}

/// Waits for more. Tells whether it is the end.
async fn wait(more: &Notify, stop: &CancellationToken) -> bool {
    tokio::select! {
        () = more.notified() => false,
        () = stop.cancelled() => true,
    }
}

/// Each in a transaction of its own, so that none waits for another.
async fn write_calls(store: &Store, outbox: &Outbox, stop: &CancellationToken) {
    loop {
        let is_last = wait(&outbox.0.new_calls, stop).await;
        let mut has_failed = false;
        for call in outbox.take_calls().into_values() {
            if let Err(error) = write_call(store, &call).await {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    call = %call.id,
                    "an emergency call could not be written down yet"
                );
                outbox.put_back_call(call);
                has_failed = true;
            }
        }
        if is_last {
            return;
        }
        if has_failed {
            tokio::select! {
                () = tokio::time::sleep(AGAIN) => {}
                () = stop.cancelled() => {}
            }
            outbox.0.new_calls.notify_one();
        }
    }
}

async fn write_call(store: &Store, call: &EmergencyCall) -> Result<(), StoreError> {
    let mut tx = store.write_as(Urgency::Emergency, None).await?;
    record::note(&mut tx, call).await?;
    tx.commit().await
}

/// Writes a few lines at a time. What was not written is given back.
async fn write_news(
    store: &Store,
    public_url: &str,
    mut news: News,
    size: &mut BatchSize,
) -> Result<(), (StoreError, News)> {
    while !news.is_empty() {
        let part = news.take_part(size.get());
        match write_part(store, public_url, &part).await {
            Ok(lasted) => size.took(lasted),
            Err(error) => {
                let mut left = part;
                left.add(news);
                return Err((error, left));
            }
        }
    }
    Ok(())
}

/// Tells how long it was its turn.
async fn write_part(store: &Store, public_url: &str, news: &News) -> Result<Duration, StoreError> {
    let mut tx = store.write(None).await?;
    let began = Instant::now();
    for (call, progress) in &news.lost_calls {
        record::close(&mut tx, *call, *progress).await?;
    }
    if let Some(at) = news.calls_go_on {
        emergency_calls::go_on(&mut tx, at).await?;
    }
    for (id, line) in &news.lines {
        write_line(&mut tx, *id, line.as_ref()).await?;
    }
    for entry in &news.notes {
        lines::note(&mut tx, entry).await?;
    }
    for phone in desk_phones::set_registrations(&mut tx, &news.registrations).await? {
        let Some(phone) = desk_phones::find(&mut tx, phone).await? else { continue };
        if let DelegateId::User(user) = phone.owner {
            tx.touch(user, EntityKey::DeskPhone(phone.id.0));
        }
        moves::seen(&mut tx, public_url, &phone).await?;
    }
    tx.commit().await?;
    Ok(began.elapsed())
}

/// A line as it is now; none where it is gone.
async fn write_line(tx: &mut Tx, id: LineId, line: Option<&Line>) -> Result<(), StoreError> {
    let now = tx.now();
    let before = lines::viewers(tx, id).await?;
    let viewers = match line {
        Some(line) => {
            if lines::find(tx, id).await?.is_none() {
                lines::insert(tx, line, now).await?;
            }
            let who = line.entitled().iter().map(|entitled| entitled.member);
            let holders = line.appearances().iter().filter_map(|appearance| appearance.holder());
            let people = views::lines::people(tx, who.chain(holders).collect()).await?;
            let viewers = Board::viewers(line);
            lines::update(tx, line, &people, &viewers, now).await?;
            viewers
        }
        None => {
            lines::delete(tx, id).await?;
            BTreeSet::new()
        }
    };
    for user in before.union(&viewers) {
        tx.touch(*user, EntityKey::Line(id.0));
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use jiff::Timestamp;
    use roamline_domain::emergency_call::Progress;

    use super::*;

    fn call(at: i64, progress: Progress) -> EmergencyCall {
        EmergencyCall { at: Timestamp::from_second(at).unwrap(), ..EmergencyCall::example(progress) }
    }

    #[test]
    fn tests_make_room_for_calls_and_the_oldest_call_goes_last() {
        let oldest = call(1, Progress::Leaving);
        let over = call(2, Progress::Leaving.failed(Timestamp::UNIX_EPOCH));
        let tests = [call(3, Progress::Tested), call(4, Progress::Tested)];
        let mut calls: BTreeMap<_, _> =
            [&oldest, &over, &tests[0], &tests[1]].map(|call| (call.id, call.clone())).into();
        bound(&mut calls, 3);
        assert!(!calls.contains_key(&tests[0].id) && calls.contains_key(&tests[1].id));
        bound(&mut calls, 2);
        assert!(calls.contains_key(&oldest.id) && calls.contains_key(&over.id));
        bound(&mut calls, 1);
        assert_eq!(calls.keys().collect::<Vec<_>>(), [&oldest.id]);
    }

    #[test]
    fn what_became_of_a_call_meanwhile_counts() {
        let outbox = Outbox::default();
        let earlier = call(1, Progress::Leaving);
        let later = EmergencyCall { progress: Progress::Tested, ..earlier.clone() };
        let news = News { emergency_calls: [(later.id, later.clone())].into(), ..News::default() };
        outbox.add(news);
        outbox.put_back_call(earlier);
        assert_eq!(outbox.take_calls()[&later.id].progress, Progress::Tested);
    }
}
