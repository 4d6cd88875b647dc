//! Figures about calls, from what the switch tells.

use std::collections::{HashMap, HashSet};
use std::time::Instant;

use metrics::{counter, gauge, histogram};
use roamline_switch::{CallId, Cause, ContactId, Endpoint, Event, Events, Heard, Origin, Snapshot, Switch};

/// A call in progress.
#[derive(Debug, Default)]
struct Call {
    /// Somebody talks.
    is_connected: bool,
    /// It is an emergency call, which has not left since then.
    leaves_since: Option<Instant>,
}

/// What there is now.
#[derive(Debug, Default)]
struct Seen {
    registrations: HashSet<ContactId>,
    calls: HashMap<CallId, Call>,
}

/// Counts what the switch tells until it has ended.
pub(crate) async fn watch(switch: std::sync::Arc<dyn Switch>) {
    let mut events = switch.events();
    let mut seen = Seen::default();
    loop {
        // What was missed is seen in a snapshot; it is counted in no total.
        if let Ok(snapshot) = switch.snapshot().await {
            seen.anew(&snapshot);
        }
        seen.show();
        if !follow(&mut events, &mut seen).await {
            return;
        }
    }
}

/// Follows what is told; false where that is over, true where something was missed.
async fn follow(events: &mut Events, seen: &mut Seen) -> bool {
    loop {
        match events.next().await {
            Ok(Heard::Event(told)) => {
                seen.take(&told.event, Instant::now());
                seen.show();
            }
            Ok(Heard::Missed(_)) => return true,
            Err(_) => return false,
        }
    }
}

impl Seen {
    fn anew(&mut self, snapshot: &Snapshot) {
        self.registrations = snapshot.contacts.iter().map(|contact| contact.contact).collect();
        let calls = snapshot.calls.iter();
        self.calls = calls
            .map(|call| {
                let is_connected = call.legs.iter().any(|leg| leg.with.is_some());
                (call.call, Call { is_connected, leaves_since: None })
            })
            .collect();
    }

    fn show(&self) {
        let connected = self.calls.values().filter(|call| call.is_connected).count();
        gauge!("roamline_registrations").set(many(self.registrations.len()));
        gauge!("roamline_calls", "state" => "connected").set(many(connected));
        gauge!("roamline_calls", "state" => "waiting").set(many(self.calls.len() - connected));
    }

    fn take(&mut self, event: &Event, now: Instant) {
        match event {
            Event::ContactRegistered { contact, .. } => {
                self.registrations.insert(*contact);
            }
            Event::ContactGone { contact, .. } => {
                self.registrations.remove(contact);
            }
            Event::Incoming { call, origin, emergency, .. } => {
                counter!("roamline_calls_total", "origin" => origin_of(origin)).increment(1);
                if *emergency {
                    counter!("roamline_emergency_calls_total").increment(1);
                }
                let leaves_since = emergency.then_some(now);
                self.calls.insert(*call, Call { leaves_since, ..Call::default() });
            }
            Event::LegTried { call, endpoint, .. } => {
                let call = self.calls.entry(*call).or_default();
                if matches!(endpoint, Endpoint::Outside { .. })
                    && let Some(since) = call.leaves_since.take()
                {
                    histogram!("roamline_emergency_call_leaves_seconds")
                        .record(now.saturating_duration_since(since));
                }
            }
            Event::Connected { call, .. } => self.calls.entry(*call).or_default().is_connected = true,
            Event::MediaAgreed { encrypted, .. } => {
                let encrypted = if *encrypted { "yes" } else { "no" };
                counter!("roamline_media_agreed_total", "encrypted" => encrypted).increment(1);
            }
            Event::CallEnded { call, cause } => {
                counter!("roamline_calls_ended_total", "reason" => reason_of(*cause)).increment(1);
                self.calls.remove(call);
            }
            _ => {}
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "nobody has so many calls")]
fn many(count: usize) -> f64 {
    count as f64
}

fn origin_of(origin: &Origin) -> &'static str {
    match origin {
        Origin::Phone(_) => "telephone",
        Origin::Trunk(_) => "trunk",
        Origin::Internal(_) => "internal",
        Origin::Stranger => "stranger",
    }
}

fn reason_of(cause: Cause) -> &'static str {
    match cause {
        Cause::HungUp => "hung_up",
        Cause::Cancelled => "cancelled",
        Cause::AnsweredElsewhere => "answered_elsewhere",
        Cause::Busy => "busy",
        Cause::Declined => "declined",
        Cause::NoAnswer => "no_answer",
        Cause::Unreachable => "unreachable",
        Cause::NoSuchNumber => "no_such_number",
        Cause::MediaRefused => "media_refused",
        Cause::Congestion => "congestion",
        Cause::Transferred => "transferred",
        Cause::Lost => "lost",
        Cause::Stopped => "stopped",
        Cause::Failed => "failed",
    }
}
