use super::*;
use crate::switch::{ShownCall, ShownState};

/// A SUBSCRIBE that proves who it is; the answer, and the phone's side of the subscription.
pub(super) fn subscribe(b: &mut Bench, user: &str, port: u16, to: &str, extra: &str) -> (Message, Side) {
    let uri = format!("sip:{to}@{REALM}");
    let call_id = format!("watch-{port}-{}", b.branch);
    let ours = format!("<sip:{user}@{REALM}>;tag=w{port}");
    let text = |branch: &str, cseq: u32, auth: &str| {
        format!(
            "SUBSCRIBE {uri} SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:{port};branch={branch};rport\r\nFrom: {ours}\r\n\
             To: <{uri}>\r\nCall-ID: {call_id}\r\nCSeq: {cseq} SUBSCRIBE\r\nMax-Forwards: 70\r\n\
             Contact: <sip:{user}@192.0.2.1:{port}>\r\n{extra}{auth}Content-Length: 0\r\n\r\n"
        )
    };
    let first = b.branch();
    b.send(port, &text(&first, 1, ""));
    let challenge = b.take(port);
    if challenge.code() != 407 {
        return (challenge, Side::none(port));
    }
    let auth = proof(&challenge, Name::ProxyAuthenticate, user, "pass", "SUBSCRIBE", &uri);
    let branch = b.branch();
    b.send(port, &text(&branch, 2, &format!("Proxy-Authorization: {auth}\r\n")));
    let answer = b.take(port);
    if answer.code() != 200 {
        return (answer, Side::none(port));
    }
    let (theirs, target) = (answer.get(Name::To).unwrap().into(), contact(&answer));
    (answer, Side { port, call_id, ours, theirs, target, cseq: 2, branch })
}

impl Side {
    fn none(port: u16) -> Self {
        let text = String::new;
        Self { port, call_id: text(), ours: text(), theirs: text(), target: text(), cseq: 0, branch: text() }
    }
}

const LINE: &str = "Event: dialog\r\nAccept: application/dialog-info+xml\r\n";
const LIST: &str = "Event: dialog\r\nSupported: eventlist\r\nAccept: application/dialog-info+xml, \
                    application/rlmi+xml, multipart/related\r\n";

fn again(b: &mut Bench, user: &str, side: &mut Side, extra: &str) -> Message {
    b.within(side, "SUBSCRIBE", extra, "");
    let challenge = b.response(side.port, 407);
    let target = side.target.clone();
    let auth = proof(&challenge, Name::ProxyAuthenticate, user, "pass", "SUBSCRIBE", &target);
    b.within(side, "SUBSCRIBE", &format!("{extra}Proxy-Authorization: {auth}\r\n"), "");
    b.take(side.port)
}

/// Takes a NOTIFY and answers it.
fn notified(b: &mut Bench, port: u16) -> Message {
    let notify = b.request(port, "NOTIFY");
    b.send(port, &reply(&notify, 200, port, ""));
    notify
}

fn state(notify: &Message) -> &str {
    notify.all(Name::SubscriptionState).next().unwrap()
}

pub(super) fn shown(state: ShownState) -> ShownCall {
    ShownCall {
        call: CallId::make(),
        party: Some(LegId::make()),
        placed: false,
        state,
        remote: Some(Party {
            number: "+15550199".into(),
            name: "Jane \"J\" <Doe> & Sons".into(),
            withheld: false,
        }),
        by: None,
        only: None,
    }
}

pub(super) fn show(b: &mut Bench, line: &str, calls: &[ShownCall]) {
    b.do_(SwitchCommand::ShowLine { line: LineKey::new(line), calls: calls.to_vec() }).unwrap();
}

#[test]
fn a_phone_that_watches_a_line_is_told_at_once_and_of_each_change() {
    let mut b = bench();
    let (ok, _) = subscribe(&mut b, "bob", 2000, "100", LINE);
    assert_eq!(ok.get(Name::Expires), Some("3600"));
    let first = notified(&mut b, 2000);
    assert_eq!(first.get(Name::ContentType), Some("application/dialog-info+xml"));
    assert_eq!((first.get(Name::Event), state(&first)), (Some("dialog"), "active;expires=3600"));
    assert!(
        body(&first).contains("version=\"0\" state=\"full\" entity=\"sip:100@example.org\"></dialog-info>")
    );
    let mut call = shown(ShownState::Ringing);
    show(&mut b, "100", std::slice::from_ref(&call));
    let rings = body(&notified(&mut b, 2000));
    assert!(rings.contains("version=\"1\"") && rings.contains("<state>early</state>"), "{rings}");
    assert!(rings.contains("direction=\"recipient\"") && rings.contains("call-id="));
    assert!(
        rings.contains("display=\"Jane &quot;J&quot; &lt;Doe&gt; &amp; Sons\">sip:+15550199@example.org<")
    );
    call.state = ShownState::Held;
    call.by = Some(Party { number: "x".into(), name: "Bob".into(), withheld: false });
    show(&mut b, "100", std::slice::from_ref(&call));
    let held = body(&notified(&mut b, 2000));
    assert!(held.contains("<state>confirmed</state>") && held.contains("+sip.rendering\" pval=\"no\""));
    assert!(held.contains("<local><identity display=\"Bob\">"));
    show(&mut b, "100", &[call.clone()]);
    b.nothing(2000);
    show(&mut b, "200", &[call.clone()]);
    b.nothing(2000);
    show(&mut b, "100", &[]);
    let over = body(&notified(&mut b, 2000));
    let gone =
        format!("<dialog id=\"{}\"><state>terminated</state></dialog></dialog-info>", call.call.uuid());
    assert!(over.contains(&gone) && over.contains("version=\"3\""), "{over}");
    assert!(b.events().is_empty(), "nothing of it is news to who told it");
}

#[test]
fn one_message_is_on_its_way_at_a_time_and_what_comes_meanwhile_is_gathered() {
    let mut b = bench();
    subscribe(&mut b, "bob", 2000, "100", LINE);
    let first = b.request(2000, "NOTIFY");
    let mut call = shown(ShownState::Ringing);
    for state in [ShownState::Ringing, ShownState::Talking, ShownState::Held] {
        call.state = state;
        show(&mut b, "100", std::slice::from_ref(&call));
    }
    b.nothing(2000);
    b.send(2000, &reply(&first, 200, 2000, ""));
    let second = notified(&mut b, 2000);
    assert!(body(&second).contains("version=\"1\"") && body(&second).contains("+sip.rendering"));
    assert_eq!(second.cseq().unwrap().0, 2);
    b.nothing(2000);
}

#[test]
fn a_closed_call_shows_that_it_is_there_and_no_more() {
    let mut b = bench();
    subscribe(&mut b, "bob", 2000, "100", LINE);
    notified(&mut b, 2000);
    subscribe(&mut b, "carol", 3000, "100", LINE);
    notified(&mut b, 3000);
    let mut call = shown(ShownState::Talking);
    call.by = Some(Party { number: String::new(), name: "Bob Example".into(), withheld: false });
    call.only = Some(vec![PhoneId::new("bob")]);
    show(&mut b, "100", &[call.clone()]);
    let (open, closed) = (body(&notified(&mut b, 2000)), body(&notified(&mut b, 3000)));
    for secret in ["Jane", "15550199", "Bob Example", "local-tag", "remote-tag", "call-id", "<remote>"] {
        assert!(open.contains(secret), "{secret}");
        assert!(!closed.contains(secret), "{secret}: {closed}");
    }
    assert!(closed.contains("<state>confirmed</state>"));
    call.only = None;
    show(&mut b, "100", &[call.clone()]);
    assert_eq!(body(&notified(&mut b, 3000)).matches("Jane").count(), 1);
    call.only = Some(vec![]);
    show(&mut b, "100", &[call]);
    assert!(!body(&notified(&mut b, 3000)).contains("Jane"));
}

#[test]
fn who_may_not_watch_is_refused_and_who_may_no_longer_is_let_go() {
    let mut b = bench();
    assert_eq!(subscribe(&mut b, "bob", 2000, "999", LINE).0.code(), 403);
    b.people.blind.lock().unwrap().push(PhoneId::new("carol"));
    assert_eq!(subscribe(&mut b, "carol", 3000, "100", LINE).0.code(), 403);
    assert_eq!(b.core.watchers.len(), 0);
    subscribe(&mut b, "bob", 2000, "100", LINE);
    notified(&mut b, 2000);
    b.people.blind.lock().unwrap().push(PhoneId::new("bob"));
    show(&mut b, "100", &[shown(ShownState::Ringing)]);
    let last = notified(&mut b, 2000);
    assert_eq!((state(&last), body(&last).as_str()), ("terminated;reason=rejected", ""));
    assert_eq!(b.core.watchers.len(), 0);
}

#[test]
fn what_cannot_be_watched_is_refused_in_the_right_words() {
    let mut b = bench();
    let (answer, _) = subscribe(&mut b, "bob", 2000, "100", "Event: presence\r\n");
    assert_eq!((answer.code(), answer.get(Name::AllowEvents)), (489, Some("dialog")));
    assert_eq!(subscribe(&mut b, "bob", 2000, "100", "").0.code(), 489);
    assert_eq!(
        subscribe(&mut b, "bob", 2000, "100", "Event: dialog\r\nAccept: text/plain\r\n").0.code(),
        406
    );
    let short = subscribe(&mut b, "bob", 2000, "100", "Event: dialog\r\nExpires: 10\r\n").0;
    assert_eq!((short.code(), short.get(Name::MinExpires)), (423, Some("60")));
    assert_eq!(subscribe(&mut b, "bob", 2000, "keys", LINE).0.code(), 421);
    let mut t = b.talking();
    b.within(&mut t.a, "SUBSCRIBE", LINE, "");
    b.response(1000, 403);
    t.a.theirs.push('x');
    b.within(&mut t.a, "SUBSCRIBE", LINE, "");
    b.response(1000, 481);
}

#[test]
fn it_is_renewed_ended_or_runs_out() {
    let mut b = bench();
    let (_, mut side) = subscribe(&mut b, "bob", 2000, "100", "Event: dialog;id=7\r\nExpires: 600\r\n");
    assert_eq!(notified(&mut b, 2000).get(Name::Event), Some("dialog;id=7"));
    b.advance(Duration::from_secs(400));
    let ok = again(&mut b, "bob", &mut side, "Event: dialog;id=7\r\nExpires: 900\r\n");
    assert_eq!((ok.code(), ok.get(Name::Expires)), (200, Some("900")));
    assert_eq!(state(&notified(&mut b, 2000)), "active;expires=900");
    b.advance(Duration::from_secs(600));
    assert_eq!(b.core.watchers.len(), 1, "the old time does not count any more");
    assert_eq!(again(&mut b, "carol", &mut side, LINE).code(), 403, "nobody renews for another");
    assert_eq!(again(&mut b, "bob", &mut side, "Event: refer\r\n").code(), 489);
    b.advance(Duration::from_secs(300));
    assert_eq!(state(&notified(&mut b, 2000)), "terminated;reason=timeout");
    b.within(&mut side, "SUBSCRIBE", LINE, "");
    b.response(2000, 481);
    let (_, mut side) = subscribe(&mut b, "bob", 2000, "100", LINE);
    notified(&mut b, 2000);
    assert_eq!(again(&mut b, "bob", &mut side, "Event: dialog\r\nExpires: 0\r\n").code(), 200);
    assert_eq!(state(&notified(&mut b, 2000)), "terminated;reason=timeout");
    b.assert_empty();
    assert_eq!(b.core.timers.len(), 0);
}

#[test]
fn a_look_at_the_state_leaves_nothing_behind() {
    let mut b = bench();
    show(&mut b, "100", &[shown(ShownState::Ringing)]);
    let (ok, _) = subscribe(&mut b, "bob", 2000, "100", "Event: dialog\r\nExpires: 0\r\n");
    assert_eq!(ok.get(Name::Expires), Some("0"));
    let only = notified(&mut b, 2000);
    assert_eq!(state(&only), "terminated;reason=timeout");
    assert!(body(&only).contains("<state>early</state>"));
    b.assert_empty();
}

#[test]
fn a_phone_that_knows_of_no_subscription_or_is_gone_has_none() {
    for answers in [true, false] {
        let mut b = bench();
        subscribe(&mut b, "bob", 2000, "100", LINE);
        let notify = b.request(2000, "NOTIFY");
        if answers {
            b.send(2000, &reply(&notify, 481, 2000, ""));
        } else {
            b.advance(Duration::from_secs(40));
            b.discard();
        }
        show(&mut b, "100", &[shown(ShownState::Ringing)]);
        b.nothing(2000);
        b.assert_empty();
    }
}

#[test]
fn a_refusal_that_passes_is_no_end() {
    let mut b = bench();
    subscribe(&mut b, "bob", 2000, "100", LINE);
    let notify = b.request(2000, "NOTIFY");
    b.send(2000, &reply(&notify, 503, 2000, ""));
    show(&mut b, "100", &[shown(ShownState::Ringing)]);
    notified(&mut b, 2000);
}

#[test]
fn the_lines_on_a_phones_keys_come_as_one_list() {
    let mut b = bench();
    let (ok, _) = subscribe(&mut b, "bob", 2000, "keys", LIST);
    assert_eq!(ok.get(Name::Require), Some("eventlist"));
    let full = notified(&mut b, 2000);
    assert_eq!(full.get(Name::Require), Some("eventlist"));
    let kind = full.get(Name::ContentType).unwrap();
    assert!(kind.starts_with("multipart/related;type=\"application/rlmi+xml\";start=\"<list."), "{kind}");
    let text = body(&full);
    assert!(text.contains("uri=\"sip:keys@example.org\" version=\"0\" fullState=\"true\">"), "{text}");
    assert!(text.contains("<resource uri=\"sip:100@example.org\"><name>The &lt;Boss&gt;</name>"));
    assert_eq!(text.matches("Content-Type: application/dialog-info+xml").count(), 2, "and nothing of 300");
    assert!(!text.contains("300"));
    show(&mut b, "200", &[shown(ShownState::Ringing)]);
    let part = body(&notified(&mut b, 2000));
    assert!(part.contains("version=\"1\" fullState=\"false\">") && !part.contains("sip:100@"), "{part}");
    assert!(part.contains("entity=\"sip:200@example.org\"") && part.contains("<state>early</state>"));
    show(&mut b, "300", &[shown(ShownState::Ringing)]);
    b.nothing(2000);
    b.do_(SwitchCommand::KeysChanged { phone: PhoneId::new("bob") }).unwrap();
    assert!(body(&notified(&mut b, 2000)).contains("version=\"2\" fullState=\"true\">"));
    b.people.blind.lock().unwrap().push(PhoneId::new("bob"));
    b.do_(SwitchCommand::KeysChanged { phone: PhoneId::new("bob") }).unwrap();
    assert!(!body(&notified(&mut b, 2000)).contains("<resource"));
    show(&mut b, "200", &[]);
    b.nothing(2000);
    b.advance(Duration::from_secs(3600));
    assert_eq!(state(&notified(&mut b, 2000)), "terminated;reason=timeout");
    b.assert_empty();
}

#[test]
fn a_phone_has_so_many_subscriptions_and_all_together_so_many() {
    let mut config = config();
    config.limits.subscriptions_per_phone = 3;
    config.limits.subscriptions = 5;
    let mut b = Bench::with(config);
    for port in 2000..2010 {
        assert_eq!(subscribe(&mut b, "bob", port, "100", LINE).0.code(), 200);
        assert!(b.core.watchers.len() <= 3);
    }
    subscribe(&mut b, "carol", 3000, "100", LINE);
    b.discard();
    assert_eq!(subscribe(&mut b, "carol", 3000, "100", LINE).0.code(), 200, "a restart takes its own place");
    subscribe(&mut b, "carol", 3001, "100", LINE);
    assert_eq!(b.core.watchers.len(), 5);
    let full = subscribe(&mut b, "dave", 4000, "100", LINE).0;
    assert!(full.code() == 503 && full.get(Name::RetryAfter).is_some());
}

#[test]
fn who_watched_over_a_connection_that_broke_comes_back() {
    let mut b = bench();
    subscribe(&mut b, "bob", 2000, "100", LINE);
    notified(&mut b, 2000);
    b.core.watchers.reroute(7);
    b.core.disconnected(7, b.now);
    assert_eq!(b.core.watchers.len(), 0);
}
