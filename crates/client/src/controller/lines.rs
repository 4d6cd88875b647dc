//! Shared lines and the user's telephones: what the server told of them, and what is asked of it.
//!
//! A line is kept without its calls. A call that may be over long since is not shown as going on, so calls are known
//! only while the stream that told of them is open; whoever lost them takes a fresh snapshot.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use roamline_api::desk_phone::{DeskPhone, DeskPhoneEdit, NewDeskPhone};
use roamline_api::line::{Line, PlaceCall};
use roamline_api::sync::{Entity, EntityKey};
use roamline_domain::call_settings::CallSettings;
use roamline_domain::field_error::FieldError;
use roamline_domain::ids::{CallId, DeviceId, LineId};
use roamline_domain::shared_line::{Direction, Number, Phase};

use super::actions::{Outcome, good_name, needs_the_server, sign_in_first, wrong_fields};
use super::link::Stream;
use super::{Call, CallAnswer, Controller, Effect, Ticket};
use crate::saved::StoreChange;
use crate::view::{ActionError, ActionErrorCode, Ringing};

/// How long a try whose answer was lost is taken for the same when it is made again.
const SAME_TRY: SignedDuration = SignedDuration::from_mins(1);

/// What is made on the server under an identifier from here, so that making it twice is making it once.
#[derive(Debug, Clone)]
enum Made {
    Call(LineId, PlaceCall),
    Phone(NewDeskPhone),
}

/// What is under way about lines and phones.
#[derive(Debug, Clone, Default)]
pub(super) struct Calling {
    /// Lines with their calls, as the open stream tells them.
    live: BTreeMap<LineId, Line>,
    /// Requests that have no answer yet; with what they make, where they make something.
    asked: BTreeMap<Ticket, Option<(Made, Timestamp)>>,
    /// Its answer was lost: the server may have it or not.
    undecided: Option<(Made, Timestamp)>,
    /// Calls whose notification is on the screen.
    on_screen: BTreeSet<CallId>,
}

impl Calling {
    /// Nobody tells any more how calls go on.
    pub(super) fn lose_calls(&mut self) {
        self.live.retain(|_, line| line.calls.is_empty());
    }

    /// Somebody else's lines may come.
    pub(super) fn forget(&mut self) {
        self.live.clear();
        self.undecided = None;
    }

    fn calls(&self) -> impl Iterator<Item = (&Line, &roamline_api::line::LineCall)> {
        self.live.values().flat_map(|line| line.calls.iter().map(move |call| (line, call)))
    }
}

/// An entity as it is kept: a line loses what is true for the moment only.
pub(super) fn kept(entity: Entity) -> Entity {
    match entity {
        Entity::Line(line) => Entity::Line(Line { calls: Vec::new(), people: Vec::new(), ..line }),
        other => other,
    }
}

impl Controller {
    /// These are all lines.
    pub(super) fn lines_told(&mut self, entities: &[Entity]) {
        self.calling.forget();
        for entity in entities {
            if let Entity::Line(line) = entity {
                self.calling.live.insert(line.id, line.clone());
            }
        }
    }

    pub(super) fn line_told(&mut self, line: Line) {
        if let Some((Made::Call(_, made), _)) = &self.calling.undecided
            && line.calls.iter().any(|call| call.appearance.call == made.call)
        {
            self.calling.undecided = None;
        }
        self.calling.live.insert(line.id, line.clone());
        let kept = kept(Entity::Line(line));
        if self.saved.entities.get(&kept.key()) != Some(&kept) {
            self.save(StoreChange::PutEntity(Box::new(kept)));
        }
    }

    pub(super) fn line_gone(&mut self, key: &EntityKey) {
        if let EntityKey::Line(id) = key {
            self.calling.live.remove(&LineId(*id));
        }
    }

    /// A snapshot is needed although events could be followed from where they were left: they do not tell again what
    /// was known of calls.
    pub(super) fn lacks_calls(&self) -> bool {
        self.kept_lines().any(|line| !self.calling.live.contains_key(&line.id))
    }

    fn kept_lines(&self) -> impl Iterator<Item = &Line> {
        self.saved.entities.values().filter_map(|entity| match entity {
            Entity::Line(line) => Some(line),
            _ => None,
        })
    }

    /// The lines: the user's own first, then by whose they are.
    pub(super) fn lines(&self) -> Vec<Line> {
        let me = self.me().map(|me| me.id);
        let mut lines: Vec<Line> =
            self.kept_lines().map(|kept| self.calling.live.get(&kept.id).unwrap_or(kept).clone()).collect();
        lines.sort_by_cached_key(|line| {
            (Some(line.delegator) != me, line.delegator_name.to_lowercase(), line.number.clone(), line.id)
        });
        lines
    }

    /// The user's telephones, by name.
    pub(super) fn desk_phones(&self) -> Vec<DeskPhone> {
        let mut phones = self.entities(|entity| match entity {
            Entity::DeskPhone(phone) => Some(phone.clone()),
            _ => None,
        });
        phones.sort_by_cached_key(|phone| (phone.name.to_lowercase(), phone.id));
        phones
    }

    /// The telephone that rings when the user clicks: the one that they chose on this computer, else the only one that
    /// can be reached.
    pub(super) fn chosen_phone(&self) -> Option<DeviceId> {
        let phones = self.desk_phones();
        let chosen = self.saved.values.chosen_phone.filter(|id| phones.iter().any(|phone| phone.id == *id));
        let mut reached = phones.iter().filter(|phone| !phone.places.is_empty());
        let only = match (reached.next(), reached.next()) {
            (Some(phone), None) => Some(phone.id),
            _ => None,
        };
        chosen.or(only)
    }

    /// The user is on a call, on whichever telephone.
    pub(super) fn on_a_call(&self) -> bool {
        self.calling.calls().any(|(_, call)| {
            call.appearance.details.as_ref().is_some_and(|details| details.your_phone.is_some())
        })
    }

    fn ringing(&self) -> impl Iterator<Item = Ringing> {
        let me = self.me().map(|me| me.id);
        self.calling.calls().filter_map(move |(line, call)| {
            let details = call.appearance.details.as_ref()?;
            let rings = call.appearance.state == Phase::Alerting
                && details.direction == Direction::Incoming
                && details.rings_with_you
                && details.claimed_by.is_none();
            rings.then(|| Ringing {
                line: line.id,
                call: call.appearance.call,
                delegator_name: (Some(line.delegator) != me).then(|| line.delegator_name.clone()),
                from: details.other.clone(),
            })
        })
    }

    /// The user is told once that a call rings with them, and no longer than it does.
    pub(super) fn announce_calls(&mut self) {
        let shown = self.saved.values.settings.notifications;
        let ringing: Vec<Ringing> = self.ringing().filter(|_| shown).collect();
        let rings = |id: &CallId| ringing.iter().any(|ringing| ringing.call == *id);
        let (still, over): (BTreeSet<_>, BTreeSet<_>) =
            std::mem::take(&mut self.calling.on_screen).into_iter().partition(rings);
        self.calling.on_screen = still;
        for call in over {
            self.want(Effect::WithdrawCall(call));
        }
        for ringing in ringing {
            if self.calling.on_screen.insert(ringing.call) {
                self.want(Effect::NotifyCall(Box::new(ringing)));
            }
        }
    }

    /// What places a call with the number of a line.
    pub(super) fn place_call(
        &mut self,
        ticket: Ticket,
        line: LineId,
        phone: DeviceId,
        to: String,
        now: Timestamp,
    ) -> Outcome {
        if let Err(problem) = to.parse::<Number>() {
            return Some(Err(wrong_fields(vec![FieldError::new("to", &problem.to_string())])));
        }
        let again = match self.tried_before(now) {
            Some(Made::Call(at, before)) if *at == line && before.phone == phone && before.to == to => {
                Some(before.call)
            }
            _ => None,
        };
        let call = again.unwrap_or_else(|| CallId(self.ids.draw(now)));
        let place = PlaceCall { call, phone, to };
        let made = Made::Call(line, place.clone());
        self.ask_lines(ticket, Call::PlaceCall(line, place), Some((made, now)))
    }

    /// What makes a telephone.
    pub(super) fn add_desk_phone(&mut self, ticket: Ticket, name: String, now: Timestamp) -> Outcome {
        let name = match good_name(&name) {
            Ok(name) => name,
            Err(error) => return Some(Err(error)),
        };
        let again = match self.tried_before(now) {
            Some(Made::Phone(before)) if before.name == name => Some(before.id),
            _ => None,
        };
        let id = again.unwrap_or_else(|| DeviceId(self.ids.draw(now)));
        let new = NewDeskPhone { id, name, owner: None };
        let made = Made::Phone(new.clone());
        self.ask_lines(ticket, Call::AddDeskPhone(new), Some((made, now)))
    }

    /// What changes a telephone.
    pub(super) fn edit_desk_phone(
        &mut self,
        ticket: Ticket,
        phone: DeviceId,
        name: String,
        rings: bool,
        version: u32,
    ) -> Outcome {
        match good_name(&name) {
            Ok(name) => self.call_line(
                ticket,
                Call::EditDeskPhone(phone, DeskPhoneEdit { name, rings, requires_encryption: None }, version),
            ),
            Err(error) => Some(Err(error)),
        }
    }

    fn tried_before(&self, now: Timestamp) -> Option<&Made> {
        let (made, at) = self.calling.undecided.as_ref()?;
        (now.duration_since(*at).abs() <= SAME_TRY).then_some(made)
    }

    /// Asks the server something about lines or telephones. None of it waits in the outbox: a call that is placed or
    /// answered later than it was meant is worse than none.
    pub(super) fn call_line(&mut self, ticket: Ticket, call: Call) -> Outcome {
        self.ask_lines(ticket, call, None)
    }

    pub(super) fn set_call_settings(
        &mut self,
        ticket: Ticket,
        settings: CallSettings,
        version: u32,
    ) -> Outcome {
        match self.me().map(|me| me.id) {
            Some(user) => self.call_line(ticket, Call::SetCallSettings(user, settings, version)),
            None => Some(Err(sign_in_first())),
        }
    }

    fn ask_lines(&mut self, ticket: Ticket, call: Call, made: Option<(Made, Timestamp)>) -> Outcome {
        let outcome = self.call(ticket, Ok(call));
        if outcome.is_none() {
            self.calling.asked.insert(ticket, made);
        }
        outcome
    }

    /// What came of a request, in the words of lines if it was one about them.
    pub(super) fn line_call_answered(
        &mut self,
        ticket: Ticket,
        answer: Result<CallAnswer, ActionError>,
    ) -> Result<CallAnswer, ActionError> {
        let Some(made) = self.calling.asked.remove(&ticket) else { return answer };
        let unreached = matches!(&answer, Err(error) if error.code == ActionErrorCode::Offline);
        if made.is_some() {
            self.calling.undecided = made.filter(|_| unreached);
        }
        if !unreached && let Stream::Waiting(_) = self.link.stream {
            // The server is there again.
            self.hurry();
        }
        answer.map_err(needs_the_server)
    }
}
