//! Making sure that a call is still there (RFC 4028): each leg for itself, by us where the phone does not.

use super::Core;
use super::leg::Phase;
use super::timers::Timer;
use super::tx::Purpose;
use crate::switch::{Cause, LegId};
use roamline_sip::{Message, Name, Params};
use std::time::Duration;

/// The shortest interval that is agreed to (RFC 4028 section 5).
pub(crate) const MIN_SESSION: u64 = 90;

/// The longest interval that is reckoned with.
const LONGEST_SESSION: u64 = 7 * 24 * 3_600;

/// A leg's session timer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Session {
    interval: Option<u64>,
    we_refresh: bool,
    number: u32,
    timer: Option<roamline_sip::Key>,
}

fn parse(value: &str) -> Option<(u64, Option<String>)> {
    let (seconds, params) = value.split_once(';').unwrap_or((value, ""));
    let params = Params::parse(params)?;
    // Nobody talks for longer, and clocks have an end.
    let seconds: u64 = seconds.trim().parse().ok()?;
    Some((seconds.min(LONGEST_SESSION), params.get("refresher").map(str::to_ascii_lowercase)))
}

impl Core {
    /// What our INVITEs say of it.
    pub(crate) fn session_fields(&self, interval: Option<u64>) -> Vec<(&'static str, String)> {
        let seconds = interval.unwrap_or(self.cfg.session.as_secs()).max(MIN_SESSION);
        vec![("Session-Expires", seconds.to_string()), ("Min-SE", MIN_SESSION.to_string())]
    }

    /// Whether somebody asks for an interval that is too short (422). Who does not know session timers is not refused for what somebody
    /// else has written into the request (RFC 4028 section 9).
    pub(crate) fn session_too_short(message: &Message) -> bool {
        message.lists(Name::Supported, "timer")
            && message
                .get(Name::SessionExpires)
                .and_then(parse)
                .is_some_and(|(seconds, _)| seconds < MIN_SESSION)
    }

    /// Agrees with a phone that has called or refreshed; the headers for our answer.
    pub(crate) fn session_agreed(&mut self, id: LegId, message: &Message) -> Vec<(&'static str, String)> {
        let asked = message.get(Name::SessionExpires).and_then(parse);
        let able = message.lists(Name::Supported, "timer");
        let ours = self.cfg.session.as_secs().max(MIN_SESSION);
        let minimum = message.get(Name::MinSe).and_then(parse).map_or(MIN_SESSION, |(seconds, _)| seconds);
        let (seconds, refresher) = asked.unwrap_or((ours, None));
        let seconds = seconds.min(ours).max(minimum).max(MIN_SESSION);
        let theirs = able && refresher.as_deref() != Some("uas");
        self.session_set(id, seconds, !theirs);
        let mut fields = Vec::new();
        if able {
            let refresher = if theirs { "uac" } else { "uas" };
            fields.push(("Session-Expires", format!("{seconds};refresher={refresher}")));
        }
        if theirs {
            // Who is to refresh has to know that it is (RFC 4028 section 9).
            fields.push(("Require", "timer".to_owned()));
        }
        fields
    }

    /// Takes what a phone has agreed to in its answer.
    pub(crate) fn session_answered(&mut self, id: LegId, message: &Message) {
        let ours = self.cfg.session.as_secs().max(MIN_SESSION);
        match message.get(Name::SessionExpires).and_then(parse) {
            Some((seconds, refresher)) => {
                self.session_set(id, seconds.max(MIN_SESSION), refresher.as_deref() != Some("uas"));
            }
            None => self.session_set(id, ours, true),
        }
    }

    fn session_set(&mut self, id: LegId, seconds: u64, we_refresh: bool) {
        let now = self.now;
        let Some(leg) = self.legs.get_mut(&id) else { return };
        let session = &mut leg.session;
        session.number += 1;
        session.interval = Some(seconds);
        session.we_refresh = we_refresh;
        // Who refreshes does so at half time; who waits gives up a little before the end (RFC 4028 section 10).
        let wait = if we_refresh { seconds / 2 } else { seconds - (seconds / 3).min(32) };
        let number = session.number;
        let old = leg.session.timer.take();
        let timer = self.timers.at(now + Duration::from_secs(wait), Timer::Session(id, number));
        if let Some(old) = old {
            self.timers.cancel(old);
        }
        if let Some(leg) = self.legs.get_mut(&id) {
            leg.timers.retain(|own| Some(*own) != old);
            leg.timers.push(timer);
            leg.session.timer = Some(timer);
        }
    }

    pub(crate) fn session_due(&mut self, id: LegId, number: u32) {
        let Some(leg) = self.legs.get(&id) else { return };
        if leg.session.number != number || leg.phase != Phase::Answered {
            return;
        }
        if !leg.session.we_refresh {
            tracing::info!(leg = %id, "session expired");
            self.leg_lost(id, Cause::Lost);
            return;
        }
        if leg.busy() {
            self.timers.at(self.now + Duration::from_secs(5), Timer::Session(id, number));
            return;
        }
        let (updates, interval) = (leg.updates, leg.session.interval);
        let mut fields = self.capabilities(true);
        fields.extend(self.session_fields(interval));
        if updates {
            self.leg_request(id, "UPDATE", fields, None, Purpose::Refresh);
        } else {
            let body = self.said_last(id).and_then(|last| self.own(id, &last));
            self.leg_request(id, "INVITE", fields, body, Purpose::Refresh);
        }
    }
}
