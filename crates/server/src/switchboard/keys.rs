//! Lines on the keys of telephones: what they show of each line, which may show it, and phones that pick up a call by
//! its key.

use std::collections::{BTreeMap, BTreeSet};

use roamline_domain::ids::{CallId, LineId};
use roamline_domain::shared_line::{
    Appearance, CallAction, CallState, Input, LegId, Line, LineCommand as Click, LineRefusal, Origin, Phase,
    Report, Unreached,
};
use roamline_switch::{Cause, LineKey, Party, PhoneId, ShownCall, ShownState, SwitchCommand};

use super::bindings::{Asking, LegBinding, phone_id};
use super::board::{Board, device};
use super::plan::line_key;

/// What the switch was told last of each line, and of which lines it has to be told.
#[derive(Debug, Default)]
pub(super) struct BlfState {
    lit: BTreeMap<LineId, (LineKey, Vec<ShownCall>)>,
    changed: BTreeSet<LineId>,
    /// It may have forgotten.
    anew: bool,
}

impl BlfState {
    /// Something of this line is otherwise than before.
    pub(super) fn changed(&mut self, line: LineId) {
        self.changed.insert(line);
    }

    /// The switch is to be told everything once more.
    pub(super) fn anew(&mut self) {
        self.anew = true;
    }
}

impl Board {
    /// Tells the switch of the lines that phones are to show otherwise than before.
    pub(super) async fn show_lines(&mut self) {
        let mut changed = std::mem::take(&mut self.blf.changed);
        let anew = std::mem::take(&mut self.blf.anew);
        if anew {
            changed.extend(self.lines.ids().chain(self.blf.lit.keys().copied()));
        }
        // A number that has become another line's shows that one's calls in the end.
        let (there, gone): (Vec<LineId>, Vec<LineId>) =
            changed.into_iter().partition(|line| self.lines.contains(line));
        for id in gone.into_iter().chain(there) {
            let line = self.lines.get(&id);
            let calls: Vec<ShownCall> =
                line.iter().flat_map(|line| line.appearances()).map(|call| self.shown_call(call)).collect();
            let told = self.blf.lit.get(&id);
            let is_known = !anew && told.map_or(calls.is_empty(), |(_, before)| *before == calls);
            let key = line.map(|line| line_key(&line.number)).or_else(|| told.map(|(key, _)| key.clone()));
            let Some(key) = key.filter(|_| !is_known && (told.is_some() || !calls.is_empty())) else {
                continue;
            };
            let show = SwitchCommand::ShowLine { line: key.clone(), calls: calls.clone() };
            if self.command(show).await.is_none() {
                continue;
            }
            if calls.is_empty() {
                self.blf.lit.remove(&id);
            } else {
                self.blf.lit.insert(id, (key, calls));
            }
        }
    }

    /// A call as phones show it. A lock hides from all but the holder's phones whom it is with and who has it.
    fn shown_call(&self, appearance: &Appearance) -> ShownCall {
        let bound = self.calls.get(&appearance.call);
        let to_be_had = matches!(appearance.state, CallState::Ringing(_) | CallState::Held(_));
        let other = &appearance.other;
        let remote = Party {
            number: other.number.as_ref().map(ToString::to_string).unwrap_or_default(),
            name: other.name.clone().unwrap_or_default(),
            withheld: false,
        };
        let holder = appearance.holder();
        let by = holder.and_then(|holder| self.state.plan.name(holder));
        let holders = || {
            let own = holder.into_iter().flat_map(|holder| self.state.plan.phones_of(holder));
            own.map(|(phone, _)| phone_id(phone)).collect()
        };
        ShownCall {
            call: roamline_switch::CallId::from_uuid(appearance.call.0),
            party: bound.filter(|_| to_be_had).and_then(|bound| bound.party()),
            placed: matches!(appearance.origin, Origin::Placed { .. }),
            state: match appearance.phase() {
                Phase::Alerting => ShownState::Ringing,
                Phase::Active => ShownState::Talking,
                Phase::Held => ShownState::Held,
            },
            remote: (remote != Party::default()).then_some(remote),
            by: by.map(|name| Party { number: String::new(), name: name.to_owned(), withheld: false }),
            only: appearance.locked.then(holders),
        }
    }

    /// A phone asks for a call that it was shown: as if its owner had clicked, with that phone, on the call as it is.
    pub(super) async fn pick_up_requested(&mut self, asking: Asking, of: roamline_switch::CallId) {
        let id = CallId(of.uuid());
        let at = asking.call;
        if let Err(refusal) = self.click_by_key(asking, id).await {
            tracing::info!(%refusal, "a call that was asked for by key is refused");
            return self.refuse(at, Cause::Declined).await;
        }
        self.follow_up().await;
        // Where the line wanted nothing of the phone that asks, it has the call already.
        if self.calls.get_mut(&id).and_then(|bound| bound.asking.take()).is_some() {
            self.refuse(at, Cause::AnsweredElsewhere).await;
        }
    }

    async fn click_by_key(&mut self, asking: Asking, call: CallId) -> Result<(), LineRefusal> {
        let bound = self.calls.get(&call).ok_or(LineRefusal::Over)?;
        let (line, phone) = (bound.line, asking.phone);
        let by = self.owner(phone).ok_or(LineRefusal::NotYourPhone)?;
        let appearance = self.lines.get(&line).and_then(|line: &Line| line.appearance(call));
        let appearance = appearance.ok_or(LineRefusal::Over)?;
        let act = match appearance.state {
            CallState::Held(_) => CallAction::Retrieve { phone },
            _ => CallAction::Answer { phone },
        };
        let command = Click::OnCall { call, version: appearance.version, act };
        if let Some(bound) = self.calls.get_mut(&call) {
            bound.asking = Some(asking);
        }
        let done = self.apply(line, Input::Click { by, command }).await;
        if let (Err(_), Some(bound)) = (&done, self.calls.get_mut(&call)) {
            bound.asking = None;
        }
        done
    }

    /// The phone that is to ring for this leg asks for the call itself.
    pub(super) fn asks(&mut self, call: CallId, phones: &[PhoneId]) -> Option<Asking> {
        let bound = self.calls.get_mut(&call)?;
        bound.asking.take_if(|asking| phones.contains(&phone_id(asking.phone)))
    }

    /// It gets the call without ringing.
    pub(super) async fn pick_up(&mut self, call: CallId, leg: LegId, asking: Asking) {
        let Some(bound) = self.calls.get_mut(&call) else { return };
        let party = bound.party();
        bound.legs.insert(leg, LegBinding::up(asking.leg));
        bound.connects.insert(leg);
        let done = match party {
            Some(party) => self.command(SwitchCommand::PickUp { leg: asking.leg, party }).await,
            None => None,
        };
        if done.is_none() {
            if let Some(bound) = self.calls.get_mut(&call) {
                bound.legs.remove(&leg);
                bound.connects.remove(&leg);
            }
            self.failed(call, Report::Failed(leg, Unreached::Unreachable));
            self.refuse(asking.call, Cause::Unreachable).await;
        }
    }
}

impl Asking {
    /// Of a phone of ours.
    pub(super) fn of(
        phone: &PhoneId,
        call: roamline_switch::CallId,
        leg: roamline_switch::LegId,
    ) -> Option<Self> {
        Some(Self { phone: device(phone)?, call, leg })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::{Arc, Mutex};

    use roamline_domain::call_settings::CallSettings;
    use roamline_domain::ids::{DeviceId, UserId};
    use roamline_domain::shared_line::{Forwarding, Number};
    use roamline_switch::{
        Accepted, Answering, Config, EmbeddedSwitch, Event, Events, Listen, Snapshot, Switch, Transport,
    };
    use uuid::Uuid;

    use super::*;
    use crate::switchboard::Accounts;
    use crate::switchboard::plan::Phonebook;
    use crate::switchboard::state::BoardState;
    use roamline_store::clock::Clock;
    use roamline_store::lines::LineRow;

    /// A switch of whose commands those that concern keys are noted.
    struct Noted {
        switch: EmbeddedSwitch,
        shown: Mutex<Vec<(LineKey, usize)>>,
    }

    impl Switch for Noted {
        fn command(&self, command: SwitchCommand) -> Answering<'_, Accepted> {
            if let SwitchCommand::ShowLine { line, calls } = &command {
                self.shown.lock().unwrap().push((line.clone(), calls.len()));
            }
            self.switch.command(command)
        }

        fn snapshot(&self) -> Answering<'_, Snapshot> {
            self.switch.snapshot()
        }

        fn events(&self) -> Events {
            self.switch.events()
        }

        fn ping(&self) -> Answering<'_, ()> {
            self.switch.ping()
        }

        fn stop(&self) -> Answering<'_, ()> {
            self.switch.stop()
        }
    }

    #[tokio::test]
    async fn an_engine_that_starts_is_told_what_is_lit_and_one_that_goes_on_only_what_is_new() {
        let mut config = Config::new("roamline");
        config.listen = vec![Listen::at(Transport::Udp, "127.0.0.1:0".parse().unwrap())];
        let switch = EmbeddedSwitch::start(config, Accounts::default().directory()).await.unwrap();
        let noted = Arc::new(Noted { switch, shown: Mutex::default() });
        let clock = Clock::default();
        let rows = ["+442079460017", "+442079460018"].map(|number| {
            let number: Number = number.parse().unwrap();
            let (id, owner) = (LineId(Uuid::now_v7()), UserId(Uuid::now_v7()));
            let line = Line::new(id, number, owner, Forwarding::default());
            LineRow {
                line,
                at: clock.now(),
                people: Vec::new(),
                own_forwarding: None,
                forwarding_version: 1,
                delegators: CallSettings::default(),
            }
        });
        let rung = rows[1].line.id;
        let key = LineKey::new("+442079460018");
        let mut board = Board::new(
            Arc::clone(&noted) as Arc<dyn Switch>,
            BoardState::new(clock, "roamline", Phonebook::default()),
            rows.into(),
            tokio::sync::mpsc::channel(1).0,
        );
        let told = || std::mem::take(&mut *noted.shown.lock().unwrap());
        board.blf.anew();
        board.show_lines().await;
        assert_eq!(told(), [], "a line that is free needs no word");

        // Somebody dials with it by hand: a call that nothing has to ring for.
        let (by, phone, call) =
            (board.lines.get(&rung).unwrap().delegator, DeviceId(Uuid::now_v7()), CallId(Uuid::now_v7()));
        let by = roamline_domain::delegation::DelegateId::User(by);
        let to: Number = "+442079460099".parse().unwrap();
        let report = Report::Dialled { by, phone, to, name: None, emergency: false };
        board.calls.insert(call, crate::switchboard::bindings::CallBinding::new(rung, None));
        board.apply(rung, Input::Report { call, report }).await.unwrap();
        board.show_lines().await;
        assert_eq!(told(), [(key.clone(), 1)]);
        board.blf.changed(rung);
        board.show_lines().await;
        assert_eq!(told(), [], "nothing is otherwise");
        board.hear(1, Event::EngineUp).await;
        board.show_lines().await;
        assert_eq!(told(), [(key.clone(), 1)]);
        board.tell(rung, Input::Report { call, report: Report::Lost }).await;
        board.show_lines().await;
        assert_eq!(told(), [(key, 0)]);
        board.hear(1, Event::EngineUp).await;
        board.show_lines().await;
        assert_eq!(told(), []);
        noted.stop().await.unwrap();
    }
}
