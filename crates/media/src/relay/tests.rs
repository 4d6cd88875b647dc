#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use super::*;
use proptest::prelude::*;
use rtc_srtp::context::Context;
use rtc_srtp::crypto;
use std::net::IpAddr;
use std::time::{Duration, Instant};

fn at(ip: u8, port: u16) -> SocketAddr {
    SocketAddr::from(([192, 0, 2, ip], port))
}

fn ip(last: u8) -> IpAddr {
    at(last, 0).ip()
}

fn plain(ip: u8, port: u16) -> Vec<Option<Described>> {
    described(ip, port, Protection::None)
}

fn described(ip: u8, port: u16, protection: Protection) -> Vec<Option<Described>> {
    vec![Some(Described { media: Some(at(ip, port)), control: Some(at(ip, port + 1)), protection })]
}

fn line(tag: u32, byte: u8) -> Crypto {
    use base64::Engine as _;
    let inline = base64::engine::general_purpose::STANDARD.encode([byte; 30]);
    Crypto::read(&format!("{tag} AES_CM_128_HMAC_SHA1_80 inline:{inline}")).unwrap()
}

fn keyed(ip: u8, port: u16, keys: &[(u32, u8)]) -> Vec<Option<Described>> {
    described(ip, port, Protection::Keys(keys.iter().map(|(tag, byte)| line(*tag, *byte)).collect()))
}

/// Who sends with a key.
fn sender(byte: u8) -> Context {
    let key = line(1, byte).key.unwrap();
    let provider = crypto::default_provider().unwrap();
    Context::new(&key.master, &key.salt, key.suite.profile(), None, None, provider.crypto()).unwrap()
}

fn rtp(sequence: u16) -> Vec<u8> {
    let [high, low] = sequence.to_be_bytes();
    let mut packet = vec![0x80, 0, high, low, 0, 0, 0, 0, 0, 0, 0, 7];
    packet.extend([0x55; 160]);
    packet
}

fn srtp(from: &mut Context, sequence: u16) -> Vec<u8> {
    from.encrypt_rtp(&rtp(sequence)).unwrap().to_vec()
}

const REPORT: [u8; 8] = [0x80, 201, 0, 1, 0, 0, 0, 7];

/// A session of two, and its time.
struct Talk {
    session: Session,
    now: Instant,
}

impl Talk {
    /// Alice is at 192.0.2.1, and Bob at 192.0.2.2.
    fn of(alice: Vec<Option<Described>>, bob: Vec<Option<Described>>) -> Self {
        let mut session = Session::default();
        assert_eq!(session.offer("alice", ip(1), alice), Side::First);
        assert_eq!(session.answer("alice", "bob", ip(2), bob), Ok(Side::Second));
        Self { session, now: Instant::now() }
    }

    fn arrives(&mut self, side: Side, from: SocketAddr, packet: &[u8]) -> Result<SocketAddr, Dropped> {
        self.session.stream(0).unwrap().arrived(side, Channel::Media, from, packet, self.now)
    }

    fn alice_sends(&mut self, from: SocketAddr) -> Result<SocketAddr, Dropped> {
        self.arrives(Side::First, from, &rtp(1))
    }

    fn bob_sends(&mut self, from: SocketAddr) -> Result<SocketAddr, Dropped> {
        self.arrives(Side::Second, from, &rtp(1))
    }

    fn passes(&mut self, time: Duration) {
        self.now += time;
    }
}

#[test]
fn a_packet_goes_to_where_the_other_says_it_is() {
    let mut talk = Talk::of(plain(1, 4000), plain(2, 5000));
    assert_eq!(talk.alice_sends(at(1, 4000)), Ok(at(2, 5000)));
    assert_eq!(talk.bob_sends(at(2, 5000)), Ok(at(1, 4000)));
    let stream = talk.session.stream(0).unwrap();
    let control = stream.arrived(Side::First, Channel::Control, at(1, 4001), &REPORT, talk.now);
    assert_eq!(control, Ok(at(2, 5001)));
}

#[test]
fn by_one_port_for_both_reports_go_with_the_sound() {
    let mut talk = Talk::of(plain(1, 4000), plain(2, 5000));
    assert_eq!(talk.arrives(Side::First, at(1, 4000), &REPORT), Ok(at(2, 5000)));
}

#[test]
fn what_is_not_the_streams_is_dropped() {
    let mut talk = Talk::of(plain(1, 4000), plain(2, 5000));
    assert_eq!(talk.arrives(Side::First, at(1, 4000), b"noise"), Err(Dropped::Malformed));
    assert_eq!(talk.arrives(Side::First, at(1, 4000), b""), Err(Dropped::Malformed));
    let stream = talk.session.stream(0).unwrap();
    let sound = stream.arrived(Side::First, Channel::Control, at(1, 4001), &rtp(1), talk.now);
    assert_eq!(sound, Err(Dropped::Malformed), "sound at the port for reports");
    let mut fax = Talk::of(described(1, 4000, Protection::Other), described(2, 5000, Protection::Other));
    assert_eq!(fax.arrives(Side::First, at(1, 4000), b"fax"), Ok(at(2, 5000)));
    assert_eq!(fax.arrives(Side::First, at(9, 4000), b"fax"), Err(Dropped::Stranger));
}

#[test]
fn behind_a_router_somebody_is_where_their_packets_come_from() {
    // Bob says a private address; his signalling comes from his router's.
    let mut bob = plain(2, 5000);
    bob[0].as_mut().unwrap().media = Some(SocketAddr::from(([10, 0, 0, 5], 5000)));
    let mut talk = Talk::of(plain(1, 4000), bob);
    assert_eq!(talk.alice_sends(at(1, 4000)), Ok(SocketAddr::from(([10, 0, 0, 5], 5000))));
    assert_eq!(talk.bob_sends(at(2, 61_000)), Ok(at(1, 4000)));
    assert_eq!(talk.alice_sends(at(1, 4000)), Ok(at(2, 61_000)));
}

#[test]
fn where_it_is_not_known_where_somebody_is_packets_wait_for_theirs() {
    let mut bob = plain(2, 5000);
    bob[0].as_mut().unwrap().media = None;
    let mut talk = Talk::of(plain(1, 4000), bob);
    assert_eq!(talk.alice_sends(at(1, 4000)), Err(Dropped::Nowhere));
    assert_eq!(talk.bob_sends(at(2, 61_000)), Ok(at(1, 4000)));
    assert_eq!(talk.alice_sends(at(1, 4000)), Ok(at(2, 61_000)));
}

#[test]
fn a_stranger_gets_nothing_and_is_not_heard() {
    let mut talk = Talk::of(plain(1, 4000), plain(2, 5000));
    // First of all, then in the same house's other port, then after a long silence.
    assert_eq!(talk.bob_sends(at(3, 5000)), Err(Dropped::Stranger));
    assert_eq!(talk.bob_sends(at(2, 5000)), Ok(at(1, 4000)));
    assert_eq!(talk.bob_sends(at(2, 5002)), Err(Dropped::Stranger));
    talk.passes(Duration::from_secs(60));
    assert_eq!(talk.bob_sends(at(3, 5000)), Err(Dropped::Stranger));
    assert_eq!(talk.alice_sends(at(1, 4000)), Ok(at(2, 5000)));
}

#[test]
fn after_two_seconds_of_silence_a_router_may_have_chosen_another_port() {
    let mut talk = Talk::of(plain(1, 4000), plain(2, 5000));
    assert!(talk.bob_sends(at(2, 61_000)).is_ok());
    talk.passes(Duration::from_millis(1_999));
    assert_eq!(talk.bob_sends(at(2, 62_000)), Err(Dropped::Stranger));
    talk.passes(Duration::from_millis(1));
    assert!(talk.bob_sends(at(2, 62_000)).is_ok());
    assert_eq!(talk.alice_sends(at(1, 4000)), Ok(at(2, 62_000)));
    assert_eq!(talk.bob_sends(at(2, 61_000)), Err(Dropped::Stranger), "and the first port is nobody's now");
}

#[test]
fn who_has_the_key_is_followed_wherever_they_come_from() {
    let mut talk = Talk::of(keyed(1, 4000, &[(1, 1)]), keyed(2, 5000, &[(1, 2)]));
    let (mut alice, mut bob) = (sender(1), sender(2));
    assert_eq!(talk.arrives(Side::Second, at(77, 9), &srtp(&mut bob, 1)), Ok(at(1, 4000)));
    assert_eq!(talk.arrives(Side::First, at(1, 4000), &srtp(&mut alice, 1)), Ok(at(77, 9)));
    // Another network, without a word.
    assert_eq!(talk.arrives(Side::Second, at(78, 10), &srtp(&mut bob, 2)), Ok(at(1, 4000)));
    assert_eq!(talk.arrives(Side::First, at(1, 4000), &srtp(&mut alice, 2)), Ok(at(78, 10)));
}

#[test]
fn without_the_key_nobody_is_heard_wherever_they_come_from() {
    let mut talk = Talk::of(keyed(1, 4000, &[(1, 1)]), keyed(2, 5000, &[(1, 2)]));
    let (mut alice, mut bob, mut other) = (sender(1), sender(2), sender(3));
    assert_eq!(talk.bob_sends(at(2, 5000)), Err(Dropped::NotAuthentic), "plain");
    assert_eq!(talk.arrives(Side::Second, at(2, 5000), &srtp(&mut other, 1)), Err(Dropped::NotAuthentic));
    assert_eq!(
        talk.arrives(Side::Second, at(2, 5000), &srtp(&mut alice, 1)),
        Err(Dropped::NotAuthentic),
        "the other side's key is no proof of this one"
    );
    // What somebody has caught and sends again moves nothing, nor what they held back.
    let (first, held, third) = (srtp(&mut bob, 1), srtp(&mut bob, 2), srtp(&mut bob, 3));
    assert!(talk.arrives(Side::Second, at(2, 5000), &first).is_ok());
    assert!(talk.arrives(Side::Second, at(2, 5000), &third).is_ok());
    assert_eq!(talk.arrives(Side::Second, at(66, 6), &first), Err(Dropped::NotAuthentic));
    assert!(talk.arrives(Side::Second, at(66, 6), &held).is_ok());
    assert_eq!(talk.arrives(Side::First, at(1, 4000), &srtp(&mut alice, 2)), Ok(at(2, 5000)));
}

#[test]
fn of_several_keys_the_one_counts_that_the_answer_chose() {
    let mut talk = Talk::of(keyed(1, 4000, &[(1, 1), (2, 4)]), keyed(2, 5000, &[(2, 2)]));
    let (mut first, mut second) = (sender(1), sender(4));
    assert_eq!(talk.arrives(Side::First, at(1, 4000), &srtp(&mut first, 1)), Err(Dropped::NotAuthentic));
    assert!(talk.arrives(Side::First, at(1, 4000), &srtp(&mut second, 1)).is_ok());
    let mut undecided = Talk::of(keyed(1, 4000, &[(1, 1), (2, 4)]), keyed(2, 5000, &[(1, 2), (2, 2)]));
    assert_eq!(undecided.arrives(Side::First, at(1, 4000), &srtp(&mut first, 2)), Err(Dropped::NotAuthentic));
}

#[test]
fn what_cannot_be_checked_passes_by_its_address() {
    let odd = Protection::Keys(vec![Crypto { tag: 1, key: None }]);
    let mut talk = Talk::of(described(1, 4000, odd.clone()), described(2, 5000, odd));
    assert_eq!(talk.alice_sends(at(1, 4000)), Ok(at(2, 5000)));
    assert_eq!(talk.alice_sends(at(3, 4000)), Err(Dropped::Stranger));
}

#[test]
fn what_is_offered_holds_once_it_is_answered() {
    let mut talk = Talk::of(plain(1, 4000), plain(2, 5000));
    assert!(talk.alice_sends(at(1, 4000)).is_ok());
    talk.session.offer("alice", ip(1), plain(1, 4010));
    assert_eq!(talk.bob_sends(at(2, 5000)), Ok(at(1, 4000)), "it may be refused");
    talk.session.answer("alice", "bob", ip(2), plain(2, 5000)).unwrap();
    assert_eq!(talk.bob_sends(at(2, 5000)), Ok(at(1, 4010)));
    assert!(talk.alice_sends(at(1, 4010)).is_ok(), "the first address is forgotten at once");
}

#[test]
fn what_is_said_again_changes_nothing() {
    let mut talk = Talk::of(plain(1, 4000), plain(2, 5000));
    assert!(talk.bob_sends(at(2, 61_000)).is_ok());
    // A session that is refreshed, by the one who was called.
    talk.session.offer("bob", ip(2), plain(2, 5000));
    talk.session.answer("bob", "alice", ip(1), plain(1, 4000)).unwrap();
    assert_eq!(talk.alice_sends(at(1, 4000)), Ok(at(2, 61_000)));
}

#[test]
fn a_key_that_stays_goes_on_counting_and_one_that_is_new_holds_at_once() {
    let mut talk = Talk::of(keyed(1, 4000, &[(1, 1)]), keyed(2, 5000, &[(1, 2)]));
    let mut bob = sender(2);
    for sequence in [65_000, 65_500, 100, 200] {
        assert!(talk.arrives(Side::Second, at(2, 5000), &srtp(&mut bob, sequence)).is_ok());
    }
    talk.session.offer("bob", ip(2), keyed(2, 5010, &[(1, 2)]));
    talk.session.answer("bob", "alice", ip(1), keyed(1, 4000, &[(1, 1)])).unwrap();
    assert!(talk.arrives(Side::Second, at(2, 5010), &srtp(&mut bob, 201)).is_ok(), "after a wrap");
    talk.session.offer("bob", ip(2), keyed(2, 5010, &[(1, 5)]));
    talk.session.answer("bob", "alice", ip(1), keyed(1, 4000, &[(1, 1)])).unwrap();
    assert_eq!(talk.arrives(Side::Second, at(2, 5010), &srtp(&mut bob, 202)), Err(Dropped::NotAuthentic));
    assert!(talk.arrives(Side::Second, at(2, 5010), &srtp(&mut sender(5), 1)).is_ok());
}

#[test]
fn who_is_held_by_the_address_of_nobody_gets_nothing_until_they_are_back() {
    let mut talk = Talk::of(plain(1, 4000), plain(2, 5000));
    let mut still = plain(1, 4000);
    still[0].as_mut().unwrap().media = Some(SocketAddr::from(([0, 0, 0, 0], 4000)));
    talk.session.offer("alice", ip(1), still);
    talk.session.answer("alice", "bob", ip(2), plain(2, 5000)).unwrap();
    assert_eq!(talk.alice_sends(at(1, 4000)), Ok(at(2, 5000)), "music for who is held");
    assert_eq!(talk.bob_sends(at(2, 5000)), Err(Dropped::Nowhere));
    talk.session.offer("alice", ip(1), plain(1, 4000));
    talk.session.answer("alice", "bob", ip(2), plain(2, 5000)).unwrap();
    assert_eq!(talk.bob_sends(at(2, 5000)), Ok(at(1, 4000)));
}

#[test]
fn of_several_that_answer_the_last_one_talks_until_it_leaves() {
    let mut talk = Talk::of(plain(1, 4000), plain(2, 5000));
    talk.session.answer("alice", "carol", ip(3), plain(3, 6000)).unwrap();
    assert_eq!(talk.alice_sends(at(1, 4000)), Ok(at(3, 6000)));
    assert_eq!(talk.bob_sends(at(2, 5000)), Err(Dropped::Stranger));
    talk.session.leave("carol");
    assert_eq!(talk.alice_sends(at(1, 4000)), Ok(at(2, 5000)));
    talk.session.leave("bob");
    assert_eq!(talk.alice_sends(at(1, 4000)), Err(Dropped::Nowhere));
}

#[test]
fn who_answers_what_nobody_has_offered_is_told() {
    let mut session = Session::default();
    assert_eq!(session.answer("alice", "bob", ip(2), plain(2, 5000)), Err(NotOffered));
}

#[test]
fn before_the_answer_nobody_is_heard() {
    let mut session = Session::default();
    session.offer("alice", ip(1), plain(1, 4000));
    let now = Instant::now();
    for side in [Side::First, Side::Second] {
        let arrived = session.stream(0).unwrap().arrived(side, Channel::Media, at(1, 4000), &rtp(1), now);
        assert_eq!(arrived, Err(Dropped::Stranger));
    }
}

#[test]
fn more_than_any_stream_has_is_dropped_and_a_second_later_it_is_good_again() {
    let mut talk = Talk::of(plain(1, 4000), plain(2, 5000));
    let passed = (0..5_000).filter(|_| talk.alice_sends(at(1, 4000)).is_ok()).count();
    assert_eq!(passed, 1_000);
    assert_eq!(talk.alice_sends(at(1, 4000)), Err(Dropped::TooMany));
    assert!(talk.bob_sends(at(2, 5000)).is_ok(), "the other side has its own");
    talk.passes(Duration::from_secs(1));
    assert_eq!((0..5_000).filter(|_| talk.alice_sends(at(1, 4000)).is_ok()).count(), 1_000);
}

#[test]
fn who_sends_much_from_elsewhere_keeps_nobody_out() {
    for (alice, bob) in
        [(plain(1, 4000), plain(2, 5000)), (keyed(1, 4000, &[(1, 1)]), keyed(2, 5000, &[(1, 2)]))]
    {
        let mut talk = Talk::of(alice, bob);
        let is_plain = talk.alice_sends(at(1, 4000)).is_ok();
        let mut sender = sender(1);
        let mut next = |sequence| if is_plain { rtp(sequence) } else { srtp(&mut sender, sequence) };
        assert!(talk.arrives(Side::First, at(1, 4000), &next(2)).is_ok());
        for _ in 0..3_000 {
            assert!(talk.alice_sends(at(3, 4000)).is_err());
        }
        assert_eq!(talk.alice_sends(at(3, 4000)), Err(Dropped::TooMany));
        assert!(talk.arrives(Side::First, at(1, 4000), &next(3)).is_ok());
    }
}

#[test]
fn a_session_has_no_more_streams_and_parties_than_it_may() {
    let many: Vec<_> = (0..40).flat_map(|_| plain(1, 4000)).collect();
    let mut talk = Talk::of(many.clone(), many);
    assert!(talk.session.stream(MAX_STREAMS - 1).is_some() && talk.session.stream(MAX_STREAMS).is_none());
    for number in 0..200 {
        talk.session.answer("alice", &number.to_string(), ip(2), plain(2, 5000)).unwrap();
    }
    for number in 0..136 {
        talk.session.leave(&number.to_string());
    }
    assert!(talk.alice_sends(at(1, 4000)).is_ok(), "the last ones are remembered");
    for number in 136..200 {
        talk.session.leave(&number.to_string());
    }
    assert_eq!(talk.alice_sends(at(1, 4000)), Err(Dropped::Nowhere), "and no more than that");
}

/// Something that happens: a packet from somewhere to a side, time, or a side that says something new.
#[derive(Clone, Debug)]
enum Step {
    Packet { to_first: bool, from: u8, port: u16 },
    Time(u16),
    Says { first: bool, port: u16 },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (any::<bool>(), 1u8..5, 4000u16..4003)
            .prop_map(|(to_first, from, port)| Step::Packet { to_first, from, port }),
        2 => (0u16..4_000).prop_map(Step::Time),
        1 => (any::<bool>(), 4000u16..4003).prop_map(|(first, port)| Step::Says { first, port }),
    ]
}

proptest! {
    /// Whatever happens: what goes out goes to an address of the other side's own, and comes from one of this side's.
    #[test]
    fn plain_sound_stays_among_the_two(steps in proptest::collection::vec(step(), 1..80)) {
        let mut talk = Talk::of(plain(1, 4000), plain(2, 4000));
        for step in steps {
            match step {
                Step::Packet { to_first, from, port } => {
                    let side = if to_first { Side::First } else { Side::Second };
                    if let Ok(to) = talk.arrives(side, at(from, port), &rtp(1)) {
                        let (own, other) = if to_first { (1, 2) } else { (2, 1) };
                        prop_assert_eq!(from, own);
                        prop_assert_eq!(to.ip(), ip(other));
                    }
                }
                Step::Time(ms) => talk.passes(Duration::from_millis(ms.into())),
                Step::Says { first, port } => {
                    let (by, to, own, other) =
                        if first { ("alice", "bob", 1, 2) } else { ("bob", "alice", 2, 1) };
                    talk.session.offer(by, ip(own), plain(own, port));
                    talk.session.answer(by, to, ip(other), plain(other, 4000)).unwrap();
                }
            }
        }
    }

    /// With keys, in whatever order packets come, again or late, from wherever: each passes once, and the latch is where the newest
    /// of them came from.
    #[test]
    fn encrypted_sound_goes_to_where_the_newest_packet_came_from(
        order in proptest::collection::vec((0usize..40, 10u8..20), 1..120),
    ) {
        let mut talk = Talk::of(keyed(1, 4000, &[(1, 1)]), keyed(2, 5000, &[(1, 2)]));
        let (mut alice, mut bob) = (sender(1), sender(2));
        let packets: Vec<Vec<u8>> =
            (0..40).map(|number| srtp(&mut bob, 65_520u16.wrapping_add(number))).collect();
        let mut seen = std::collections::HashSet::new();
        // The first one says where the counting begins.
        let _ = talk.arrives(Side::Second, at(2, 5000), &packets[0]);
        seen.insert(0);
        let (mut newest, mut place) = (0, at(2, 5000));
        for (number, (packet, from)) in order.into_iter().enumerate() {
            let passed = talk.arrives(Side::Second, at(from, 9), &packets[packet]);
            prop_assert_eq!(passed.is_ok(), seen.insert(packet));
            if passed.is_ok() && packet > newest {
                (newest, place) = (packet, at(from, 9));
            }
            let sequence = u16::try_from(number).unwrap();
            prop_assert_eq!(talk.arrives(Side::First, at(1, 4000), &srtp(&mut alice, sequence)), Ok(place));
        }
    }
}
