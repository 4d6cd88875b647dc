//! The view: what the windows show, worked out of the state.

use std::collections::BTreeSet;

use jiff::Timestamp;
use roamline_api::place::NamedPlace;
use roamline_api::sync::Entity;
use roamline_domain::access_network::Evidence;
use roamline_domain::dispatch::{self, Dispatch, DispatchableLocation, Ladder, NamedAddress, Said};
use roamline_domain::encounter::Encounter;
use roamline_domain::report::Place;
use roamline_domain::wiremap::RuleMatch;

use super::link::{Stream, Tokens};
use super::network::network_name;
use super::session::SigningIn;
use super::{Controller, GRACE, after};
use crate::saved::PutOff;
use crate::view::{Connection, Here, Permission, Prompt, PromptQuestion, Status, Step, View, Waiting};

/// Places that are offered again.
const RECENT: usize = 5;

impl Controller {
    /// What the windows show at `now`.
    #[must_use]
    pub fn view(&self, now: Timestamp) -> View {
        let prompt = self.prompt(now);
        let dispatch = self.dispatch();
        let lines =
            |l: &Option<DispatchableLocation>| l.as_ref().map(|l| l.address.lines()).unwrap_or_default();
        View {
            step: self.step(),
            server: self.saved.values.server.as_ref().map(|s| s.origin.clone()),
            connection: self.connection(),
            keychain: self.keychain,
            permission: self.permission(),
            me: self.me().cloned(),
            device: self.saved.values.device.filter(|_| self.saved.values.signed_in),
            status: self.status(prompt.as_ref()),
            dispatch_lines: lines(&dispatch.location),
            next_lines: lines(&dispatch.next),
            dispatch,
            here: self.here(),
            prompt,
            outbox: self.waiting(),
            personal_locations: self.entities(|e| match e {
                Entity::PersonalLocation(p) => Some(p.clone()),
                _ => None,
            }),
            recent: self.recent(),
            proposals: {
                let mut proposals = self.entities(|e| match e {
                    Entity::Proposal(p) => Some(p.clone()),
                    _ => None,
                });
                proposals.sort_by_key(|p| std::cmp::Reverse((p.made_at, p.id)));
                proposals
            },
            delegations: self.delegations(),
            lines: self.lines(),
            emergency_calls: self.emergency_calls(),
            desk_phones: self.desk_phones(),
            chosen_phone: self.chosen_phone(),
            settings: self.saved.values.settings.clone(),
        }
    }

    pub(super) fn entities<T>(&self, pick: impl Fn(&Entity) -> Option<T>) -> Vec<T> {
        self.saved.entities.values().filter_map(pick).collect()
    }

    fn step(&self) -> Step {
        let values = &self.saved.values;
        match (&self.signing_in, &values.server) {
            (SigningIn::Open { url }, _) => Step::SigningIn { url: url.clone() },
            (_, None) => Step::ChooseServer,
            _ if !values.signed_in => Step::SignIn,
            _ if self.wants_permission() => Step::Permission,
            _ => Step::Ready,
        }
    }

    fn wants_permission(&self) -> bool {
        let policy = self.me().is_some_and(|me| me.policy.wants_location_permission());
        policy && !self.saved.values.permission_seen
    }

    fn permission(&self) -> Permission {
        if self.asking_permission {
            return Permission::Asking;
        }
        self.saved.values.permission.clone().unwrap_or(Permission::NotAsked)
    }

    fn connection(&self) -> Connection {
        let since = self.saved.values.last_online;
        let offline = |reason: &str| Connection::Offline { since, reason: reason.to_owned() };
        match (self.saved.values.signed_in, self.link.tokens) {
            (false, _) => Connection::Idle,
            (true, Tokens::Void) => Connection::SignedOut,
            (true, Tokens::Locked) => offline("The keychain with your sign-in is locked."),
            (true, Tokens::None | Tokens::Loading) => Connection::Connecting,
            (true, Tokens::Present) => match (self.link.stream, &self.link.reason) {
                (Stream::Open, _) => Connection::Online,
                (_, Some(reason)) => offline(reason),
                (_, None) => Connection::Connecting,
            },
        }
    }

    fn status(&self, prompt: Option<&Prompt>) -> Status {
        let settled = matches!(self.encounter(), Some(Encounter::Settled { .. }));
        match prompt.map(|p| &p.question) {
            Some(PromptQuestion::Add) => Status::Add,
            Some(PromptQuestion::Confirm { .. } | PromptQuestion::Choose { .. }) => Status::Confirm,
            Some(PromptQuestion::Change { .. }) | None if settled && self.link.tokens != Tokens::Void => {
                Status::Settled
            }
            Some(PromptQuestion::Change { .. }) | None => Status::Unavailable,
        }
    }

    /// The server has not said yet where this network is, and is likely to before the user would have read a prompt.
    fn is_waiting_for_answer(&self, now: Timestamp) -> bool {
        let tokens_to_come = self.saved.values.signed_in && self.link.tokens == Tokens::Loading;
        let may_answer = self.may_call() || tokens_to_come || self.link.confirming;
        let in_time = self.presence.arrived_at.is_some_and(|at| now < after(at, GRACE));
        !self.presence.judged && may_answer && in_time
    }

    /// The question that waits for an answer.
    pub(super) fn prompt(&self, now: Timestamp) -> Option<Prompt> {
        let me = self.me()?;
        let key = self.presence.key()?.clone();
        let network = self.presence.network.as_ref()?;
        let encounter = self.encounter()?;
        if encounter.asks() && self.is_waiting_for_answer(now) {
            return None;
        }
        let named = |m: &RuleMatch| self.name_of(Place::Company { location: m.location });
        let question = match &encounter {
            Encounter::Settled { place, .. } if self.changing => {
                PromptQuestion::Change { place: self.name_of(*place)? }
            }
            Encounter::Settled { .. } => return None,
            Encounter::Confirm { matched, .. } => {
                named(matched).map_or(PromptQuestion::Add, |place| PromptQuestion::Confirm { place })
            }
            Encounter::Choose { candidates, .. } => {
                match candidates.iter().map(named).collect::<Option<Vec<NamedPlace>>>() {
                    Some(places) => PromptQuestion::Choose { places },
                    None => PromptQuestion::Add,
                }
            }
            Encounter::Add { .. } => PromptQuestion::Add,
        };
        let put_off = self.put_off().filter(|_| !matches!(question, PromptQuestion::Change { .. }));
        Some(Prompt {
            network_key: key,
            network_name: network_name(network),
            question,
            snoozed_until: match put_off {
                Some(PutOff::Until(until)) => Some(until),
                _ => None,
            },
            snoozed_until_move: put_off == Some(PutOff::NextMove),
            company_allowed: me.policy.bootstrap,
            personal_allowed: me.policy.personal_locations,
        })
    }

    /// How long the present network's prompt is put off.
    fn put_off(&self) -> Option<PutOff> {
        let stay = self.saved.values.stay.as_ref()?;
        let snoozed = self.saved.values.snoozed.iter().find(|s| stay.keys.contains(&s.network_key))?;
        Some(snoozed.put_off)
    }

    /// Where an emergency call from here goes, by the ladder of the domain, worked out from what is known here: so it
    /// is right without the server, too.
    pub(super) fn dispatch(&self) -> Dispatch {
        let Some(me) = self.me() else { return Dispatch::default() };
        let encounter = self.encounter();
        let identification = self.identification();
        let here = match &encounter {
            _ if !me.policy.nomadic => dispatch::Here::NotWatched,
            None => dispatch::Here::NotKnown,
            Some(encounter) => {
                let said = match encounter {
                    Encounter::Settled { place, report, at, heard_at } => Said::Place {
                        place: *place,
                        at: *at,
                        heard_at: *heard_at,
                        is_delivered: !self.saved.outbox.iter().any(|queued| queued.report.id == *report),
                    },
                    asking => asking.into(),
                };
                dispatch::Here::On { said, wiremap: (&identification).into() }
            }
        };
        let named = |place| {
            self.name_of(place).map(|named| NamedAddress { label: named.label, address: named.address })
        };
        let default_address = me.default_address.and_then(|personal| {
            let place = Place::Personal { personal };
            Some((place, named(place)?))
        });
        let site = NamedAddress { label: me.site_name.clone(), address: me.site_address.clone() };
        Ladder { here, default_address, site: Some(site) }.climb(named)
    }

    fn here(&self) -> Option<Here> {
        let network = self.presence.network.clone()?;
        let known = self.presence.measured.is_some();
        let identified = self.last_identified().filter(|_| known);
        let encounter = self.encounter();
        let place = match &encounter {
            Some(Encounter::Settled { place, .. }) => self.name_of(*place),
            _ => None,
        };
        let mut own: Vec<_> = self.presence.key().into_iter().flat_map(|key| self.reports_of(key)).collect();
        own.sort_by_key(|r| (r.heard_at, r.report));
        Some(Here {
            network_key: self.presence.key().cloned(),
            name: network_name(&network),
            evidence: Evidence { network, public_ip: identified.and_then(|i| i.public_ip) },
            matched: identified.and_then(|i| i.identification.matched().cloned()),
            place,
            portable: own.last().is_some_and(|r| r.portable),
            lacking: self.presence.lacking.clone(),
        })
    }

    fn waiting(&self) -> Vec<Waiting> {
        self.saved
            .outbox
            .iter()
            .map(|q| Waiting {
                report: q.report.id,
                at: q.report.at,
                place: q.place.clone(),
                network_name: q.network_name.clone(),
                refused: q.refused.clone(),
            })
            .collect()
    }

    fn recent(&self) -> Vec<NamedPlace> {
        let delivered = self.entities(|e| match e {
            Entity::KnownNetwork(known) => Some((known.report.at, known.place.clone())),
            _ => None,
        });
        let waiting = self.saved.outbox.iter().filter(|q| q.refused.is_none());
        let mut used: Vec<(Timestamp, NamedPlace)> =
            delivered.into_iter().chain(waiting.map(|q| (q.report.at, q.place.clone()))).collect();
        used.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        let mut seen = BTreeSet::new();
        used.into_iter()
            .map(|(_, place)| place)
            .filter(|p| !matches!(p.place, Place::Proposed { .. }))
            .filter(|p| seen.insert(format!("{:?}", p.place)))
            .take(RECENT)
            .collect()
    }
}
