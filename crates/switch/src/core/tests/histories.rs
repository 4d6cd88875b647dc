//! Random histories: phones that answer, refuse, collide, fall silent and hang up while commands are given at any moment.

use super::*;
use crate::switch::Cause;
use proptest::prelude::*;

#[allow(dead_code, unreachable_pub)]
#[path = "../../../tests/support/model.rs"]
mod model;

const PORTS: [(&str, u16); 4] = [("alice", 1000), ("bob", 2000), ("carol", 3000), ("dave", 4000)];

#[derive(Clone, Debug)]
enum Step {
    /// Somebody calls.
    Call(usize),
    /// A command about a call and two of its legs, picked by number.
    Command(u8, usize, usize, usize),
    /// A phone takes the oldest message that it was sent, and answers in one of many ways.
    Phone(usize, u8),
    /// A phone that is on a call acts by itself.
    Act(usize, u8),
    /// Time passes.
    Wait(u16),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        1 => (0..4usize).prop_map(Step::Call),
        4 => (0..11u8, any::<usize>(), any::<usize>(), 0..4usize).prop_map(|(k, a, b, c)| Step::Command(k, a, b, c)),
        12 => (0..4usize, 0..16u8).prop_map(|(p, k)| Step::Phone(p, k)),
        2 => (any::<usize>(), 0..5u8).prop_map(|(n, k)| Step::Act(n, k)),
        2 => (0..3_000u16).prop_map(Step::Wait),
    ]
}

struct World {
    b: Bench,
    sides: Vec<Side>,
    invites: Vec<(u16, Message)>,
    model: model::Model,
    heard: broadcast::Receiver<Sequenced>,
}

impl World {
    fn new() -> Self {
        let mut b = bench();
        let heard = b.core.sender().subscribe();
        let model = model::Model::from(&b.snapshot());
        for (name, port) in PORTS {
            b.register(name, port);
        }
        Self { b, sides: Vec::new(), invites: Vec::new(), model, heard }
    }

    fn check(&mut self) {
        while let Ok(event) = self.heard.try_recv() {
            self.model.apply(&event);
        }
        assert_eq!(self.model, model::Model::from(&self.b.snapshot()));
        while let Ok(event) = self.b.events.try_recv() {
            self.b.sequence = event.sequence;
        }
        for call in self.b.core.calls.values() {
            assert!(!call.legs.is_empty(), "a call without a leg");
            if let Some((a, b)) = call.pair {
                assert!(
                    call.legs.contains(&a) && call.legs.contains(&b),
                    "connected with somebody who is not there"
                );
            }
            if let Some(ring) = &call.ring {
                assert!(!ring.legs.is_empty(), "ringing without a phone");
                assert!(ring.keep.is_none_or(|keep| call.legs.contains(&keep)));
            }
        }
    }

    fn take(&mut self, step: &Step) {
        match *step {
            Step::Call(who) => {
                let (name, port) = PORTS[who];
                // The proof takes messages of its own: what waits for this phone comes after.
                let waiting: Vec<_> = self.b.sent.iter().filter(|(p, _)| *p == port).cloned().collect();
                self.b.sent.retain(|(p, _)| *p != port);
                if self.b.core.calls.len() < 4 {
                    let (side, _, _) = self.b.call(name, port, "x", "", &sdp(port));
                    self.sides.push(side);
                }
                self.b.sent.extend(waiting);
            }
            Step::Command(kind, call, leg, who) => self.command(kind, call, leg, who),
            Step::Phone(who, kind) => self.phone(PORTS[who].1, kind),
            Step::Act(which, kind) => self.act(which, kind),
            Step::Wait(ms) => self.b.advance(Duration::from_millis(ms.into())),
        }
    }

    fn command(&mut self, kind: u8, call: usize, leg: usize, who: usize) {
        let calls = self.b.snapshot().calls;
        if calls.is_empty() {
            return;
        }
        let view = &calls[call % calls.len()];
        let other = &calls[leg % calls.len()];
        let legs: Vec<LegId> = view.legs.iter().map(|l| l.leg).collect();
        let (call, leg) = (view.call, legs[leg % legs.len()]);
        let targets = vec![phone(PORTS[who].0), phone(PORTS[(who + 1) % 4].0)];
        let _ = self.b.do_(match kind {
            0 | 1 => SwitchCommand::Ring { call, targets, shown: None },
            2 => SwitchCommand::Hold { leg },
            3 => SwitchCommand::Resume { leg },
            4 => SwitchCommand::Retrieve { leg, targets, shown: None },
            5 => SwitchCommand::Transfer { leg, targets },
            6 => SwitchCommand::Join { leg, with: other.legs[0].leg },
            7 => SwitchCommand::StopRinging { call, phones: vec![] },
            8 | 9 => SwitchCommand::PickUp { leg, party: other.legs[who % other.legs.len()].leg },
            _ if who == 0 => SwitchCommand::HangUp { call, cause: Cause::HungUp },
            _ => SwitchCommand::Release { leg },
        });
    }

    fn phone(&mut self, port: u16, kind: u8) {
        let Some(at) = self.b.sent.iter().position(|(to, _)| *to == port) else { return };
        let (_, message) = self.b.sent.remove(at).unwrap();
        match message.method() {
            Some("INVITE") => {
                let (code, text) = match kind {
                    0..=2 => (180, String::new()),
                    3..=9 => (200, sdp(port)),
                    10 => (486, String::new()),
                    11 => (491, String::new()),
                    12 => (481, String::new()),
                    13 => (200, String::new()),
                    _ => return,
                };
                self.invites.push((port, message.clone()));
                self.b.send(port, &reply(&message, code, port, &text));
                if code == 180 {
                    self.b.sent.push_front((port, message));
                } else if code == 200 {
                    self.sides.push(Side {
                        port,
                        call_id: message.get(Name::CallId).unwrap().into(),
                        ours: format!(
                            "{};tag=t{port}",
                            message.get(Name::To).unwrap().split(";tag=").next().unwrap()
                        ),
                        theirs: message.get(Name::From).unwrap().into(),
                        target: contact(&message),
                        cseq: 100,
                        branch: String::new(),
                    });
                }
            }
            Some("ACK") => {}
            Some("CANCEL") => {
                self.b.send(port, &reply(&message, 200, port, ""));
                let key = message.get(Name::CallId).map(str::to_owned);
                let invite =
                    self.invites.iter().find(|(_, i)| i.get(Name::CallId).map(str::to_owned) == key).cloned();
                if let (Some((_, invite)), true) = (invite, kind < 14) {
                    let (code, text) = if kind < 3 { (200, sdp(port)) } else { (487, String::new()) };
                    self.b.send(port, &reply(&invite, code, port, &text));
                }
            }
            Some(_) if kind < 15 => self.b.send(port, &reply(&message, 200, port, "")),
            Some(_) => {}
            None => self.answered(port, &message, kind),
        }
    }

    fn answered(&mut self, port: u16, message: &Message, kind: u8) {
        let call_id = message.get(Name::CallId).unwrap_or_default();
        let invite = message.get(Name::CSeq).unwrap_or_default().ends_with("INVITE");
        let Some(side) = self.sides.iter_mut().find(|s| s.port == port && s.call_id == call_id) else {
            return;
        };
        if message.code() == 200 && invite && kind < 15 {
            side.theirs = message.get(Name::To).unwrap().into();
            side.target = contact(message);
            let mut side = side.clone();
            side.cseq = message.cseq().unwrap().0;
            let text = if kind < 4 { sdp(port) } else { String::new() };
            self.b.within(&mut side, "ACK", "", &text);
        }
    }

    fn act(&mut self, which: usize, kind: u8) {
        if self.sides.is_empty() {
            return;
        }
        let which = which % self.sides.len();
        let mut side = self.sides[which].clone();
        let port = side.port;
        match kind {
            0 => self.b.within(&mut side, "BYE", "", ""),
            1 => self.b.within(&mut side, "INVITE", "", &sdp_with(port, "sendonly")),
            2 => self.b.within(&mut side, "UPDATE", "", &sdp(port)),
            3 => self.b.within(&mut side, "INFO", "Content-Type: application/dtmf-relay\r\n", "Signal=5\r\n"),
            _ => self.b.within(&mut side, "REFER", "Refer-To: <sip:dave@example.org>\r\n", ""),
        }
        self.sides[which].cseq = side.cseq;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, max_shrink_iters: 4_000, ..ProptestConfig::default() })]

    /// After each step: events and snapshot agree, nobody is connected with somebody who is not there, nothing rings
    /// without a phone. When all is over, nothing is left.
    #[test]
    fn whatever_happens_events_tell_it_and_nothing_is_left(steps in prop::collection::vec(step(), 1..60)) {
        let mut world = World::new();
        for step in &steps {
            world.take(step);
            world.check();
        }
        let calls: Vec<_> = world.b.core.calls.keys().copied().collect();
        for call in calls {
            world.b.do_(SwitchCommand::HangUp { call, cause: Cause::HungUp }).unwrap();
        }
        world.check();
        world.b.discard();
        world.b.assert_empty();
    }
}
