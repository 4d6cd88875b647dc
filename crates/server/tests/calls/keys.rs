//! Lines on the keys of telephones: what a key shows, to whom, and a call that is picked up by it.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::office::{LINE, Office, REALM, server};
use crate::sip_phone::{At, Phone, Watch};
use crate::world::Person;

fn shows(state: &'static str) -> impl Fn(&Watch) -> bool {
    move |watch| watch.body.contains(&format!("<state>{state}</state>"))
}

fn is_dark(watch: &Watch) -> bool {
    !watch.body.contains("<dialog ") || shows("terminated")(watch)
}

fn is_held(watch: &Watch) -> bool {
    shows("confirmed")(watch) && watch.body.contains("+sip.rendering")
}

/// The delegation of somebody on Ann's line, as they see it.
async fn delegation(who: &Person) -> Value {
    who.entities("delegation").await.into_iter().next().unwrap()
}

/// Waits until somebody sees the call on the line locked, or not.
async fn locked(office: &Office, who: &Person, locked: bool) -> Value {
    let line = office.line(who, "the lock", |line| line["calls"][0]["locked"] == locked).await;
    line["calls"][0].clone()
}

#[tokio::test]
async fn a_key_shows_that_its_line_rings_is_used_waits_and_is_free_again() {
    let office = Office::open().await;
    let (ann, ben) = (&office.world.ann, &office.world.ben);
    let key = office.cleo.watch(LINE).await;
    assert_eq!(office.cleo.state().watches[&key].answer, Some(200));
    office.cleo.told(&key, "that the line is free", |watch| !watch.body.is_empty() && is_dark(watch)).await;
    office.caller.dial(LINE).await;
    let told = office.cleo.told(&key, "that it rings", shows("early")).await;
    assert!(
        told.body.contains("Dora Call") && told.body.contains("direction=\"recipient\""),
        "{}",
        told.body
    );

    office.ben.pick_up().await;
    let told = office.cleo.told(&key, "that it is used", shows("confirmed")).await;
    assert!(told.body.contains("Ben Ray") && !told.body.contains("call-id="), "{}", told.body);
    let call = office.call(ben, "active").await;
    office.acts(ben, &call, json!({"action": "hold"})).await;
    let told = office.cleo.told(&key, "that it waits", is_held).await;
    assert!(told.body.contains("call-id="), "{}", told.body);

    // Whoever comes to watch now sees the same.
    let late = office.ann.watch(LINE).await;
    office.ann.told(&late, "that it waits", is_held).await;
    let call = office.call(ben, "held").await;
    office.acts(ben, &call, json!({"action": "lock"})).await;
    let told = office.cleo.told(&key, "that it is locked", |watch| !watch.body.contains("Dora")).await;
    assert!(is_held(&told), "it still shows that the line is used: {}", told.body);
    for hidden in ["Ben Ray", "call-id=", "local-tag", "remote-tag", "<remote>"] {
        assert!(!told.body.contains(hidden), "{hidden}: {}", told.body);
    }
    let call = locked(&office, ben, true).await;
    office.acts(ben, &call, json!({"action": "hang_up"})).await;
    office.cleo.told(&key, "that it is free", is_dark).await;
    office.ann.told(&late, "that it is free", is_dark).await;
    office.quiet(ann).await;
    office.world.stop().await;
}

#[tokio::test]
async fn a_phone_shows_no_line_that_its_owner_has_no_part_in() {
    let office = Office::open().await;
    let cleo = &office.world.cleo;
    let refused = office.caller.watch(LINE).await;
    assert_eq!(office.caller.state().watches[&refused].answer, Some(403));
    let (key, list) = (office.cleo.watch(LINE).await, office.cleo.watch("keys").await);
    office.cleo.told(&key, "how the line is", |watch| !watch.body.is_empty()).await;
    office.cleo.told(&list, "of the line on its key", |watch| watch.body.contains("Ann Lee")).await;
    // The right is gone in the middle of it.
    let delegation = delegation(cleo).await;
    let path = format!("/v1/delegations/{}/end", delegation["id"].as_str().unwrap());
    let (status, answer) = office.world.ann.send_if(&delegation["version"], "POST", &path, None).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let told = office.cleo.told(&key, "that it may not", |watch| watch.state.starts_with("terminated")).await;
    assert_eq!(told.state, "terminated;reason=rejected");
    let told =
        office.cleo.told(&list, "that its key is gone", |watch| !watch.body.contains("<resource ")).await;
    assert!(told.state.starts_with("active"), "{}", told.state);
    office.caller.dial(LINE).await;
    office.ben.one(At::Ringing).await;
    let again = office.cleo.watch(LINE).await;
    assert_eq!(office.cleo.state().watches[&again].answer, Some(403));
    assert!(!office.cleo.state().watches[&list].body.contains("Dora"));
    office.world.stop().await;
}

#[tokio::test]
async fn a_call_that_rings_elsewhere_is_picked_up_by_key() {
    let office = Office::open().await;
    let (ann, cleo) = (&office.world.ann, &office.world.cleo);
    let key = office.cleo.watch(LINE).await;
    let dora = office.caller.dial(LINE).await;
    for phone in [&office.ann, &office.ben, &office.cleo] {
        phone.one(At::Ringing).await;
    }
    let told = office.cleo.told(&key, "that it rings", shows("early")).await;
    office.cleo.press(LINE, &told).await;
    office.cleo.one(At::Talking).await;
    office.caller.one(At::Talking).await;
    for phone in [&office.ann, &office.ben] {
        phone.idle().await;
    }
    let call = office.call(ann, "active").await;
    assert_eq!(call["holder"]["id"], json!(cleo.id));
    let told = office.cleo.told(&key, "that it is used", shows("confirmed")).await;
    assert!(told.body.contains("Cleo"), "{}", told.body);
    // From now on it is a call like any other.
    let call = office.call(cleo, "active").await;
    office.acts(cleo, &call, json!({"action": "hold"})).await;
    office.caller.one(At::Held).await;
    let call = office.call(cleo, "held").await;
    office.acts(cleo, &call, json!({"action": "retrieve", "phone": office.device("cleo")})).await;
    office.caller.one(At::Talking).await;
    office.caller.hang_up(&dora).await;
    office.quiet(ann).await;
    office.cleo.idle().await;
    office.world.stop().await;
}

#[tokio::test]
async fn a_phone_that_is_kept_quiet_picks_up_by_key_too() {
    let office = Office::open().await;
    let (ann, cleo) = (&office.world.ann, &office.world.cleo);
    let path = format!("/v1/desk-phones/{}", office.device("cleo").as_str().unwrap());
    let (status, answer) =
        cleo.send_if(&json!(1), "PUT", &path, Some(json!({"name": "Desk", "rings": false}))).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let key = office.cleo.watch(LINE).await;
    office.caller.dial(LINE).await;
    office.ann.one(At::Ringing).await;
    let told = office.cleo.told(&key, "that it rings", shows("early")).await;
    let own = office.cleo.press(LINE, &told).await;
    office.cleo.one(At::Talking).await;
    office.caller.one(At::Talking).await;
    office.ann.idle().await;
    let call = office.call(ann, "active").await;
    assert_eq!(call["holder"]["id"], json!(cleo.id));
    office.cleo.hang_up(&own).await;
    office.caller.idle().await;
    office.quiet(ann).await;
    office.world.stop().await;
}

#[tokio::test]
async fn a_held_call_is_picked_up_by_key_unless_it_is_locked_or_the_privilege_is_gone() {
    let office = Office::open().await;
    let (ann, ben, cleo) = (&office.world.ann, &office.world.ben, &office.world.cleo);
    let key = office.cleo.watch(LINE).await;
    let dora = office.caller.dial(LINE).await;
    office.ben.pick_up().await;
    let call = office.call(ben, "active").await;
    office.acts(ben, &call, json!({"action": "hold"})).await;
    let open = office.cleo.told(&key, "that it waits", is_held).await;

    // What was shown before the lock opens nothing any more.
    let call = office.call(ben, "held").await;
    office.acts(ben, &call, json!({"action": "lock"})).await;
    office.cleo.told(&key, "that it is locked", |watch| !watch.body.contains("Dora")).await;
    office.cleo.press(LINE, &open).await;
    office.cleo.idle().await;
    assert_eq!(office.cleo.state().last_code, 481);
    let call = locked(&office, ben, true).await;
    assert_eq!(call["holder"]["id"], json!(ben.id));
    office.acts(ben, &call, json!({"action": "unlock"})).await;
    let open = office.cleo.told(&key, "that it is open again", |watch| watch.body.contains("Dora")).await;

    // Cleo may still watch, and no longer pick up.
    let delegation = delegation(cleo).await;
    let mut terms = delegation["terms"].clone();
    terms["privileges"]["pick_up_held"] = json!(false);
    let path = format!("/v1/delegations/{}/terms", delegation["id"].as_str().unwrap());
    let (status, answer) =
        ann.send_if(&delegation["version"], "PUT", &path, Some(json!({"terms": terms}))).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    office
        .line(cleo, "the privilege to be gone", |line| {
            Office::offer(&line["calls"][0], "retrieve").as_deref() == Some("needs_privilege")
        })
        .await;
    office.cleo.press(LINE, &open).await;
    office.cleo.idle().await;
    assert_eq!(office.cleo.state().last_code, 603);
    assert_eq!(office.call(ben, "held").await["holder"]["id"], json!(ben.id));
    office.caller.one(At::Held).await;

    terms["privileges"]["pick_up_held"] = json!(true);
    let (status, answer) = ann.send_if(&answer["version"], "PUT", &path, Some(json!({"terms": terms}))).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    office.line(cleo, "the privilege", |line| Office::offer(&line["calls"][0], "retrieve").is_none()).await;
    office.cleo.press(LINE, &open).await;
    office.cleo.one(At::Talking).await;
    office.caller.one(At::Talking).await;
    office.ben.idle().await;
    office
        .line(ann, "Cleo to have it", |line| {
            line["calls"][0]["state"] == "active" && line["calls"][0]["holder"]["id"] == json!(cleo.id)
        })
        .await;
    office.caller.hang_up(&dora).await;
    office.quiet(ann).await;
    office.world.stop().await;
}

#[tokio::test]
async fn a_new_password_ends_what_was_registered_with_the_old_one_and_no_call() {
    let office = Office::open().await;
    let ben = &office.world.ben;
    let key = office.ben.watch(LINE).await;
    office.caller.dial(LINE).await;
    let own = office.ben.pick_up().await;
    office.caller.one(At::Talking).await;
    let path = format!("/v1/desk-phones/{}/password", office.device("ben").as_str().unwrap());
    let (status, renewed) = ben.send("POST", &path, None).await;
    assert_eq!(status, StatusCode::OK);
    office
        .ben
        .told(&key, "to prove itself anew", |watch| watch.state == "terminated;reason=deactivated")
        .await;
    office.registered(ben, "ben", 0).await;
    assert_eq!(office.ben.state().count(At::Talking), 1);
    // With the new password it is there again.
    let password = renewed["password"].as_str().unwrap();
    let again = Phone::start(server(&office.world), REALM, "ben", password).await;
    office.registered(ben, "ben", 1).await;
    office.ben.hang_up(&own).await;
    office.caller.idle().await;
    office.quiet(ben).await;
    office.caller.dial(LINE).await;
    again.one(At::Ringing).await;
    office.ben.idle().await;

    // A phone that was removed is gone at once, too.
    let path = format!("/v1/desk-phones/{}", office.device("ben").as_str().unwrap());
    ben.delete(&path).await;
    again.idle().await;
    office.ann.one(At::Ringing).await;
    let refused = again.watch(LINE).await;
    assert_eq!(again.state().watches[&refused].answer, Some(407));
    office.world.stop().await;
}
