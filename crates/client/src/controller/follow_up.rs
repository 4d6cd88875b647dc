//! After each event: what should be, is it? What is lacking is asked for.

use jiff::Timestamp;

use super::link::{Stream, Tokens};
use super::{Controller, Effect, GRACE, HEARTBEAT, STAY_GAP, after};
use crate::saved::PutOff;
use crate::view::{Prompt, PromptQuestion};

impl Controller {
    pub(super) fn follow_up(&mut self, now: Timestamp) {
        self.note_stay(now);
        self.end_snoozes(now);
        self.follow_stream(now);
        if self.may_call() && self.me().is_some_and(|me| me.policy.nomadic) && self.presence.must_ask(now) {
            self.ask_where();
        }
        self.deliver(now);
        self.announce(now);
        self.announce_requests();
        self.announce_calls();
        self.announce_emergency_calls();
        self.set_alarm(now);
    }

    fn note_stay(&mut self, now: Timestamp) {
        let Some(key) = self.presence.measured.clone() else { return };
        let Some(seen_at) = self.saved.values.stay.as_ref().map(|stay| stay.seen_at) else { return };
        let gone = now.duration_since(seen_at);
        if gone > STAY_GAP {
            // The computer slept: what it wakes up to under the same key is a new stay.
            self.arrive(&key, now);
        } else if gone >= HEARTBEAT {
            self.keep(|values| {
                if let Some(stay) = &mut values.stay {
                    stay.seen_at = now;
                }
            });
        }
    }

    fn end_snoozes(&mut self, now: Timestamp) {
        self.keep(|values| {
            values.snoozed.retain(|s| !matches!(s.put_off, PutOff::Until(until) if until <= now));
        });
    }

    fn follow_stream(&mut self, now: Timestamp) {
        let wanted = self.saved.values.signed_in && self.link.tokens == Tokens::Present;
        match self.link.stream {
            Stream::Closed if wanted => self.open_stream(),
            Stream::Waiting(until) if wanted && until <= now => self.open_stream(),
            Stream::Opening | Stream::Open | Stream::Waiting(_) if !wanted => {
                self.close_stream();
            }
            _ => {}
        }
    }

    fn open_stream(&mut self) {
        self.link.stream = Stream::Opening;
        let cursor = self.saved.values.cursor.filter(|_| !self.lacks_calls());
        self.want(Effect::OpenStream { cursor });
    }

    /// The user is told about a prompt once, when it is new and may be shown.
    fn announce(&mut self, now: Timestamp) {
        let shown = self.saved.values.settings.notifications && !self.on_a_call();
        let wanted = self.prompt(now).filter(|p| {
            let put_off = p.snoozed_until.is_some() || p.snoozed_until_move;
            shown && !put_off && !matches!(p.question, PromptQuestion::Change { .. })
        });
        match (wanted, &self.announced) {
            (Some(prompt), Some((key, question))) if self.is_same(&prompt, key, question) => {}
            (Some(prompt), _) => {
                self.announced = Some((prompt.network_key.clone(), prompt.question.clone()));
                self.want(Effect::Notify(Box::new(prompt)));
            }
            (None, Some(_)) => {
                self.announced = None;
                self.want(Effect::Withdraw);
            }
            (None, None) => {}
        }
    }

    fn is_same(
        &self,
        prompt: &Prompt,
        key: &roamline_domain::network_key::NetworkKey,
        asked: &PromptQuestion,
    ) -> bool {
        let here = self.saved.values.stay.as_ref().is_some_and(|stay| stay.keys.contains(key));
        (prompt.network_key == *key || here) && prompt.question == *asked
    }

    fn set_alarm(&mut self, now: Timestamp) {
        let here = self.presence.measured.is_some();
        let values = &self.saved.values;
        let stay = values.stay.as_ref().filter(|_| here).map(|stay| after(stay.seen_at, HEARTBEAT));
        let snoozes = values.snoozed.iter().filter_map(|s| match s.put_off {
            PutOff::Until(until) => Some(until),
            PutOff::NextMove => None,
        });
        let stream = match self.link.stream {
            Stream::Waiting(until) => Some(until),
            _ => None,
        };
        let calls = self.may_call();
        let ask = self.presence.ask_at.filter(|_| here && calls);
        let deliver = self.delivery.not_before.filter(|_| calls);
        let grace =
            self.presence.arrived_at.filter(|_| here && !self.presence.judged).map(|at| after(at, GRACE));
        let next = snoozes
            .chain([stay, stream, ask, deliver, grace].into_iter().flatten())
            .filter(|at| *at > now)
            .min();
        if next != self.wake_at {
            self.wake_at = next;
            self.want(Effect::WakeAt(next));
        }
    }
}
