//! By which trunk an emergency call leaves, how it travels there, and by which number.
use super::emergency::{
    BACKUP, DOCUMENT, PSAP, config_with, location, makes_an_emergency_call, parts, ring, uri,
};
use super::*;
use crate::config::{AsksFor, EmergencyRoute};
use crate::core::Standing;

fn peer(port: u16) -> SocketAddr {
    SocketAddr::from(([192, 0, 2, 1], port))
}

fn emergency(transport: Option<Transport>) -> Bench {
    let mut config = config_with(EmergencyRoute::default());
    for trunk in &mut config.trunks {
        trunk.peers[0].transport = transport;
    }
    Bench::with(config)
}

fn leaves(b: &mut Bench) -> Side {
    let (side, call, _) = makes_an_emergency_call(b, &sdp(1000));
    ring(b, call, &[], Some(location()));
    side
}

/// The INVITE that goes to a port, which travels so.
fn by(b: &mut Bench, port: u16, transport: Transport) -> Message {
    assert_eq!(b.next_by(port), transport);
    b.request(port, "INVITE")
}

#[test]
fn it_travels_by_tcp_and_by_udp_at_once_where_that_is_refused() {
    for transport in [None, Some(Transport::Udp)] {
        let mut b = emergency(transport);
        let mut a = leaves(&mut b);
        let first = by(&mut b, PSAP, Transport::Tcp);
        assert!(first.get(Name::Via).unwrap().starts_with("SIP/2.0/TCP "));
        assert!(first.get(Name::Contact).unwrap().contains(";transport=tcp"));
        b.nothing(PSAP);
        b.core.unreachable(peer(PSAP), None, b.now);
        b.collect();
        let second = by(&mut b, PSAP, Transport::Udp);
        assert_eq!(parts(&second)[1].1, DOCUMENT);
        b.nothing(BACKUP);
        b.send(PSAP, &reply(&second, 200, PSAP, &sdp(PSAP)));
        b.request(PSAP, "ACK");
        b.answered(&mut a);
    }
}

#[test]
fn a_trunk_that_is_silent_by_tcp_and_by_udp_is_left_within_its_patience() {
    let mut b = emergency(None);
    leaves(&mut b);
    by(&mut b, PSAP, Transport::Tcp);
    b.advance(Duration::from_millis(1_999));
    b.nothing(PSAP);
    b.core.take_standing();
    b.advance(Duration::from_millis(1));
    // The stream may be dead without a word: the next message there begins another.
    assert_eq!(b.core.take_standing(), [Standing::Silent(peer(PSAP))]);
    by(&mut b, PSAP, Transport::Udp);
    b.advance(Duration::from_millis(1_999));
    b.nothing(BACKUP);
    b.advance(Duration::from_millis(1));
    by(&mut b, BACKUP, Transport::Tcp);
    // What speaks nothing but UDP is not silent: the next trunk is not asked.
    b.advance(Duration::from_secs(2));
    let invite = by(&mut b, BACKUP, Transport::Udp);
    b.send(BACKUP, &reply(&invite, 180, BACKUP, ""));
    b.advance(Duration::from_secs(20));
    b.nothing(TRUNK);
}

#[test]
fn a_trunk_that_is_to_be_reached_by_tcp_is_tried_by_udp_when_nothing_else_has_answered() {
    let mut b = emergency(Some(Transport::Tcp));
    leaves(&mut b);
    for port in [PSAP, BACKUP, TRUNK] {
        by(&mut b, port, Transport::Tcp);
        b.core.unreachable(peer(port), None, b.now);
        b.collect();
    }
    by(&mut b, PSAP, Transport::Udp);
}

#[test]
fn a_trunk_that_refuses_is_not_asked_again_by_another_transport() {
    for code in [403, 503] {
        let mut b = emergency(None);
        leaves(&mut b);
        let invite = by(&mut b, PSAP, Transport::Tcp);
        b.send(PSAP, &reply(&invite, code, PSAP, ""));
        b.request(PSAP, "ACK");
        by(&mut b, BACKUP, Transport::Tcp);
        b.nothing(PSAP);
    }
}

#[test]
fn an_answer_that_comes_too_late_by_tcp_is_told_goodbye() {
    let mut b = emergency(None);
    let mut a = leaves(&mut b);
    let first = by(&mut b, PSAP, Transport::Tcp);
    b.advance(Duration::from_secs(2));
    let second = by(&mut b, PSAP, Transport::Udp);
    b.send(PSAP, &reply(&second, 200, PSAP, &sdp(PSAP)));
    b.request(PSAP, "ACK");
    b.answered(&mut a);
    b.discard();
    b.send(PSAP, &reply(&first, 200, PSAP, &sdp(PSAP)));
    assert_eq!(b.next_by(PSAP), Transport::Tcp);
    b.request(PSAP, "ACK");
    b.request(PSAP, "BYE");
}

fn dials(b: &mut Bench) -> CallId {
    let (_, call, _) = b.call("alice", 1000, "5559999", "", &sdp(1000));
    let target = Target::Outside { number: "5559999".into(), trunks: vec![], identity: Party::default() };
    b.do_(SwitchCommand::Ring { call, targets: vec![target], shown: None }).unwrap();
    call
}

#[test]
fn other_calls_wait_for_tcp_once_and_know_it_then() {
    let mut config = config();
    config.trunks[0].peers[0].transport = None;
    let mut b = Bench::with(config);
    b.register("alice", 1000);
    let call = dials(&mut b);
    by(&mut b, TRUNK, Transport::Tcp);
    b.advance(Duration::from_secs(2));
    let invite = by(&mut b, TRUNK, Transport::Udp);
    b.send(TRUNK, &reply(&invite, 180, TRUNK, ""));
    b.do_(SwitchCommand::HangUp { call, cause: crate::switch::Cause::HungUp }).unwrap();
    b.discard();
    dials(&mut b);
    by(&mut b, TRUNK, Transport::Udp);
    b.advance(Duration::from_secs(3_600));
    b.discard();
    dials(&mut b);
    by(&mut b, TRUNK, Transport::Tcp);
}

#[test]
fn a_trunk_is_registered_at_by_udp_where_tcp_leads_nowhere() {
    let mut config = config();
    config.trunks[0].peers[0].transport = None;
    config.trunks[0].registers = true;
    let mut b = Bench::with(config);
    assert_eq!(b.next_by(TRUNK), Transport::Tcp);
    b.request(TRUNK, "REGISTER");
    b.core.unreachable(peer(TRUNK), None, b.now);
    b.collect();
    assert_eq!(b.next_by(TRUNK), Transport::Udp);
    let register = b.request(TRUNK, "REGISTER");
    b.send(TRUNK, &reply_with(&register, 200, TRUNK, "Expires: 120\r\n", ""));
    assert_eq!(
        b.events(),
        [Event::Trunk { trunk: TrunkId::new("pstn"), status: crate::switch::TrunkStatus::Registered }]
    );
}

#[test]
fn a_service_goes_out_as_the_number_that_is_right_there() {
    for service in ["urn:service:sos", "urn:service:sos.fire"] {
        let mut config = config_with(EmergencyRoute::default());
        config.trunks[1].emergency_number = Some("999".into());
        let mut b = Bench::with(config);
        b.register("alice", 1000);
        let (_, call, _) = b.call("alice", 1000, service, "", &sdp(1000));
        let target = Target::Emergency {
            dialled: service.into(),
            number: "112".into(),
            trunks: vec![],
            identity: Party { number: "+15125550123".into(), name: String::new(), withheld: false },
            location: None,
        };
        b.do_(SwitchCommand::Ring { call, targets: vec![target], shown: None }).unwrap();
        for (port, expected) in [
            (PSAP, "sip:999@psap.example"),
            (BACKUP, "sip:112@backup.example"),
            (TRUNK, "sip:112@carrier.example"),
        ] {
            let invite = b.request(port, "INVITE");
            assert_eq!(uri(&invite), expected);
            b.send(port, &reply(&invite, 403, port, ""));
            b.request(port, "ACK");
        }
    }
}

#[test]
fn a_trunk_that_takes_services_is_asked_for_the_one_that_was_dialled() {
    let mut b = Bench::with(config_with(EmergencyRoute { asks_for: AsksFor::Service, ..Default::default() }));
    b.register("alice", 1000);
    for (dialled, expected) in [("urn:service:sos.fire", "urn:service:sos.fire"), ("911", "urn:service:sos")]
    {
        let (_, call, _) = b.call("alice", 1000, dialled, "", &sdp(1000));
        let target = Target::Emergency {
            dialled: dialled.into(),
            number: "112".into(),
            trunks: vec![],
            identity: Party::default(),
            location: None,
        };
        b.do_(SwitchCommand::Ring { call, targets: vec![target], shown: None }).unwrap();
        assert_eq!(uri(&b.request(PSAP, "INVITE")), expected);
    }
}
