//! A call rings everybody; one has it, all see it, and it goes from hand to hand.

use serde_json::json;

use crate::office::{LINE, Office, server};
use crate::sip_phone::{At, Phone};
use crate::world::fresh;

#[tokio::test]
async fn a_call_rings_all_who_answers_has_it_and_all_see_it() {
    let office = Office::open().await;
    let (ann, ben, cleo) = (&office.world.ann, &office.world.ben, &office.world.cleo);
    office.caller.dial(LINE).await;
    for phone in [&office.ann, &office.ben, &office.cleo] {
        phone.one(At::Ringing).await;
    }
    for who in [ann, ben, cleo] {
        let call = office.call(who, "alerting").await;
        assert_eq!(call["details"]["direction"], "incoming");
        assert_eq!(call["details"]["other"]["name"], "Dora Call");
        assert_eq!(call["details"]["rings_with_you"], true);
        assert_eq!(Office::offer(&call, "answer"), None);
    }
    // Ben clicks: his phone picks up by itself, the others stop ringing.
    let call = office.call(ben, "alerting").await;
    office.acts(ben, &call, json!({"action": "answer", "phone": office.device("ben")})).await;
    let dora = office.caller.one(At::Talking).await;
    office.ben.one(At::Talking).await;
    office.ann.idle().await;
    office.cleo.idle().await;
    for who in [ann, cleo] {
        let call = office.call(who, "active").await;
        assert_eq!(call["holder"]["id"], json!(ben.id));
        assert_eq!(Office::offer(&call, "hold").as_deref(), Some("not_on_call"));
    }
    // Whoever is late is told who has it.
    let (status, answer) =
        office.act(cleo, &call, json!({"action": "answer", "phone": office.device("cleo")})).await;
    assert_eq!((status.as_u16(), answer["code"].as_str()), (409, Some("appearance_taken")));
    assert_eq!(answer["message"], "Ben Ray has this call.");
    assert_eq!(answer["refusal"]["by"]["id"], json!(ben.id));

    let call = office.call(ben, "active").await;
    office.acts(ben, &call, json!({"action": "hold"})).await;
    office.caller.one(At::Held).await;
    let held = office.call(ann, "held").await;
    assert_eq!(held["holder"]["id"], json!(ben.id));
    // Ann picks it up: her phone rings by itself, Ben's is let go.
    office.acts(ann, &held, json!({"action": "retrieve", "phone": office.device("ann")})).await;
    office.ann.one(At::Talking).await;
    office.caller.one(At::Talking).await;
    office.ben.idle().await;
    let call = office.line(ben, "Ann to have it", |line| {
        line["calls"][0]["state"] == "active" && line["calls"][0]["holder"]["id"] == json!(ann.id)
    });
    call.await;
    // Locked and held, it is nobody's but hers.
    let call = office.call(ann, "active").await;
    office.acts(ann, &call, json!({"action": "lock"})).await;
    let call =
        office.line(ann, "the lock", |line| line["calls"][0]["locked"] == true).await["calls"][0].clone();
    office.acts(ann, &call, json!({"action": "hold"})).await;
    let locked = office.call(cleo, "held").await;
    assert_eq!(locked["locked"], true);
    assert_eq!(locked.get("details"), None, "{locked}");
    assert_eq!(Office::offer(&locked, "retrieve").as_deref(), Some("locked"));
    let (status, answer) =
        office.act(cleo, &locked, json!({"action": "retrieve", "phone": office.device("cleo")})).await;
    assert_eq!((status.as_u16(), answer["code"].as_str()), (409, Some("line_refused")));
    assert_eq!(answer["message"], "Ann Lee has locked this call.");

    office.caller.hang_up(&dora).await;
    for who in [ann, ben, cleo] {
        office.quiet(who).await;
    }
    office.ann.idle().await;
    office.world.stop().await;
}

#[tokio::test]
async fn a_delegate_places_a_call_with_the_number_of_the_line() {
    let office = Office::open().await;
    let (ann, ben) = (&office.world.ann, &office.world.ben);
    let line = office.line(ben, "the line", |_| true).await;
    let path = format!("/v1/lines/{}/calls", line["id"].as_str().unwrap());
    let place = json!({"call": fresh(), "phone": office.device("ben"), "to": "204"});
    ben.ok("POST", &path, place.clone()).await;
    office.ben.one(At::Talking).await;
    office.caller.one(At::Ringing).await;
    let shown = office.caller.state().calls.into_values().next().unwrap().shown;
    assert!(shown.contains(LINE) && shown.contains("Ann Lee"), "{shown}");
    // The same once more is the same call.
    ben.ok("POST", &path, place).await;
    let call = office.call(ann, "alerting").await;
    assert_eq!(call["details"]["direction"], "placed");
    assert_eq!(call["details"]["placed_by"]["id"], json!(ben.id));
    let dora = office.caller.pick_up().await;
    let call = office.call(ann, "active").await;
    assert_eq!(call["holder"]["id"], json!(ben.id));
    office.caller.hang_up(&dora).await;
    office.quiet(ann).await;
    office.ben.idle().await;
    office.world.stop().await;
}

#[tokio::test]
async fn a_telephone_registers_the_moment_its_password_is_told() {
    let office = Office::open().await;
    let body = json!({"id": fresh(), "name": "Another"});
    let told = office.world.ann.ok("POST", "/v1/desk-phones", body).await;
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let username = text(&told["phone"]["username"]);
    Phone::start(server(&office.world), &text(&told["domain"]), &username, &text(&told["password"])).await;
}

#[tokio::test]
async fn a_hold_that_the_other_side_refuses_leaves_the_call_as_it_was() {
    let office = Office::open().await;
    let ben = &office.world.ben;
    office.caller.dial(LINE).await;
    let call = office.call(ben, "alerting").await;
    office.acts(ben, &call, json!({"action": "answer", "phone": office.device("ben")})).await;
    let dora = office.caller.one(At::Talking).await;
    let call = office.call(ben, "active").await;
    office.caller.refuse_changes();
    office.acts(ben, &call, json!({"action": "hold"})).await;
    let before = call["version"].as_u64().unwrap();
    office
        .line(ben, "the call active again", |line| {
            let call = &line["calls"][0];
            call["state"] == "active" && call["version"].as_u64() >= Some(before + 2)
        })
        .await;
    assert_eq!(office.caller.one(At::Talking).await, dora);
    office.caller.hang_up(&dora).await;
    office.ben.idle().await;
}
