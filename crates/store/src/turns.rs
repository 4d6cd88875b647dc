//! Whose turn it is to write: one at a time in the whole process, emergencies first, work on many people last.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// What a write is for. Whatever is more urgent goes first; whoever writes is never interrupted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// Emergency calls, their alerts and what becomes of these.
    Emergency,
    /// What somebody waits for.
    Ordinary,
    /// One batch of work on many people. It goes on by itself, and nobody waits for it.
    Background,
}

impl Urgency {
    /// As it is called in figures.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Urgency::Emergency => "emergency",
            Urgency::Ordinary => "ordinary",
            Urgency::Background => "background",
        }
    }
}

/// After so many ordinary writes in a row a batch has its turn, so that a busy day does not keep it waiting for ever.
const PATIENCE: u32 = 32;

/// Waiting lines, one for each [`Urgency`].
#[derive(Debug, Default)]
struct Waiting {
    taken: bool,
    emergency: VecDeque<oneshot::Sender<Turn>>,
    ordinary: VecDeque<oneshot::Sender<Turn>>,
    background: VecDeque<oneshot::Sender<Turn>>,
    /// Ordinary turns since a batch had one.
    passed_over: u32,
}

impl Waiting {
    fn next(&mut self) -> Option<oneshot::Sender<Turn>> {
        if let Some(first) = self.emergency.pop_front() {
            return Some(first);
        }
        if self.passed_over >= PATIENCE
            && let Some(batch) = self.background.pop_front()
        {
            self.passed_over = 0;
            return Some(batch);
        }
        if let Some(next) = self.ordinary.pop_front() {
            let somebody_waits = u32::from(!self.background.is_empty());
            self.passed_over = self.passed_over.saturating_add(somebody_waits);
            return Some(next);
        }
        self.passed_over = 0;
        self.background.pop_front()
    }
}

/// The turns to write.
#[derive(Debug, Clone, Default)]
pub(super) struct Turns(Arc<Mutex<Waiting>>);

/// The turn of whoever holds it. It passes on when this is dropped.
#[derive(Debug)]
pub(super) struct Turn(Option<Arc<Mutex<Waiting>>>);

impl Turns {
    /// Waits for a turn. Among writes of one urgency, whoever asked first has it first.
    pub(super) async fn wait(&self, urgency: Urgency) -> Turn {
        loop {
            let coming = {
                let mut waiting = lock(&self.0);
                if !waiting.taken {
                    waiting.taken = true;
                    return Turn(Some(Arc::clone(&self.0)));
                }
                let (turn, coming) = oneshot::channel();
                match urgency {
                    Urgency::Emergency => waiting.emergency.push_back(turn),
                    Urgency::Ordinary => waiting.ordinary.push_back(turn),
                    Urgency::Background => waiting.background.push_back(turn),
                }
                coming
            };
            // Nobody drops the other end while somebody holds the turn; if it were so, the wait begins anew.
            if let Ok(turn) = coming.await {
                return turn;
            }
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(waiting_lines) = self.0.take() else { return };
        loop {
            let next = {
                let mut waiting = lock(&waiting_lines);
                match waiting.next() {
                    Some(next) => next,
                    None => {
                        waiting.taken = false;
                        return;
                    }
                }
            };
            match next.send(Turn(Some(Arc::clone(&waiting_lines)))) {
                Ok(()) => return,
                // Whoever waited has gone; the turn is still ours to pass on.
                Err(mut unwanted) => unwanted.0 = None,
            }
        }
    }
}

fn lock(waiting: &Mutex<Waiting>) -> MutexGuard<'_, Waiting> {
    // A panic elsewhere leaves nothing half-done in these lines.
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    use std::pin::Pin;
    use std::task::{Context, Poll, Waker};

    type Wait<'t> = Pin<Box<dyn Future<Output = Turn> + 't>>;

    /// Asks for a turn, so that the place in the line is taken.
    fn ask(turns: &Turns, urgency: Urgency) -> Wait<'_> {
        let mut wait: Wait<'_> = Box::pin(turns.wait(urgency));
        assert!(poll(&mut wait).is_none(), "it was not free");
        wait
    }

    fn poll(wait: &mut Wait<'_>) -> Option<Turn> {
        match wait.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(turn) => Some(turn),
            Poll::Pending => None,
        }
    }

    /// The order in which all those who wait have their turns.
    fn order<'t>(first: Turn, mut waits: Vec<(&'static str, Wait<'t>)>) -> Vec<&'static str> {
        let mut order = Vec::new();
        let mut held = Some(first);
        while !waits.is_empty() {
            drop(held.take());
            let ready = waits.iter_mut().enumerate().find_map(|(n, (_, wait))| Some((n, poll(wait)?)));
            let (n, turn) = ready.unwrap();
            held = Some(turn);
            order.push(waits.remove(n).0);
        }
        order
    }

    #[tokio::test]
    async fn emergencies_go_first_and_batches_last() {
        let turns = Turns::default();
        let first = turns.wait(Urgency::Background).await;
        let waits = vec![
            ("batch", ask(&turns, Urgency::Background)),
            ("ordinary 1", ask(&turns, Urgency::Ordinary)),
            ("ordinary 2", ask(&turns, Urgency::Ordinary)),
            ("emergency 1", ask(&turns, Urgency::Emergency)),
            ("emergency 2", ask(&turns, Urgency::Emergency)),
        ];
        let expected = ["emergency 1", "emergency 2", "ordinary 1", "ordinary 2", "batch"];
        assert_eq!(order(first, waits), expected);
    }

    #[tokio::test]
    async fn a_batch_has_its_turn_on_a_busy_day_too() {
        let turns = Turns::default();
        let first = turns.wait(Urgency::Ordinary).await;
        let mut waits = vec![("batch", ask(&turns, Urgency::Background))];
        waits.extend((0..PATIENCE + 5).map(|_| ("ordinary", ask(&turns, Urgency::Ordinary))));
        let at = order(first, waits).iter().position(|who| *who == "batch");
        assert_eq!(at, Some(PATIENCE as usize));
    }

    #[tokio::test]
    async fn whoever_no_longer_waits_is_passed_over() {
        let turns = Turns::default();
        let first = turns.wait(Urgency::Ordinary).await;
        drop(ask(&turns, Urgency::Emergency));
        let given = ask(&turns, Urgency::Emergency);
        let mut next = ask(&turns, Urgency::Ordinary);
        drop(first);
        // It was given the turn, and goes without ever taking it.
        assert!(poll(&mut next).is_none());
        drop(given);
        assert!(poll(&mut next).is_some());
        drop(turns.wait(Urgency::Ordinary).await);
    }
}
