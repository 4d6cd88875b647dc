//! What is written down along with every change: events, audit entries, mail; and what a transaction promises.

use jiff::SignedDuration;
use roamline_api::sync::{Change, Entity, EntityKey};
use roamline_domain::ids::DeviceId;
use roamline_store::audit::{self, AuditAction, AuditFilter, AuditSubject};
use roamline_store::events::{self, Following};
use roamline_store::mail::{self, Priority};
use roamline_store::{Urgency, accounts, devices, users};
use uuid::Uuid;

use crate::world::World;

/// Renames the user and says so.
async fn rename(world: &World, name: &str) {
    let mut tx = world.tx().await;
    let mut row = users::user(&mut tx, world.user.id).await.unwrap().unwrap();
    row.user.name = name.to_owned();
    users::update(&mut tx, &row).await.unwrap();
    tx.touch(world.user.id, EntityKey::Me);
    tx.commit().await.unwrap();
}

async fn following(world: &World, cursor: i64, limit: i64) -> Option<Vec<roamline_api::sync::Event>> {
    let mut reader = world.reader().await;
    match events::after(&mut reader, world.user.id, cursor, limit).await.unwrap() {
        Following::Events(events) => Some(events),
        Following::Gone => None,
    }
}

pub(crate) async fn events_are_numbered_in_the_order_of_commits(world: World) {
    let start = events::cursor(&mut *world.reader().await).await.unwrap();
    let writers = (0..20).map(|number| {
        let world = &world;
        async move { rename(world, &format!("Ada {number}")).await }
    });
    futures_util::future::join_all(writers).await;
    let events = following(&world, start, 100).await.unwrap();
    let numbers: Vec<_> = events.iter().map(|e| e.seq).collect();
    assert_eq!(numbers, (start + 1..=start + 20).collect::<Vec<_>>());
    let last = users::user(&mut *world.reader().await, world.user.id).await.unwrap().unwrap().user.name;
    let Change::Put { entity: Entity::Me(me) } = &events[19].change else { panic!("{:?}", events[19]) };
    assert_eq!(me.name, last);
    assert_eq!(following(&world, start, 5).await.unwrap().len(), 5);
    assert_eq!(following(&world, start + 20, 5).await.unwrap(), []);
}

pub(crate) async fn the_same_change_is_not_told_twice(world: World) {
    let start = events::cursor(&mut *world.reader().await).await.unwrap();
    for _ in 0..3 {
        rename(&world, "Ada").await;
    }
    assert_eq!(following(&world, start, 10).await.unwrap().len(), 1);
    let device = world.device(world.user.id).await;
    let mut tx = world.tx().await;
    tx.touch(world.user.id, EntityKey::Device(device.0));
    tx.commit().await.unwrap();
    let mut tx = world.tx().await;
    devices::sign_out(&mut tx, device, world.now()).await.unwrap();
    tx.touch(world.user.id, EntityKey::Device(device.0));
    tx.commit().await.unwrap();
    let events = following(&world, start, 10).await.unwrap();
    assert_eq!(events.len(), 3);
    assert_eq!(events[2].change, Change::Removed { key: EntityKey::Device(device.0) });
}

pub(crate) async fn an_old_cursor_is_gone(world: World) {
    let start = events::cursor(&mut *world.reader().await).await.unwrap();
    rename(&world, "one").await;
    let between = world.now();
    world.clock.advance(SignedDuration::from_secs(1));
    rename(&world, "two").await;
    let mut tx = world.tx().await;
    assert_eq!(events::prune(&mut tx, between, 10).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_eq!(following(&world, start, 10).await, None);
    assert_eq!(following(&world, start + 1, 10).await.unwrap().len(), 1);
    assert_eq!(following(&world, start + 3, 10).await, None, "from another log");
    let mut tx = world.tx().await;
    assert_eq!(events::prune(&mut tx, between, 10).await.unwrap(), 0);
}

pub(crate) async fn the_audit_log_is_searched(world: World) {
    let mut tx = world.tx_of(Some(world.user.id)).await;
    tx.audit(
        AuditAction::SiteCreated,
        AuditSubject::Site(world.site.id),
        Some(world.site.id),
        "Renamed it to 50% more",
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let mut tx = world.tx().await;
    assert_eq!(tx.actor(), None);
    tx.audit(AuditAction::ClockConfirmed, AuditSubject::Clock, None, "Swept").await.unwrap();
    tx.act_for(world.user.id);
    tx.audit(
        AuditAction::UserCreated,
        AuditSubject::User(world.user.id),
        Some(world.site.id),
        "Renamed herself",
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();

    let mut reader = world.reader().await;
    let actions = async |reader: &mut _, filter: AuditFilter| -> Vec<String> {
        let entries = audit::list(reader, &AuditFilter { limit: 10, ..filter }).await.unwrap();
        entries.into_iter().map(|entry| entry.action).collect()
    };
    let all = audit::list(&mut reader, &AuditFilter { limit: 10, ..AuditFilter::default() }).await.unwrap();
    assert_eq!(
        all.iter().map(|e| e.action.as_str()).collect::<Vec<_>>(),
        ["user.created", "clock.confirmed", "site.created"]
    );
    assert_eq!((all[1].actor, &all[1].actor_name), (None, &None));
    assert_eq!(all[2].actor_name.as_deref(), Some("Ada Byron"));
    let by_site = AuditFilter { site: Some(world.site.id), ..AuditFilter::default() };
    assert_eq!(actions(&mut reader, by_site).await, ["user.created", "site.created"]);
    let before = AuditFilter { before: Some(all[0].seq), ..AuditFilter::default() };
    assert_eq!(actions(&mut reader, before).await, ["clock.confirmed", "site.created"]);
    for (q, expected) in [("BYRON", 2), ("50%", 1), ("created", 2), ("s_ept", 0)] {
        let filter = AuditFilter { q: Some(q.to_owned()), ..AuditFilter::default() };
        assert_eq!(actions(&mut reader, filter).await.len(), expected, "{q}");
    }
    for (action, expected) in
        [("user", 1), ("USER.", 1), ("clock.confirmed", 1), ("created", 0), ("%", 0), ("", 3)]
    {
        let filter = AuditFilter { action: Some(action.to_owned()), ..AuditFilter::default() };
        assert_eq!(actions(&mut reader, filter).await.len(), expected, "{action}");
    }
    let by_ada = AuditFilter { actor: Some(world.user.id), ..AuditFilter::default() };
    assert_eq!(actions(&mut reader, by_ada).await.len(), 2);
    let second = SignedDuration::from_secs(1);
    for (from, to, expected) in [
        (Some(all[2].at), None, 3),
        (Some(all[0].at + second), None, 0),
        (None, Some(all[2].at), 0),
        (Some(all[2].at), Some(all[0].at + second), 3),
    ] {
        let filter = AuditFilter { from, to, ..AuditFilter::default() };
        assert_eq!(actions(&mut reader, filter).await.len(), expected, "{from:?} {to:?}");
    }
}

pub(crate) async fn only_what_concerns_the_dial_plan_wakes_telephony(world: World) {
    let mut changes = world.pool.wakers().dial_plan();
    let mut was_woken = || {
        let was_woken = changes.has_changed().unwrap();
        changes.mark_unchanged();
        was_woken
    };
    let said = async |actions: &[AuditAction]| {
        let mut tx = world.tx().await;
        for &action in actions {
            tx.audit(action, AuditSubject::User(world.user.id), None, "It was done").await.unwrap();
        }
        tx.commit().await.unwrap();
    };
    for &action in AuditAction::ALL {
        said(&[action]).await;
        assert_eq!(was_woken(), action.concerns_dial_plan(), "{action}");
    }
    said(&[AuditAction::UserChanged, AuditAction::SessionBegan]).await;
    assert!(was_woken(), "one of them is enough");
    rename(&world, "nobody is told").await;
    assert!(!was_woken());
}

pub(crate) async fn mail_waits_for_its_turn(world: World) {
    assert_eq!(mail::next_turn(&mut *world.reader().await, Priority::Ordinary).await.unwrap(), None);
    for number in 1..=2 {
        let mut tx = world.tx().await;
        tx.mail("ada@example.com", &format!("Nr. {number}"), "Grüße\n").await.unwrap();
        tx.commit().await.unwrap();
        world.clock.advance(SignedDuration::from_secs(1));
    }
    let mut tx = world.tx().await;
    let due = mail::due(&mut tx, Priority::Ordinary, world.now(), 10).await.unwrap();
    assert_eq!(due.iter().map(|m| m.subject.as_str()).collect::<Vec<_>>(), ["Nr. 1", "Nr. 2"]);
    assert_eq!(
        (due[0].recipient.as_str(), due[0].body.as_str(), due[0].attempts),
        ("ada@example.com", "Grüße\n", 0)
    );
    assert_eq!(mail::due(&mut tx, Priority::Ordinary, world.now(), 1).await.unwrap().len(), 1);
    let later = world.in_seconds(60);
    mail::postpone(&mut tx, due[0].id, later).await.unwrap();
    mail::remove(&mut tx, due[1].id).await.unwrap();
    assert_eq!(mail::due(&mut tx, Priority::Ordinary, world.now(), 10).await.unwrap(), []);
    assert_eq!(mail::next_turn(&mut tx, Priority::Ordinary).await.unwrap(), Some(later));
    assert_eq!(mail::due(&mut tx, Priority::Ordinary, later, 10).await.unwrap()[0].attempts, 1);
}

pub(crate) async fn alerts_have_a_queue_of_their_own(world: World) {
    let mut tx = world.tx().await;
    for number in 1..=3 {
        tx.mail("ada@example.com", &format!("Nr. {number}"), "").await.unwrap();
    }
    tx.mail_alert("safety@example.com", "Emergency call", "").await.unwrap();
    tx.commit().await.unwrap();
    let mut reader = world.pool.read_for_emergency().await.unwrap();
    let due = mail::due(&mut reader, Priority::Emergency, world.now(), 10).await.unwrap();
    assert_eq!(due.iter().map(|m| m.subject.as_str()).collect::<Vec<_>>(), ["Emergency call"]);
    assert_eq!(mail::due(&mut reader, Priority::Ordinary, world.now(), 10).await.unwrap().len(), 3);
}

/// All connections for reading are in use, and many writes wait.
pub(crate) async fn an_emergency_waits_for_nobody_but_the_one_who_writes(world: World) {
    let mut readers = Vec::new();
    for _ in 0..16 {
        readers.push(world.reader().await);
    }
    let writing = world.tx().await;
    let order = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let mut waiting = tokio::task::JoinSet::new();
    for urgency in [Urgency::Background, Urgency::Ordinary, Urgency::Ordinary, Urgency::Emergency] {
        let (store, order) = (world.pool.clone(), std::sync::Arc::clone(&order));
        waiting.spawn(async move {
            let tx = store.write_as(urgency, None).await.unwrap();
            order.lock().unwrap().push(urgency);
            drop(tx);
        });
        // So that all of them wait before the turn passes on.
        tokio::task::yield_now().await;
    }
    drop(world.pool.read_for_emergency().await.unwrap());
    drop(writing);
    while let Some(done) = waiting.join_next().await {
        done.unwrap();
    }
    let order = order.lock().unwrap().clone();
    let expected = [Urgency::Emergency, Urgency::Ordinary, Urgency::Ordinary, Urgency::Background];
    assert_eq!(order, expected);
}

pub(crate) async fn a_write_that_is_dropped_leaves_no_trace(world: World) {
    let start = events::cursor(&mut *world.reader().await).await.unwrap();
    let mut tx = world.tx().await;
    let mut account = accounts::account(&mut tx).await.unwrap().unwrap();
    account.name = "Other".to_owned();
    accounts::put_account(&mut tx, &account).await.unwrap();
    tx.touch(world.user.id, EntityKey::Me);
    tx.audit(AuditAction::ClockConfirmed, AuditSubject::Clock, None, "z").await.unwrap();
    tx.mail("ada@example.com", "Subject", "Body").await.unwrap();
    drop(tx);
    let mut reader = world.reader().await;
    assert_eq!(accounts::account(&mut reader).await.unwrap().unwrap().name, "Harrier");
    assert_eq!(events::cursor(&mut reader).await.unwrap(), start);
    assert_eq!(mail::next_turn(&mut reader, Priority::Ordinary).await.unwrap(), None);
    let filter = AuditFilter { limit: 10, ..AuditFilter::default() };
    assert_eq!(audit::list(&mut reader, &filter).await.unwrap(), []);
    drop(reader);
    // The next one gets its turn.
    rename(&world, "Ada").await;
}

pub(crate) async fn a_reader_sees_one_moment(world: World) {
    world.pool.prove_reading().await.unwrap();
    let mut reader = world.reader().await;
    let before = users::user(&mut reader, world.user.id).await.unwrap().unwrap().user.name;
    rename(&world, "Somebody else").await;
    let mut tx = world.tx().await;
    let fresh = DeviceId(Uuid::now_v7());
    devices::sign_in(&mut tx, world.user.id, None, fresh, "laptop", world.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(users::user(&mut reader, world.user.id).await.unwrap().unwrap().user.name, before);
    assert_eq!(devices::of_user(&mut reader, world.user.id).await.unwrap(), []);
    drop(reader);
    assert_eq!(devices::of_user(&mut *world.reader().await, world.user.id).await.unwrap().len(), 1);
}
