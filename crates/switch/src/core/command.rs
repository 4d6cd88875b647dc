//! Commands, checked against what is, and begun.

use super::Core;
use super::call::{Call, Change, Exchange, Launch, Ring};
use super::leg::Phase;
use super::registrar::Binding;
use super::timers::Timer;
use super::trunk::{TrunkKey, Trunks};
use super::tx::Purpose;
use crate::event::{Endpoint, Event};
use crate::switch::{
    Accepted, CallId, Cause, Diversion, LegId, Party, PhoneId, Refused, SwitchCommand, Target, TrunkId,
};
use roamline_sip::Body;
use roamline_sip::sdp;
use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

/// How soon it is looked again whether a phone is done with its own change, and how often.
pub(crate) const PAUSE: Duration = Duration::from_millis(50);
pub(crate) const PATIENCE: u32 = 60;
/// Calls of one caller that one line may have sent on at a time. More of them is a call that has come back by a way which takes from it
/// all that it could be known by: who has sent it on, how often, and its name.
const SENT_ON_TOGETHER: usize = 8;

impl Core {
    /// Does what is asked, or says why not.
    pub(crate) fn command(&mut self, command: SwitchCommand, now: Instant) -> Result<Accepted, Refused> {
        self.now = self.now.max(now);
        match command {
            SwitchCommand::Call { targets, shown } => self.begin_call(&targets, &shown).map(Accepted::Call),
            SwitchCommand::Ring { call, targets, shown } => self.ring(call, &targets, shown),
            SwitchCommand::Divert { call, by, targets } => self.divert(call, by, &targets),
            SwitchCommand::StopRinging { call, phones } => self.stop_ringing(call, &phones),
            SwitchCommand::Hold { leg } => self.hold(leg),
            SwitchCommand::Resume { leg } => self.resume(leg),
            SwitchCommand::Retrieve { leg, targets, shown } => {
                let call = self.call_of(leg)?;
                let replace =
                    call.peer(leg).or(call.departed.filter(|(_, peer)| *peer == leg).map(|(gone, _)| gone));
                self.bring(leg, replace, &targets, shown)
            }
            SwitchCommand::Transfer { leg, targets } => {
                let party = self.left_by(leg)?;
                let code = self.bring(party, Some(leg), &targets, None);
                if code.is_err() {
                    self.finish_refer(leg, 480);
                }
                code
            }
            SwitchCommand::Join { leg, with } => self.join(leg, with),
            SwitchCommand::RefuseTransfer { leg } => {
                self.left_by(leg)?;
                self.finish_refer(leg, 603);
                Ok(Accepted::Done)
            }
            // Media go from phone to phone: there is nothing here that could be listened to.
            SwitchCommand::Supervise { .. } => Err(Refused::CannotSupervise),
            SwitchCommand::HangUp { call, cause } => {
                self.calls.get(&call).ok_or(Refused::NoCall)?;
                self.end_call(call, cause);
                Ok(Accepted::Done)
            }
            SwitchCommand::AnswerHere { leg } => self.answer_here(leg),
            SwitchCommand::Withhold { leg } => {
                self.legs.get_mut(&leg).ok_or(Refused::NoLeg)?.withheld = true;
                Ok(Accepted::Done)
            }
            SwitchCommand::Release { leg } => self.release(leg),
            SwitchCommand::PickUp { leg, party } => self.pick_up(leg, party),
            SwitchCommand::ShowLine { line, calls } => Ok(self.show_line(&line, calls)),
            SwitchCommand::KeysChanged { phone } => Ok(self.keys_changed(&phone)),
            SwitchCommand::AccountChanged { phone } => Ok(self.account_changed(&phone)),
            SwitchCommand::SetTrunks { trunks } => Ok(self.set_trunks(trunks)),
            SwitchCommand::CheckTrunk { trunk } => self.check_now(&trunk),
        }
    }

    pub(crate) fn call_of(&self, leg: LegId) -> Result<&Call, Refused> {
        self.legs
            .get(&leg)
            .and_then(|leg| self.calls.get(&leg.call))
            .filter(|call| call.legs.contains(&leg))
            .ok_or(Refused::NoLeg)
    }

    /// The party that somebody hands over, even if they have hung up already.
    fn left_by(&self, leg: LegId) -> Result<LegId, Refused> {
        if let Some((_, party)) =
            self.calls.values().filter_map(|call| call.departed).find(|(gone, _)| *gone == leg)
        {
            return Ok(party);
        }
        self.call_of(leg)?.peer(leg).ok_or(Refused::NotNow("nobody is connected with this leg"))
    }

    fn begin_call(&mut self, targets: &[Target], shown: &Party) -> Result<CallId, Refused> {
        if self.calls.len() >= self.cfg.limits.calls || self.behind {
            return Err(Refused::Overloaded(2));
        }
        self.check_targets(targets, 0)?;
        let id = CallId::make();
        let mut call = Call::new(id, String::new());
        call.ring = Some(Ring::of(None, None));
        self.calls.insert(id, call);
        self.launch(id, targets, shown, None);
        Ok(id)
    }

    fn ring(
        &mut self,
        call_id: CallId,
        targets: &[Target],
        shown: Option<Party>,
    ) -> Result<Accepted, Refused> {
        let call = self.calls.get(&call_id).ok_or(Refused::NoCall)?;
        if call.exchange.is_some() || call.pair.is_some() && call.ring.is_none() {
            return Err(Refused::NotNow("the call is connected"));
        }
        let already = call.ring.as_ref().map_or(0, |ring| ring.legs.len());
        let keep = match &call.ring {
            Some(ring) => ring.keep,
            None => Some(*call.legs.first().ok_or(Refused::NoCall)?),
        };
        self.check_targets(targets, already)?;
        let shown = shown.or_else(|| keep.and_then(|leg| self.legs.get(&leg)).map(|leg| leg.party.clone()));
        let offer = self.offer_of(keep);
        let Some(call) = self.calls.get_mut(&call_id) else { return Err(Refused::NoCall) };
        call.departed = None;
        call.ring.get_or_insert_with(|| Ring::of(keep, None));
        self.launch(call_id, targets, &shown.unwrap_or_default(), offer);
        Ok(Accepted::Done)
    }

    /// Sends a call on that waits.
    fn divert(
        &mut self,
        call_id: CallId,
        by: Vec<Diversion>,
        targets: &[Target],
    ) -> Result<Accepted, Refused> {
        let call = self.calls.get(&call_id).ok_or(Refused::NoCall)?;
        if call.exchange.is_some() || call.pair.is_some() {
            return Err(Refused::NotNow("the call is connected"));
        }
        if by.last().is_some_and(|by| self.goes_round(call, &by.number)) {
            return Err(Refused::NotNow("it has come back too often"));
        }
        self.check_targets(targets, 0)?;
        let Some(call) = self.calls.get_mut(&call_id) else { return Err(Refused::NoCall) };
        for by in by {
            if call.diverted.iter().all(|before| before.number != by.number) {
                call.diverted.push(by);
            }
        }
        for leg in call.ring.take().map(|ring| ring.legs).unwrap_or_default() {
            self.drop_leg(leg, Cause::Cancelled);
        }
        let after = self.sequence;
        self.ring(call_id, targets, None)?;
        Ok(Accepted::Diverted { after })
    }

    /// Whether as many calls of the same caller are sent on by a number already as one caller has.
    fn goes_round(&self, call: &Call, by: &str) -> bool {
        let caller = |call: &Call| Some(self.legs.get(call.legs.first()?)?.party.number.as_str());
        let is_like = |other: &&Call| {
            other.id != call.id
                && other.diverted.iter().any(|before| before.number == by)
                && caller(other) == caller(call)
        };
        self.calls.values().filter(is_like).count() >= SENT_ON_TOGETHER
    }

    /// What a waiting caller offers. Somebody who talks already is offered what the new phone has (RFC 3725).
    fn offer_of(&self, keep: Option<LegId>) -> Option<Body> {
        let leg = self.legs.get(&keep?)?;
        if matches!(leg.phase, Phase::Waiting(_)) { leg.said.clone() } else { None }
    }

    fn bring(
        &mut self,
        party: LegId,
        replace: Option<LegId>,
        targets: &[Target],
        shown: Option<Party>,
    ) -> Result<Accepted, Refused> {
        let call = self.call_of(party)?;
        let call_id = call.id;
        if call.ring.is_some() || call.exchange.is_some() {
            return Err(Refused::NotNow("somebody is being rung or connected for this call"));
        }
        let Some(leg) = self.legs.get(&party).filter(|leg| leg.answered()) else {
            return Err(Refused::NotNow("the call is not answered"));
        };
        self.check_targets(targets, 0)?;
        let shown = shown.unwrap_or_else(|| leg.party.clone());
        let Some(call) = self.calls.get_mut(&call_id) else { return Err(Refused::NoCall) };
        call.departed = None;
        let replace = replace.filter(|leg| call.legs.contains(leg));
        call.ring = Some(Ring::of(Some(party), replace));
        self.launch(call_id, targets, &shown, None);
        Ok(Accepted::Done)
    }

    /// Refused where these targets make no leg, or too many.
    fn check_targets(&self, targets: &[Target], already: usize) -> Result<(), Refused> {
        // Of a phone that is at more places than may ring together, as many ring as may.
        let mut places = 0;
        for target in targets {
            match target {
                Target::Phone { phone, .. } => {
                    places += usize::from(self.registrar.phones.contains_key(phone))
                }
                Target::CalledBack(phone) => {
                    places += usize::from(self.registrar.phones.contains_key(phone));
                }
                Target::Instance(wanted) => places += usize::from(!self.places_of(wanted).is_empty()),
                Target::Outside { trunks, .. } => {
                    if self.trunks_for(trunks).is_empty() {
                        return Err(Refused::NoTrunk);
                    }
                    places += 1;
                }
                Target::Emergency { trunks, .. } => {
                    // No limit stands in the way of a call for emergency.
                    let is_a_way = !self.emergency_trunks(trunks).is_empty();
                    return if is_a_way { Ok(()) } else { Err(Refused::NoTrunk) };
                }
                Target::Internal { .. } => places += 1,
            }
        }
        let most = self.cfg.limits.ring_together;
        match places {
            0 => Err(Refused::NobodyToRing),
            n if n + already > most => Err(Refused::TooMany(most)),
            _ => Ok(()),
        }
    }

    pub(crate) fn trunks_for(&self, named: &[TrunkId]) -> VecDeque<TrunkKey> {
        if named.is_empty() {
            let ordinary = self.trunks.present().filter(|(_, trunk)| trunk.config.ordinary);
            let free = ordinary.filter(|(_, trunk)| !self.is_full(trunk));
            let mut all: Vec<_> =
                free.map(|(key, trunk)| (!trunk.is_up(), Trunks::rank(trunk), key)).collect();
            // A trunk that is known to be down is the last that is tried.
            all.sort_unstable();
            return all.into_iter().map(|(.., key)| key).collect();
        }
        let known = |id: &TrunkId| {
            let (key, trunk) = self.trunks.find(id)?;
            (trunk.config.ordinary && !self.is_full(trunk)).then_some(key)
        };
        named.iter().filter_map(known).collect()
    }

    /// The places that ring of each phone among targets: each phone's newest, then the second of each, up to what may ring
    /// together.
    fn places_to_ring(&self, targets: &[Target], room: usize) -> HashMap<PhoneId, Vec<Binding>> {
        let mut left: Vec<(&PhoneId, Vec<Binding>)> = Vec::new();
        let mut others = 0;
        for target in targets {
            match target {
                Target::Phone { phone, .. } | Target::CalledBack(phone) => {
                    if left.iter().all(|(known, _)| known != &phone) {
                        left.push((phone, self.phones_at(phone)));
                    }
                }
                _ => others += 1,
            }
        }
        let mut room = room.saturating_sub(others);
        let mut chosen: HashMap<PhoneId, Vec<Binding>> = HashMap::new();
        while room > 0 && left.iter().any(|(_, places)| !places.is_empty()) {
            for (phone, places) in &mut left {
                if room > 0
                    && let Some(place) = places.pop()
                {
                    chosen.entry((*phone).clone()).or_default().push(place);
                    room -= 1;
                }
            }
        }
        chosen
    }

    fn launch(&mut self, call: CallId, targets: &[Target], shown: &Party, offer: Option<Body>) {
        let ring = self.calls.get(&call).and_then(|call| call.ring.as_ref());
        let already = ring.map_or(0, |ring| ring.legs.len());
        let keep = ring.and_then(|ring| ring.keep);
        let withheld = keep
            .and_then(|keep| self.legs.get(&keep))
            .is_some_and(|keep| keep.withheld && matches!(keep.phase, Phase::Waiting(_)));
        let mut places = self.places_to_ring(targets, self.cfg.limits.ring_together.saturating_sub(already));
        if let Some(call) = self.calls.get_mut(&call) {
            (call.refusal, call.lacks_encryption) = (None, false);
            call.called_back |= targets.iter().any(|target| matches!(target, Target::CalledBack(_)));
        }
        let launch = Launch { call, shown, withheld, offer };
        let mut made = 0;
        // Where the caller's own side takes no such call, nobody has to pick up to find that out.
        let is_refused = launch.is_plain() && keep.is_some_and(|keep| self.insists(keep));
        if is_refused {
            self.lacks_encryption(call);
        }
        for target in if is_refused { &[] } else { targets } {
            match target {
                Target::Phone { phone, answers_itself } => {
                    let places = places.remove(phone).unwrap_or_default();
                    made += self.ring_phone(&launch, phone, &places, *answers_itself);
                }
                Target::CalledBack(phone) => {
                    let places = places.remove(phone).unwrap_or_default();
                    made += self.ring_phone(&launch, phone, &places, false);
                }
                Target::Instance(wanted) => {
                    let newest = self.places_of(wanted).pop();
                    made += self.ring_phone(&launch, &wanted.phone, newest.as_slice(), false);
                }
                Target::Outside { number, trunks, identity } => {
                    let ways = self.ways_for(&launch, trunks);
                    made += usize::from(self.ring_outside(&launch, number, ways, identity, None).is_some());
                }
                Target::Emergency { dialled, number, trunks, identity, location } => {
                    let ways = self.emergency_ways(trunks);
                    let content = Some(self.emergency_content(location.clone(), number));
                    if let Some(call) = self.calls.get_mut(&call) {
                        call.emergency = true;
                    }
                    made +=
                        usize::from(self.ring_outside(&launch, dialled, ways, identity, content).is_some());
                }
                Target::Internal { number } => {
                    made += usize::from(self.ring_house(&launch, number).is_some());
                }
            }
        }
        if made == 0 {
            if let Some(ring) = self.calls.get_mut(&call).and_then(|call| call.ring.as_mut()) {
                ring.best.get_or_insert(Cause::Unreachable);
            }
            self.ring_settled(call);
        }
    }

    /// Rings a phone at these places; nowhere, where it may not be offered what the caller has. How many legs that makes.
    fn ring_phone(
        &mut self,
        launch: &Launch<'_>,
        phone: &PhoneId,
        places: &[Binding],
        itself: bool,
    ) -> usize {
        if launch.is_plain() && self.has_to_be_encrypted(launch.call, phone) {
            self.lacks_encryption(launch.call);
            return 0;
        }
        for place in places {
            self.ring_contact(launch, phone, place, itself);
        }
        places.len()
    }

    fn stop_ringing(&mut self, call_id: CallId, phones: &[PhoneId]) -> Result<Accepted, Refused> {
        let call = self.calls.get(&call_id).ok_or(Refused::NoCall)?;
        let Some(ring) = &call.ring else { return Err(Refused::NotNow("nothing rings")) };
        let legs: Vec<LegId> = ring
            .legs
            .iter()
            .copied()
            .filter(|leg| {
                phones.is_empty()
                    || self.legs.get(leg).is_some_and(|leg| {
                        matches!(&leg.endpoint, Endpoint::Phone { phone, .. } if phones.contains(phone))
                    })
            })
            .collect();
        for leg in legs {
            self.drop_leg(leg, Cause::Cancelled);
        }
        self.ring_settled(call_id);
        Ok(Accepted::Done)
    }

    fn hold(&mut self, holder: LegId) -> Result<Accepted, Refused> {
        let call = self.call_of(holder)?;
        let party = call.peer(holder).ok_or(Refused::NotNow("nobody is connected with this leg"))?;
        if call.exchange.is_some() || call.ring.is_some() {
            return Err(Refused::NotNow("somebody is being rung or connected for this call"));
        }
        if self.legs.get(&holder).is_some_and(|leg| leg.holds) {
            return Err(Refused::NotNow("it is on hold"));
        }
        if [holder, party].iter().any(|leg| self.legs.get(leg).is_none_or(|leg| !leg.answered())) {
            return Err(Refused::NotNow("the call is not answered"));
        }
        self.hold_now(holder, 1);
        Ok(Accepted::Done)
    }

    /// Holds, or waits until the phones are done with what they are changing themselves.
    pub(crate) fn hold_now(&mut self, holder: LegId, round: u32) {
        let Ok(call) = self.call_of(holder) else { return };
        let (id, party) = (call.id, call.peer(holder));
        let Some(party) = party.filter(|_| call.exchange.is_none() && call.ring.is_none()) else { return };
        if [holder, party].iter().any(|leg| self.legs.get(leg).is_none_or(|leg| leg.busy())) {
            if round > PATIENCE {
                return self.tell(Event::NotDone { call: id, leg: holder, cause: Cause::Failed });
            }
            self.timers.at(self.now + PAUSE, Timer::Hold(holder, round + 1));
            return;
        }
        self.make_still(party, Purpose::Hold { by: holder });
        self.make_still(holder, Purpose::Still);
    }

    fn make_still(&mut self, id: LegId, purpose: Purpose) {
        let Some(leg) = self.legs.get(&id) else { return };
        if leg.owner.last().is_empty() {
            // It was never told of any media: there is nothing to be made still.
            let call = leg.call;
            if let Purpose::Hold { by } = purpose
                && let Some(holder) = self.legs.get_mut(&by)
            {
                holder.holds = true;
                self.tell(Event::Held { call, leg: by, by_phone: false });
            }
            return;
        }
        let body = sdp::inactive(leg.owner.last());
        let body = self.own(id, &Body::sdp(body));
        let mut fields = self.capabilities(true);
        fields.extend(self.session_fields(None));
        self.leg_request(id, "INVITE", fields, body, purpose);
    }

    fn resume(&mut self, holder: LegId) -> Result<Accepted, Refused> {
        let call = self.call_of(holder)?;
        let (call_id, party) =
            (call.id, call.peer(holder).ok_or(Refused::NotNow("nobody is connected with this leg"))?);
        if call.exchange.is_some() || call.ring.is_some() {
            return Err(Refused::NotNow("somebody is being rung or connected for this call"));
        }
        if !self.legs.get(&holder).is_some_and(|leg| leg.holds) {
            return Err(Refused::NotNow("it is not on hold"));
        }
        let exchange =
            Exchange { change: Change::Resume { by: holder }, keep: party, with: holder, tries: 0 };
        if let Some(call) = self.calls.get_mut(&call_id) {
            call.exchange = Some(exchange);
        }
        self.ask(holder, party);
        Ok(Accepted::Done)
    }

    fn join(&mut self, leg: LegId, with: LegId) -> Result<Accepted, Refused> {
        let party = self.left_by(leg)?;
        if self.call_of(with).is_ok_and(|call| call.ring.as_ref().is_some_and(|ring| ring.keep == Some(with)))
        {
            return self.join_ringing(leg, party, with);
        }
        let asked = self.left_by(with)?;
        let (here, there) = (self.call_of(party)?.id, self.call_of(asked)?.id);
        let emergency = self.calls.get(&there).is_some_and(|call| call.emergency);
        if here == there {
            return Err(Refused::NotNow("both legs are in the same call"));
        }
        for call in [here, there].iter().filter_map(|id| self.calls.get(id)) {
            if call.exchange.is_some() || call.ring.is_some() {
                return Err(Refused::NotNow("somebody is being rung or connected for this call"));
            }
        }
        if [party, asked].iter().any(|leg| self.legs.get(leg).is_none_or(|leg| !leg.answered())) {
            return Err(Refused::NotNow("the call is not answered"));
        }
        let moved: Vec<LegId> = self.calls.get(&there).map(|call| call.legs.clone()).unwrap_or_default();
        for id in moved {
            if let Some(leg) = self.legs.get_mut(&id) {
                leg.call = here;
            }
            self.tell(Event::LegMoved { leg: id, from: there, to: here });
            if let Some(call) = self.calls.get_mut(&here) {
                call.legs.push(id);
            }
        }
        self.calls.remove(&there);
        self.tell(Event::CallEnded { call: there, cause: Cause::Transferred });
        if let Some(call) = self.calls.get_mut(&here) {
            call.departed = None;
            call.emergency |= emergency;
            call.exchange =
                Some(Exchange { change: Change::Join { leg, with }, keep: party, with: asked, tries: 0 });
        }
        self.ask(asked, party);
        Ok(Accepted::Done)
    }

    /// The transferor did not wait until the other one answered: what rings for them rings for the party from now on.
    fn join_ringing(&mut self, leg: LegId, party: LegId, with: LegId) -> Result<Accepted, Refused> {
        let (here, there) = (self.call_of(party)?, self.call_of(with)?);
        if here.id == there.id {
            return Err(Refused::NotNow("both legs are in the same call"));
        }
        let replaces = there.ring.as_ref().is_some_and(|ring| ring.replace.is_some());
        if here.exchange.is_some() || here.ring.is_some() || there.exchange.is_some() || replaces {
            return Err(Refused::NotNow("somebody is being rung or connected for this call"));
        }
        if !self.legs.get(&party).is_some_and(|leg| leg.answered()) {
            return Err(Refused::NotNow("the call is not answered"));
        }
        let (here, there, emergency) = (here.id, there.id, there.emergency);
        let Some(ring) = self.calls.get_mut(&there).and_then(|call| call.ring.take()) else {
            return Err(Refused::NoCall);
        };
        for id in &ring.legs {
            if let Some(leg) = self.legs.get_mut(id) {
                leg.call = here;
            }
            self.tell(Event::LegMoved { leg: *id, from: there, to: here });
        }
        if let Some(call) = self.calls.get_mut(&there) {
            call.legs.retain(|leg| !ring.legs.contains(leg));
        }
        if let Some(call) = self.calls.get_mut(&here) {
            call.departed = None;
            call.emergency |= emergency;
            call.legs.extend(&ring.legs);
            let replace = call.legs.contains(&leg).then_some(leg);
            call.ring = Some(Ring { keep: Some(party), replace, ..ring });
        }
        self.end_call(there, Cause::Transferred);
        Ok(Accepted::Done)
    }

    fn release(&mut self, id: LegId) -> Result<Accepted, Refused> {
        let call = self.call_of(id)?.id;
        let waiting = self.legs.get(&id).is_some_and(|leg| matches!(leg.phase, Phase::Waiting(_)));
        if let Some(call) = self.calls.get_mut(&call) {
            // The other one stays: it is alone now, not hung up on.
            if call.peer(id).is_some() {
                call.pair = None;
            }
        }
        let ringing =
            self.calls.get(&call).and_then(|c| c.ring.as_ref()).is_some_and(|r| r.legs.contains(&id));
        self.drop_leg(id, Cause::HungUp);
        if waiting {
            self.end_call(call, Cause::HungUp);
        } else if ringing {
            self.ring_settled(call);
        } else {
            self.settle(call, id, false, Cause::HungUp);
        }
        Ok(Accepted::Done)
    }
}
