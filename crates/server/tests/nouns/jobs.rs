//! Work on many people goes on in batches, is seen by administrators, and survives a restart.

use jiff::SignedDuration;
use roamline_api::job::JobKind;
use roamline_store::audit::{self, AuditFilter};
use roamline_store::{Urgency, jobs};
use serde_json::{Value, json};

use crate::world::{Person, World, fresh};

/// Ann's lines, on which everybody at Leeds acts.
async fn shared(world: &World) {
    for delegate in [&world.ben, &world.leeds_admin, &world.admin] {
        let delegate = json!({"kind": "user", "id": delegate.id});
        let terms = json!({"privileges": {"place_calls": true, "answer_calls": true, "pick_up_held": true, "lock_calls": true}});
        let body = json!({"id": fresh(), "delegate": delegate, "terms": terms});
        world.admin.ok("POST", &format!("/v1/shared-lines/{}/delegates", world.ann.id), body).await;
    }
}

async fn suspended(person: &Person) -> usize {
    let seen = person.entities("delegation").await;
    seen.iter().filter(|delegation| delegation["suspended"].is_object()).count()
}

async fn switch_off(world: &World) {
    let mut policy = world.admin.get("/v1/policies/account").await;
    policy["policy"]["delegation"] = json!(false);
    world.admin.ok("PUT", "/v1/policies/account", policy).await;
}

#[tokio::test]
async fn administrators_see_how_far_it_is_and_others_do_not() {
    let world = World::new().await;
    shared(&world).await;
    // Nobody else writes meanwhile, so that the work waits.
    let emergency = world.store.write_as(Urgency::Emergency, None).await.unwrap();
    let admin = world.admin.clone();
    let mut policy = world.admin.get("/v1/policies/account").await;
    policy["policy"]["delegation"] = json!(false);
    let changed = tokio::spawn(async move { admin.ok("PUT", "/v1/policies/account", policy).await });
    emergency.commit().await.unwrap();
    changed.await.unwrap();
    let seen = world.leeds_admin.get("/v1/jobs").await;
    for job in seen.as_array().unwrap() {
        assert!(job["done"].as_u64().unwrap() <= job["total"].as_u64().unwrap_or(u64::MAX), "{job}");
        assert!(job["work"]["kind"].is_string(), "{job}");
    }
    assert_eq!(world.ann.refused("GET", "/v1/jobs", None).await.0, "forbidden");
    world.settled().await;
    assert_eq!(world.admin.get("/v1/jobs").await, json!([]));
    assert_eq!((suspended(&world.ann).await, suspended(&world.ben).await), (3, 1));
}

#[tokio::test]
async fn one_audit_entry_tells_of_all_delegations_of_a_site() {
    let world = World::new().await;
    shared(&world).await;
    switch_off(&world).await;
    world.settled().await;
    let mut reader = world.store.read().await.unwrap();
    let filter = |site| AuditFilter {
        site,
        action: Some("delegation.suspended".to_owned()),
        limit: 10,
        ..AuditFilter::default()
    };
    for site in [None, Some(world.leeds)] {
        let entries = audit::list(&mut reader, &filter(site)).await.unwrap();
        let said: Vec<_> = entries.iter().map(|entry| entry.summary.as_str()).collect();
        assert_eq!(said, ["3 delegations were suspended as the policy says"]);
    }
    assert!(audit::list(&mut reader, &filter(Some(world.austin))).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_was_begun_goes_on_after_a_restart() {
    let world = World::new().await;
    shared(&world).await;
    switch_off(&world).await;
    let world = world.restarted().await;
    world.settled().await;
    assert_eq!(suspended(&world.ann).await, 3);
    // Each is told once, whatever was done twice: of the delegation, and of its end.
    let mail = world.wait_for_mail("ben.ray@harrier.example", 2).await;
    let told = mail.iter().filter(|mail| mail.contains("suspended")).count();
    assert_eq!(told, 1, "{mail:?}");
}

#[tokio::test]
async fn what_is_asked_for_twice_is_done_once_and_from_the_beginning() {
    let world = World::new().await;
    let mut tx = world.store.write(None).await.unwrap();
    let kind = JobKind::People { site: Some(world.austin) };
    let first = tx.begin_job(kind).await.unwrap();
    let mut row = jobs::find(&mut tx, first).await.unwrap().unwrap();
    row.position = "x".to_owned();
    row.done = 3;
    row.total = Some(4);
    jobs::update(&mut tx, &row).await.unwrap();
    assert_eq!(tx.begin_job(kind).await.unwrap(), first);
    let row = jobs::find(&mut tx, first).await.unwrap().unwrap();
    assert_eq!((row.position.as_str(), row.done, row.total), ("", 0, None));
}

#[tokio::test]
async fn a_clock_that_leapt_deletes_and_signs_out_nothing() {
    let world = World::new().await;
    let clock = |state: &Value| state["held"].as_bool().unwrap();
    assert!(!clock(&world.leeds_admin.get("/v1/clock").await));
    for leap in [SignedDuration::from_hours(24 * 365 * 5), -SignedDuration::from_hours(24 * 365 * 7)] {
        world.clock.leap(leap);
        // Everybody is still signed in.
        let state = world.leeds_admin.get("/v1/clock").await;
        assert!(clock(&state), "{state}");
        roamline_server::retention::sweep(&world.store).await.unwrap();
        assert_eq!(world.ann.get("/v1/me").await["name"], "Ann Lee");
        for other in [&world.ann, &world.leeds_admin] {
            assert_eq!(other.refused("POST", "/v1/clock/confirm", None).await.0, "forbidden");
        }
        world.clock.leap(-leap);
        assert!(!clock(&world.leeds_admin.get("/v1/clock").await), "it was put right by itself");
    }
    world.clock.leap(SignedDuration::from_hours(24 * 30));
    let world = world.restarted().await;
    assert!(clock(&world.admin.get("/v1/clock").await), "a restart is no agreement");
    assert!(!clock(&world.admin.ok("POST", "/v1/clock/confirm", json!({})).await));
}
