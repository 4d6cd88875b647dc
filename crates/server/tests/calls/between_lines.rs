//! Calls from one internal line to another: each is rung, shown and acted on by its own rules.

use serde_json::{Value, json};

use crate::office::{LINE, Office, delegate_to, number, phone};
use crate::sip_phone::{At, Phone};
use crate::world::{Person, fresh};

/// Eve's number.
const OTHER: &str = "+442079460019";

/// The office, and Eve with a line of her own, on which Cleo acts as she does on Ann's.
struct Two {
    office: Office,
    eve: Person,
    far: Phone,
}

impl Two {
    async fn open() -> Self {
        let office = Office::open().await;
        let eve = office.world.colleague("Eve Far").await;
        office.world.extension(&eve, "205").await;
        number(&office.world, &eve, OTHER).await;
        let (_, far) = phone(&office.world, &eve, "eve").await;
        let two = Self { office, eve, far };
        two.line(&two.eve, &two.eve, "has come", |_| true).await;
        delegate_to(&two.eve, &two.office.world.cleo).await;
        two.line(&two.office.world.cleo, &two.eve, "has come", |_| true).await;
        two
    }

    /// Waits until the line of `of` is so in the view of `who`.
    async fn line(&self, who: &Person, of: &Person, what: &str, holds: impl Fn(&Value) -> bool) -> Value {
        let is_it = |e: &&Value| e["kind"] == "line" && e["value"]["delegator"] == json!(of.id);
        let there = |all: &[Value]| all.iter().find(is_it).is_some_and(|e| holds(&e["value"]));
        let all = self.office.wait_for(who, what, there).await;
        all.iter().find(is_it).unwrap()["value"].clone()
    }

    /// Waits until there is one call on the line, in this state.
    async fn call(&self, who: &Person, of: &Person, state: &str) -> Value {
        let is_so = |line: &Value| {
            let calls = line["calls"].as_array().unwrap();
            calls.len() == 1 && calls[0]["state"] == state
        };
        self.line(who, of, &format!("a call that is {state}"), is_so).await["calls"][0].clone()
    }

    async fn quiet(&self, of: &Person) {
        self.line(of, of, "no call", |line| line["calls"].as_array().unwrap().is_empty()).await;
    }

    /// Somebody does something about the call on a line.
    async fn acts(&self, who: &Person, of: &Person, call: &Value, act: Value) {
        let line = self.line(who, of, "the line", |_| true).await;
        let path =
            format!("/v1/lines/{}/calls/{}", line["id"].as_str().unwrap(), call["call"].as_str().unwrap());
        let (status, answer) = who.send_versioned(&call["version"], "POST", &path, act).await;
        assert!(status.is_success(), "{status} {answer}");
    }
}

#[tokio::test]
async fn a_call_placed_for_somebody_rings_with_all_who_act_on_the_other_line() {
    let two = Two::open().await;
    let (office, world) = (&two.office, &two.office.world);
    let line = two.line(&world.ben, &world.ann, "the line", |_| true).await;
    let path = format!("/v1/lines/{}/calls", line["id"].as_str().unwrap());
    let place = json!({"call": fresh(), "phone": office.device("ben"), "to": OTHER});
    world.ben.ok("POST", &path, place).await;
    office.ben.one(At::Talking).await;
    two.far.one(At::Ringing).await;
    office.cleo.one(At::Ringing).await;
    let shown = office.cleo.state().calls.into_values().next().unwrap().shown;
    assert!(shown.contains("Ann Lee for Eve Far"), "{shown}");
    let rings = two.call(&two.eve, &two.eve, "alerting").await;
    assert_eq!(rings["details"]["direction"], "incoming");
    assert_eq!(rings["details"]["other"], json!({"number": LINE, "name": "Ann Lee"}));
    let placed = two.call(&world.ann, &world.ann, "alerting").await;
    assert_eq!(placed["details"]["direction"], "placed");
    assert_eq!(placed["details"]["placed_by"]["id"], json!(world.ben.id));
    assert_eq!(placed["details"]["other"]["name"], "Eve Far");

    office.cleo.pick_up().await;
    two.far.idle().await;
    let here = two.call(&world.ben, &world.ann, "active").await;
    let there = two.call(&two.eve, &two.eve, "active").await;
    assert_eq!(here["holder"]["id"], json!(world.ben.id));
    assert_eq!(there["holder"]["id"], json!(world.cleo.id));

    // Each side goes from hand to hand, and the other goes on.
    two.acts(&world.ben, &world.ann, &here, json!({"action": "hold"})).await;
    office.cleo.one(At::Held).await;
    let held = two.call(&world.ann, &world.ann, "held").await;
    assert_eq!(two.call(&two.eve, &two.eve, "active").await["holder"]["id"], json!(world.cleo.id));
    let retrieve = json!({"action": "retrieve", "phone": office.device("ann")});
    two.acts(&world.ann, &world.ann, &held, retrieve).await;
    office.ann.one(At::Talking).await;
    office.ben.idle().await;
    office.cleo.one(At::Talking).await;
    let there = two.call(&world.cleo, &two.eve, "active").await;
    two.acts(&world.cleo, &two.eve, &there, json!({"action": "hold"})).await;
    office.ann.one(At::Held).await;
    let held = two.call(&two.eve, &two.eve, "held").await;
    two.acts(&world.cleo, &two.eve, &held, json!({"action": "hang_up"})).await;
    for of in [&world.ann, &two.eve] {
        two.quiet(of).await;
    }
    for phone in [&office.ann, &office.ben, &office.cleo, &two.far] {
        phone.idle().await;
    }
    two.office.world.stop().await;
}

#[tokio::test]
async fn a_colleague_is_dialled_by_hand_and_both_lines_show_it() {
    let two = Two::open().await;
    let (office, world) = (&two.office, &two.office.world);
    office.ann.dial("205").await;
    let rings = two.call(&two.eve, &two.eve, "alerting").await;
    assert_eq!(rings["details"]["other"], json!({"number": LINE, "name": "Ann Lee"}));
    let placed = two.call(&world.ben, &world.ann, "alerting").await;
    assert_eq!(placed["details"]["direction"], "placed");
    assert_eq!(placed["details"]["other"], json!({"number": "205", "name": "Eve Far"}));
    two.far.decline().await;
    office.cleo.decline().await;
    office.ann.idle().await;
    for of in [&world.ann, &two.eve] {
        two.quiet(of).await;
    }
    two.office.world.stop().await;
}

#[tokio::test]
async fn a_call_is_handed_over_to_a_line() {
    let two = Two::open().await;
    let (office, world) = (&two.office, &two.office.world);
    office.caller.dial(LINE).await;
    office.ben.pick_up().await;
    office.caller.one(At::Talking).await;
    let call = two.call(&world.ben, &world.ann, "active").await;
    two.acts(&world.ben, &world.ann, &call, json!({"action": "transfer", "to": "205"})).await;
    let rings = two.call(&two.eve, &two.eve, "alerting").await;
    assert_eq!(rings["details"]["other"], json!({"number": "204", "name": "Dora Call"}));
    office.cleo.pick_up().await;
    office.caller.one(At::Talking).await;
    office.ben.idle().await;
    two.quiet(&world.ann).await;
    let call = two.call(&two.eve, &two.eve, "active").await;
    assert_eq!(call["holder"]["id"], json!(world.cleo.id));
    two.acts(&world.cleo, &two.eve, &call, json!({"action": "hang_up"})).await;
    office.caller.idle().await;
    two.quiet(&two.eve).await;
    two.office.world.stop().await;
}

#[tokio::test]
async fn whoever_acts_on_a_line_is_asked_before_a_call_is_handed_to_it() {
    let two = Two::open().await;
    let (office, world) = (&two.office, &two.office.world);
    office.caller.dial(LINE).await;
    office.ben.pick_up().await;
    office.caller.one(At::Talking).await;
    let call = two.call(&world.ben, &world.ann, "active").await;
    two.acts(&world.ben, &world.ann, &call, json!({"action": "consult", "to": OTHER})).await;
    office.cleo.one(At::Ringing).await;
    two.far.pick_up().await;
    let asked = two
        .line(&world.ben, &world.ann, "Eve to have answered", |line| {
            line["calls"][0]["details"]["underway"]["answered"] == true
        })
        .await["calls"][0]
        .clone();
    two.acts(&world.ben, &world.ann, &asked, json!({"action": "complete_transfer"})).await;
    office.ben.idle().await;
    two.far.one(At::Talking).await;
    office.caller.one(At::Talking).await;
    two.quiet(&world.ann).await;
    let call = two.call(&two.eve, &two.eve, "active").await;
    assert_eq!(call["holder"]["id"], json!(two.eve.id));
    two.acts(&two.eve, &two.eve, &call, json!({"action": "hang_up"})).await;
    office.caller.idle().await;
    two.quiet(&two.eve).await;
    two.office.world.stop().await;
}
