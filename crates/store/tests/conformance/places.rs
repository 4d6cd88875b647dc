//! Company locations and wiremap rules.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use roamline_domain::company_location::{CompanyLocation, LocationKind};
use roamline_domain::delegation::DelegateId;
use roamline_domain::ids::{LocationId, RuleId};
use roamline_domain::report::Choice;
use roamline_domain::wiremap::{Identification, RuleEvidence, WiremapRule};
use roamline_store::locations::Uses;
use roamline_store::{locations, numbers, reports, rules};
use uuid::Uuid;

use crate::world::{World, address, evidence};

pub(crate) async fn the_tree_is_kept_whole(world: World) {
    let building = world.location("Aire Court").await;
    let floor = world.location_below(building.id, LocationKind::Floor, "1st floor");
    let zone = world.location_below(floor.id, LocationKind::Zone, "Boardroom");
    let mut tx = world.tx().await;
    locations::insert(&mut tx, &floor).await.unwrap();
    locations::insert(&mut tx, &zone).await.unwrap();
    let path = locations::path(&mut tx, zone.id).await.unwrap();
    let names: Vec<&str> = path.iter().map(|location| location.name.as_str()).collect();
    assert_eq!(names, ["Leeds", "Aire Court", "1st floor", "Boardroom"]);
    assert_eq!(path.last(), Some(&zone));
    assert_eq!(locations::path(&mut tx, LocationId(Uuid::now_v7())).await.unwrap(), []);
    assert_eq!(locations::location(&mut tx, LocationId(Uuid::now_v7())).await.unwrap(), None);
    assert_eq!(locations::all(&mut tx, None).await.unwrap().len(), 4);
    assert_eq!(locations::all(&mut tx, Some(world.site.id)).await.unwrap().len(), 4);
    let below = locations::subtree(&mut tx, &building).await.unwrap();
    let expected = BTreeSet::from([building.id, floor.id, zone.id]);
    assert_eq!(below, expected);

    let mut moved = zone.clone();
    moved.parent = Some(building.id);
    moved.name = "Board room".to_owned();
    moved.address = address("Elm Road");
    moved.elin = None;
    moved.public_ip_is_enough = false;
    moved.version = 2;
    moved.updated_at = world.in_seconds(5);
    locations::update(&mut tx, &moved).await.unwrap();
    assert_eq!(locations::location(&mut tx, zone.id).await.unwrap(), Some(moved));
    locations::delete(&mut tx, zone.id).await.unwrap();
    assert_eq!(locations::location(&mut tx, zone.id).await.unwrap(), None);

    let twin = world.location_below(building.id, LocationKind::Floor, "1st floor");
    assert!(locations::insert(&mut tx, &twin).await.unwrap_err().is_duplicate());
}

pub(crate) async fn a_callback_number_counts_for_all_below(world: World) {
    let mut building = world.location("Aire Court").await;
    let mut floor = world.location_below(building.id, LocationKind::Floor, "1st floor");
    let mut zone = world.location_below(floor.id, LocationKind::Zone, "Boardroom");
    building.elin = Some("+441134960100".to_owned());
    (floor.elin, zone.elin) = (None, Some("+441134960101".to_owned()));
    let mut tx = world.tx().await;
    locations::update(&mut tx, &building).await.unwrap();
    locations::insert(&mut tx, &floor).await.unwrap();
    locations::insert(&mut tx, &zone).await.unwrap();
    let found = locations::callbacks(&mut tx).await.unwrap();
    let elin = |location: &CompanyLocation| found[&location.id].elin.as_deref();
    assert_eq!(elin(&building), Some("+441134960100"));
    assert_eq!(elin(&floor), Some("+441134960100"), "that of the building");
    assert_eq!(elin(&zone), Some("+441134960101"));
    assert_eq!(found[&world.site.root].elin, None, "the site has none");
    assert!(found.values().all(|found| found.site == world.site.id));
    // Somebody is given one of them, as could happen before that was refused: calls to it reach them.
    let now = tx.now();
    numbers::insert(&mut tx, "+441134960101", now).await.unwrap();
    let nobody = locations::callbacks(&mut tx).await.unwrap();
    assert_eq!(
        nobody[&zone.id].elin.as_deref(),
        Some("+441134960101"),
        "a number of the account, and nobody's"
    );
    numbers::assign(&mut tx, "+441134960101", Some(DelegateId::User(world.user.id))).await.unwrap();
    let taken = locations::callbacks(&mut tx).await.unwrap();
    assert_eq!(taken[&zone.id].elin.as_deref(), Some("+441134960100"), "the next above it");
}

pub(crate) async fn what_hangs_on_a_location_keeps_it(world: World) {
    let building = world.location("Aire Court").await;
    let floor = world.location_below(building.id, LocationKind::Floor, "1st floor");
    let device = world.device(world.user.id).await;
    let mut tx = world.tx().await;
    locations::insert(&mut tx, &floor).await.unwrap();
    let report = world.report(world.user.id, device, 1, Choice::Confirm { location: building.id });
    reports::insert(&mut tx, &report).await.unwrap();
    let rule = rule(&world, building.id, 1);
    rules::insert(&mut tx, &rule).await.unwrap();
    let expected = Uses { children: 1, rules: 1, reports: 1, devices: 0, pending: 0 };
    assert_eq!(locations::uses(&mut tx, building.id).await.unwrap(), expected);
    let (here, below) = (BTreeSet::from([building.id]), BTreeSet::from([floor.id]));
    assert_eq!(locations::people(&mut tx, &here).await.unwrap(), BTreeSet::from([world.user.id]));
    assert_eq!(locations::people(&mut tx, &below).await.unwrap(), BTreeSet::new());
    tx.commit().await.unwrap();

    let mut tx = world.tx().await;
    assert!(locations::delete(&mut tx, building.id).await.unwrap_err().is_reference());
}

pub(crate) async fn rules_are_kept_whole_and_indexed(world: World) {
    let (here, there) = (world.location("Aire Court").await, world.location("Dock Street").await);
    let mut tx = world.tx().await;
    let (old, mut new) = (rule(&world, here.id, 1), rule(&world, here.id, 2));
    new.updated_at = old.updated_at + SignedDuration::from_secs(1);
    let elsewhere = rule(&world, there.id, 1);
    for rule in [&old, &new, &elsewhere] {
        rules::insert(&mut tx, rule).await.unwrap();
    }
    assert_eq!(rules::rule(&mut tx, old.id).await.unwrap().as_ref(), Some(&old));
    assert_eq!(rules::of_location(&mut tx, here.id).await.unwrap(), [new.clone(), old.clone()]);
    let alike = rules::of_evidence(&mut tx, &old.evidence).await.unwrap();
    assert_eq!(alike.len(), 2);
    assert!(alike.contains(&old) && alike.contains(&elsewhere));
    let counts = rules::counts(&mut tx, &[here.id, there.id]).await.unwrap();
    assert_eq!((counts[&here.id], counts[&there.id]), (2, 1));
    tx.commit().await.unwrap();

    let index = rules::index(&mut *world.reader().await).await.unwrap();
    assert_eq!(index.identify(&evidence(2)).matched().map(|m| m.rule), Some(new.id));
    assert!(matches!(index.identify(&evidence(1)), Identification::Candidates { .. }));
    assert_eq!(index.identify(&evidence(3)), Identification::Unknown);

    let mut tx = world.tx().await;
    rules::delete(&mut tx, elsewhere.id).await.unwrap();
    assert_eq!(rules::rule(&mut tx, elsewhere.id).await.unwrap(), None);
    let twin = WiremapRule { id: RuleId(Uuid::now_v7()), ..old };
    assert!(rules::insert(&mut tx, &twin).await.unwrap_err().is_duplicate());
    drop(tx);
    let mut tx = world.tx().await;
    let nowhere = rule(&world, LocationId(Uuid::now_v7()), 9);
    assert!(rules::insert(&mut tx, &nowhere).await.unwrap_err().is_reference());
}

/// A rule for router number `router`.
fn rule(world: &World, location: LocationId, router: u8) -> WiremapRule {
    let gateway = evidence(router).network.gateway.unwrap();
    WiremapRule {
        id: RuleId(Uuid::now_v7()),
        location,
        evidence: RuleEvidence::GatewayMac { mac: gateway.mac.unwrap() },
        updated_at: world.now(),
    }
}
