//! The list of trunks: what becomes of each when there is another.

use super::timers::Timer;
use super::trunk::{KnownTrunk, Reach, TrunkKey, TrunkState, Trunks};
use super::{Core, Standing};
use crate::config::{Peer, Trunk};
use crate::event::Event;
use crate::switch::{Accepted, TrunkId};
use std::collections::HashSet;
use std::time::Duration;

/// How often it is looked whether the last call has gone by a trunk that is none any more.
const FORGETTING: Duration = Duration::from_secs(60);

impl Core {
    /// What has been set when the engine starts.
    pub(crate) fn begin_trunks(&mut self) {
        let all: Vec<TrunkKey> = self.trunks.present().map(|(key, _)| key).collect();
        for key in all {
            self.begin_trunk(key);
        }
    }

    fn begin_trunk(&mut self, key: TrunkKey) {
        let Some(trunk) = self.trunks.get(key) else { return };
        self.tls_is_news |= trunk.config.tls.is_some();
        // Trunks come before strangers as registered telephones do.
        self.standing.extend(Trunks::addresses(&trunk.config).map(Standing::Registered));
        let registers = trunk.config.registers;
        if registers && trunk.state.registration.next.is_none() {
            self.register_trunk(key);
        } else if let Some(next) = trunk.state.registration.next {
            self.timers.at(next, Timer::Trunk(key));
        }
        if self.trunks.config(key).is_some_and(|trunk| trunk.check.is_some()) {
            self.check_trunk(key, false);
        }
    }

    /// These are the trunks from now on.
    pub(crate) fn set_trunks(&mut self, list: Vec<Trunk>) -> Accepted {
        let named: HashSet<TrunkId> = list.iter().map(|trunk| trunk.id.clone()).collect();
        let gone: Vec<TrunkKey> = self
            .trunks
            .present()
            .filter(|(_, trunk)| !named.contains(&trunk.config.id))
            .map(|(key, _)| key)
            .collect();
        for key in gone {
            self.leave(key);
            if let Some(id) = self.trunks.config(key).map(|trunk| trunk.id.clone()) {
                self.tell(Event::TrunkGone { trunk: id });
            }
        }
        for (place, config) in list.into_iter().enumerate() {
            self.set_trunk(config, place);
        }
        Accepted::Done
    }

    fn set_trunk(&mut self, config: Trunk, place: usize) {
        let Some((old_key, old)) = self.trunks.find(&config.id) else {
            let trunk = KnownTrunk::new(config, place, TrunkState::default());
            let (id, status) = (trunk.config.id.clone(), trunk.status.clone());
            let key = self.trunks.insert(trunk);
            self.tell(Event::Trunk { trunk: id, status });
            return self.begin_trunk(key);
        };
        if old.config == config {
            if let Some(trunk) = self.trunks.known.get_mut(&old_key) {
                trunk.place = place;
            }
            return;
        }
        let mut state = TrunkState {
            registration: old.state.registration.goes_on(&old.config, &config),
            ..TrunkState::default()
        };
        let is_known = |peer: &Peer| old.config.peers.contains(peer);
        let (is_same, is_near) = (config.peers.iter().all(is_known), config.peers.iter().any(is_known));
        // Where nobody has answered, somebody may at another address.
        let is_told = is_same || is_near && old.state.reach != Reach::Silent;
        if is_told && old.config.domain == config.domain {
            let is_watched_less = old.config.check.is_some() && config.check.is_none();
            state.reach = if is_watched_less { Reach::Unknown } else { old.state.reach.clone() };
            state.udp_until = old.state.udp_until.clone();
            state.avoided_until = old.state.avoided_until.clone();
        }
        let mut trunk = KnownTrunk::new(config, place, state);
        let is_news = trunk.status != old.status;
        if !is_news {
            trunk.since = old.since;
        }
        // A binding that the new one renews is not taken back by the old one.
        if trunk.state.registration.is_same_record(&old.state.registration) {
            self.retire(old_key);
        } else {
            self.leave(old_key);
        }
        let (id, status) = (trunk.config.id.clone(), trunk.status.clone());
        let key = self.trunks.insert(trunk);
        if is_news {
            self.tell(Event::Trunk { trunk: id, status });
        }
        self.begin_trunk(key);
    }

    /// No call begins by a trunk any more, and its registration is taken back.
    fn leave(&mut self, key: TrunkKey) {
        self.retire(key);
        self.take_registration_back(key);
    }

    fn retire(&mut self, key: TrunkKey) {
        if let Some(trunk) = self.trunks.known.get_mut(&key) {
            trunk.is_gone = true;
            self.timers.at(self.now + FORGETTING, Timer::ForgetTrunk(key));
        }
    }

    /// A trunk that is none any more is forgotten when its last call has ended.
    pub(crate) fn forget_trunk(&mut self, key: TrunkKey) {
        if self.legs.values().any(|leg| leg.trunk() == Some(key) || leg.goes_by(key)) {
            self.timers.at(self.now + FORGETTING, Timer::ForgetTrunk(key));
        } else if let Some(trunk) = self.trunks.known.remove(&key) {
            self.standing.extend(Trunks::addresses(&trunk.config).map(Standing::Left));
        }
    }
}
