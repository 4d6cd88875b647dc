//! Whether trunks are there, as they are asked it.
use super::emergency::{BACKUP, PSAP, config_with, makes_an_emergency_call, ring};
use super::*;
use crate::config::EmergencyRoute;
use crate::switch::TrunkStatus;

const MINUTE: Duration = Duration::from_secs(60);

fn checked(transport: Option<Transport>) -> Bench {
    let mut config = config();
    config.trunks[0].check = Some(MINUTE);
    config.trunks[0].peers[0].transport = transport;
    Bench::with(config)
}

fn status(b: &mut Bench) -> TrunkStatus {
    b.snapshot().trunks[0].status.clone()
}

#[test]
fn a_trunk_is_asked_at_once_and_then_as_often_as_is_set() {
    let mut b = checked(Some(Transport::Udp));
    assert_eq!(status(&mut b), TrunkStatus::NotAsked);
    let options = b.request(TRUNK, "OPTIONS");
    assert_eq!(options.uri(), Some("sip:carrier.example"));
    assert!(options.get(Name::From).unwrap().starts_with("<sip:roam@carrier.example>;tag="));
    // Whatever it says, it is there.
    b.send(TRUNK, &reply(&options, 404, TRUNK, ""));
    assert_eq!(status(&mut b), TrunkStatus::Answering);
    b.advance(MINUTE - Duration::from_secs(1));
    b.nothing(TRUNK);
    b.advance(Duration::from_secs(1));
    let options = b.request(TRUNK, "OPTIONS");
    b.send(TRUNK, &reply(&options, 503, TRUNK, ""));
    assert_eq!(status(&mut b), TrunkStatus::Unavailable { code: 503, reason: "Whatever".into() });
}

#[test]
fn one_that_is_silent_is_known_to_be_asked_sooner_and_there_again_when_it_answers() {
    let mut b = checked(Some(Transport::Udp));
    b.events();
    b.advance(Duration::from_secs(5));
    assert_eq!(
        b.events(),
        [Event::Trunk { trunk: TrunkId::new("pstn"), status: TrunkStatus::Silent { why: None } }],
        "told once"
    );
    let since = b.snapshot().trunks[0].since;
    b.discard();
    b.advance(Duration::from_secs(30));
    let options = b.request(TRUNK, "OPTIONS");
    b.discard();
    assert_eq!(b.snapshot().trunks[0].since, since);
    b.send(TRUNK, &reply(&options, 200, TRUNK, ""));
    assert_eq!(status(&mut b), TrunkStatus::Answering);
}

#[test]
fn where_nobody_has_said_how_it_is_reached_udp_is_tried_too() {
    let mut b = checked(None);
    assert_eq!(b.next_by(TRUNK), Transport::Tcp);
    b.request(TRUNK, "OPTIONS");
    b.core.unreachable(([192, 0, 2, 1], TRUNK).into(), None, b.now);
    b.collect();
    assert_eq!(b.next_by(TRUNK), Transport::Udp);
    let options = b.request(TRUNK, "OPTIONS");
    b.send(TRUNK, &reply(&options, 200, TRUNK, ""));
    assert_eq!(status(&mut b), TrunkStatus::Answering);
}

#[test]
fn whoever_asks_now_is_told_what_came() {
    let mut b = bench();
    let check = SwitchCommand::CheckTrunk { trunk: TrunkId::new("pstn") };
    b.do_(check.clone()).unwrap();
    let options = b.request(TRUNK, "OPTIONS");
    b.send(TRUNK, &reply(&options, 200, TRUNK, ""));
    let at = (SocketAddr::from(([192, 0, 2, 1], TRUNK)), Transport::Udp);
    let said = b.events().into_iter().find_map(|event| match event {
        Event::TrunkChecked { answer, asked, .. } => Some((answer, asked)),
        _ => None,
    });
    assert_eq!(said, Some((Some((200, "Whatever".into())), Some(at))));
    b.do_(check).unwrap();
    b.advance(Duration::from_secs(5));
    let nothing = |event: &Event| matches!(event, Event::TrunkChecked { answer: None, asked: Some(_), .. });
    assert!(b.events().iter().any(nothing));
    assert_eq!(status(&mut b), TrunkStatus::Silent { why: None });
    b.discard();
    // It is asked once only: nothing was set.
    b.advance(MINUTE * 5);
    b.nothing(TRUNK);
    let unknown = SwitchCommand::CheckTrunk { trunk: TrunkId::new("none") };
    assert_eq!(b.do_(unknown), Err(Refused::NoTrunk));
}

#[test]
fn a_trunk_without_an_address_has_nothing_said_of_it() {
    let mut config = config();
    config.trunks[0].peers.clear();
    let mut b = Bench::with(config);
    b.do_(SwitchCommand::CheckTrunk { trunk: TrunkId::new("pstn") }).unwrap();
    assert_eq!(status(&mut b), TrunkStatus::NotAsked);
    let nobody = |event: &Event| matches!(event, Event::TrunkChecked { answer: None, asked: None, .. });
    assert!(b.events().iter().any(nobody));
}

#[test]
fn a_trunk_that_is_known_to_be_silent_is_the_last_of_its_kind_for_an_emergency_call() {
    let mut config = config_with(EmergencyRoute::default());
    for trunk in &mut config.trunks {
        trunk.check = Some(MINUTE);
    }
    for named in [&[][..], &["psap", "backup"][..]] {
        let mut b = Bench::with(config.clone());
        for port in [TRUNK, BACKUP] {
            let options = b.request(port, "OPTIONS");
            b.send(port, &reply(&options, 200, port, ""));
        }
        b.advance(Duration::from_secs(5));
        b.discard();
        let (_, call, _) = makes_an_emergency_call(&mut b, &sdp(1000));
        ring(&mut b, call, named, None);
        let first = b.request(BACKUP, "INVITE");
        b.nothing(PSAP);
        b.send(BACKUP, &reply(&first, 503, BACKUP, ""));
        b.request(BACKUP, "ACK");
        b.request(PSAP, "INVITE");
    }
}

#[test]
fn a_registered_trunk_that_does_not_answer_any_more_is_silent_until_it_does() {
    let mut config = config();
    config.trunks[0].registers = true;
    config.trunks[0].check = Some(MINUTE);
    let mut b = Bench::with(config);
    let register = b.request(TRUNK, "REGISTER");
    b.send(TRUNK, &reply(&register, 200, TRUNK, ""));
    let options = b.request(TRUNK, "OPTIONS");
    b.send(TRUNK, &reply(&options, 200, TRUNK, ""));
    assert_eq!(status(&mut b), TrunkStatus::Registered);
    b.advance(MINUTE + Duration::from_secs(5));
    assert_eq!(status(&mut b), TrunkStatus::Silent { why: None });
    b.discard();
    b.advance(Duration::from_secs(30));
    let options = b.request(TRUNK, "OPTIONS");
    b.send(TRUNK, &reply(&options, 200, TRUNK, ""));
    assert_eq!(status(&mut b), TrunkStatus::Registered);
}
