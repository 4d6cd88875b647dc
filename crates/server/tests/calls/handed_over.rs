//! Calls that are handed over, that nobody takes, and what becomes of them when something breaks.

use serde_json::{Value, json};

use crate::office::{LINE, Office, phone};
use crate::sip_phone::At;
use crate::until::until_it;

/// Ben has answered Dora's call by lifting his handset.
async fn ben_talks(office: &Office) -> (Value, String) {
    let dora = office.caller.dial(LINE).await;
    office.ben.pick_up().await;
    office.caller.one(At::Talking).await;
    let call = office
        .line(&office.world.ben, "Ben to have the call", |line| {
            line["calls"][0]["holder"]["id"] == json!(office.world.ben.id)
                && line["calls"][0]["state"] == "active"
        })
        .await["calls"][0]
        .clone();
    (call, dora)
}

/// The calls of the line that are over, once there is one: the store follows what happens.
async fn history(office: &Office) -> Vec<Value> {
    let line = office.line(&office.world.ann, "the line", |_| true).await;
    let id = line["id"].as_str().unwrap().parse().unwrap();
    let noted = async || {
        let mut reader = office.world.store.read().await.unwrap();
        roamline_store::lines::history(&mut reader, id, jiff::Timestamp::MAX, 10).await.unwrap()
    };
    let entries = until_it("a call in the history", noted, |entries| !entries.is_empty()).await;
    entries.iter().map(|entry| serde_json::to_value(entry).unwrap()).collect()
}

#[tokio::test]
async fn a_call_is_handed_over_without_asking() {
    let office = Office::open().await;
    let eve = office.world.colleague("Eve Far").await;
    office.world.extension(&eve, "205").await;
    let (_, far) = phone(&office.world, &eve, "eve").await;
    let (call, _) = ben_talks(&office).await;
    office.acts(&office.world.ben, &call, json!({"action": "transfer", "to": "205"})).await;
    far.pick_up().await;
    far.one(At::Talking).await;
    office.caller.one(At::Talking).await;
    office.ben.idle().await;
    office.quiet(&office.world.ann).await;
    let noted = history(&office).await;
    assert_eq!(noted[0]["outcome"], "transferred");
    assert_eq!(noted[0]["steps"].as_array().unwrap().last().unwrap()["to"], "205");
    office.world.stop().await;
}

#[tokio::test]
async fn a_transfer_that_nobody_takes_comes_back() {
    let office = Office::open().await;
    let eve = office.world.colleague("Eve Far").await;
    office.world.extension(&eve, "205").await;
    let (_, far) = phone(&office.world, &eve, "eve").await;
    let (call, dora) = ben_talks(&office).await;
    office.acts(&office.world.ben, &call, json!({"action": "transfer", "to": "205"})).await;
    far.decline().await;
    office.call(&office.world.ann, "active").await;
    office.caller.one(At::Talking).await;
    office.ben.one(At::Talking).await;
    office.caller.hang_up(&dora).await;
    office.quiet(&office.world.ann).await;
    office.ben.idle().await;
    office.world.stop().await;
}

#[tokio::test]
async fn a_call_is_handed_over_after_asking() {
    let office = Office::open().await;
    let eve = office.world.colleague("Eve Far").await;
    office.world.extension(&eve, "205").await;
    let (_, far) = phone(&office.world, &eve, "eve").await;
    let (call, _) = ben_talks(&office).await;
    let ben = &office.world.ben;
    office.acts(ben, &call, json!({"action": "consult", "to": "205"})).await;
    far.pick_up().await;
    office.caller.one(At::Held).await;
    let asked = office
        .line(ben, "Eve to have answered", |line| line["calls"][0]["details"]["underway"]["answered"] == true)
        .await["calls"][0]
        .clone();
    assert_eq!(asked["details"]["underway"]["kind"], "consultation");
    office.acts(ben, &asked, json!({"action": "complete_transfer"})).await;
    office.ben.idle().await;
    far.one(At::Talking).await;
    office.caller.one(At::Talking).await;
    office.quiet(ben).await;
    office.world.stop().await;
}

#[tokio::test]
async fn whoever_asked_goes_back_to_the_caller() {
    let office = Office::open().await;
    let eve = office.world.colleague("Eve Far").await;
    office.world.extension(&eve, "205").await;
    let (_, far) = phone(&office.world, &eve, "eve").await;
    let (call, dora) = ben_talks(&office).await;
    let ben = &office.world.ben;
    office.acts(ben, &call, json!({"action": "consult", "to": "205"})).await;
    far.one(At::Ringing).await;
    office.caller.one(At::Held).await;
    let asked = office.call(ben, "held").await;
    office.acts(ben, &asked, json!({"action": "abort_transfer"})).await;
    far.idle().await;
    office.caller.one(At::Talking).await;
    office.call(ben, "active").await;
    office.caller.hang_up(&dora).await;
    office.quiet(ben).await;
    office.world.stop().await;
}

#[tokio::test]
async fn a_phone_hands_over_with_its_own_keys() {
    let office = Office::open().await;
    let eve = office.world.colleague("Eve Far").await;
    office.world.extension(&eve, "205").await;
    let (_, far) = phone(&office.world, &eve, "eve").await;
    ben_talks(&office).await;
    let own = office.ben.one(At::Talking).await;
    office.ben.refer(&own, "205").await;
    far.pick_up().await;
    far.one(At::Talking).await;
    office.caller.one(At::Talking).await;
    office.quiet(&office.world.ann).await;
    office.world.stop().await;
}

#[tokio::test]
async fn a_call_that_all_decline_is_over_for_the_caller() {
    let office = Office::open().await;
    office.caller.dial(LINE).await;
    for phone in [&office.ann, &office.ben, &office.cleo] {
        phone.decline().await;
    }
    office.caller.idle().await;
    assert_eq!(office.caller.state().last_code, 603);
    office.quiet(&office.world.ann).await;
    assert_eq!(history(&office).await[0]["outcome"], "declined");
    office.world.stop().await;
}

#[tokio::test]
async fn a_caller_who_gives_up_leaves_nothing_ringing() {
    let office = Office::open().await;
    let dora = office.caller.dial(LINE).await;
    office.ann.one(At::Ringing).await;
    office.call(&office.world.ann, "alerting").await;
    office.caller.cancel(&dora).await;
    for phone in [&office.ann, &office.ben, &office.cleo] {
        phone.idle().await;
    }
    office.quiet(&office.world.ann).await;
    assert_eq!(history(&office).await[0]["outcome"], "missed");
    office.world.stop().await;
}

#[tokio::test]
async fn after_a_restart_calls_are_over_and_everybody_is_told() {
    let office = Office::open().await;
    ben_talks(&office).await;
    let cursor = office.world.cursor().await;
    let Office { world, ann, ben, cleo, caller, .. } = office;
    let world = world.restarted().await;
    // The phones were told goodbye.
    for phone in [&ann, &ben, &cleo, &caller] {
        phone.idle().await;
    }
    let lines = world.ann.entities("line").await;
    assert_eq!(lines[0]["calls"], json!([]));
    // Where telephones are registered is told along with it, before or after.
    let told = serde_json::to_value(world.told(world.cleo.id, cursor).await).unwrap();
    let told = told.as_array().unwrap().iter().rfind(|event| event["entity"]["kind"] == "line");
    assert_eq!(told.unwrap()["entity"]["value"]["calls"], json!([]));
    world.stop().await;
}
