//! Reports, proposals and where devices are.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use roamline_domain::encounter::Encounter;
use roamline_domain::ids::{LocationId, ProposalId, ReportId, RuleId, StayId};
use roamline_domain::network_key::NetworkKey;
use roamline_domain::proposal::{ProposalState, Request};
use roamline_domain::report::{Choice, Place};
use roamline_domain::wiremap::Identification;
use roamline_store::networks::{self, DeviceLocationRow};
use roamline_store::proposals::{self, ProposalFilter, ProposalRow};
use roamline_store::reports::ReportRow;
use roamline_store::{devices, locations, reports, retention};
use uuid::Uuid;

use crate::world::{World, evidence};

pub(crate) async fn reports_are_kept_whole(world: World) {
    let grace = world.another_user().await;
    let (device, hers) = (world.device(world.user.id).await, world.device(grace.id).await);
    let here = world.location("Aire Court").await;
    let choice = Choice::Confirm { location: here.id };
    let mut tx = world.tx().await;
    let mut mine: Vec<ReportRow> = Vec::new();
    for number in 1..=3_u8 {
        let mut row = world.report(world.user.id, device, number, choice.clone());
        row.received_at = world.in_seconds(i64::from(number));
        row.place = Some(Place::Company { location: here.id });
        row.report.answered = Some(here.id);
        row.report.portable = number == 3;
        reports::insert(&mut tx, &row).await.unwrap();
        mine.push(row);
    }
    reports::insert(&mut tx, &world.report(grace.id, hers, 1, choice)).await.unwrap();
    assert_eq!(reports::find(&mut tx, mine[0].report.id).await.unwrap().as_ref(), Some(&mine[0]));
    assert_eq!(reports::find(&mut tx, ReportId(Uuid::now_v7())).await.unwrap(), None);
    let (page, total) = reports::page(&mut tx, world.user.id, 1, 5).await.unwrap();
    assert_eq!((page, total), (vec![mine[1].clone(), mine[0].clone()], 3));
    assert_eq!(reports::reporters(&mut tx, &mine[0].network_key).await.unwrap(), 2);
    assert_eq!(reports::reporters(&mut tx, &mine[1].network_key).await.unwrap(), 1);

    let said = reports::said(&mut tx, world.user.id).await.unwrap();
    assert_eq!(said.len(), 3);
    let one = reports::said_about(&mut tx, world.user.id, &[mine[2].network_key.as_str()]).await.unwrap();
    assert_eq!(one.len(), 1);
    assert_eq!(one[0].own.report, mine[2].report.id);
    assert_eq!(one[0].own.stay, mine[2].report.stay);
    assert_eq!((one[0].own.at, one[0].own.portable), (mine[2].said_at, true));
    assert_eq!(one[0].own.answered, Some(here.id));
    assert!(reports::insert(&mut tx, &mine[0]).await.unwrap_err().is_duplicate());
    drop(tx);

    // What is said about a place that is gone says nothing any more.
    let own = world.personal(world.user.id).await;
    let mut tx = world.tx().await;
    let choice = Choice::SavedPersonalLocation { personal: own.id };
    let row = world.report(world.user.id, device, 9, choice);
    reports::insert(&mut tx, &row).await.unwrap();
    let key = row.network_key.as_str();
    assert_eq!(reports::said_about(&mut tx, world.user.id, &[key]).await.unwrap().len(), 1);
    roamline_store::personal_locations::delete(&mut tx, own.id).await.unwrap();
    assert_eq!(reports::said_about(&mut tx, world.user.id, &[key]).await.unwrap(), []);
    assert_eq!(reports::find(&mut tx, row.report.id).await.unwrap().unwrap().place, None);
}

pub(crate) async fn a_report_follows_its_proposal(world: World) {
    let device = world.device(world.user.id).await;
    let (asked, given) = (world.location("Aire Court").await, world.location("Dock Street").await);
    let mut tx = world.tx().await;
    let proposal = ProposalId(Uuid::now_v7());
    let choice = Choice::BindCompanyLocation { proposal, location: asked.id };
    let report = world.report(world.user.id, device, 1, choice);
    reports::insert(&mut tx, &report).await.unwrap();
    let mut row = proposed(&world, &report, asked.id);
    row.id = proposal;
    proposals::insert(&mut tx, &row, "Aire Court").await.unwrap();
    let (at, by) = (world.now(), world.user.id);
    let approved = ProposalState::Approved {
        by,
        at,
        location: given.id,
        created: false,
        rules: vec![RuleId(Uuid::now_v7())],
    };
    let rejected = ProposalState::Rejected { by, at, reason: "no".to_owned() };
    let states = [
        (ProposalState::Pending, Some(Place::Proposed { proposal })),
        (approved, Some(Place::Company { location: given.id })),
        (rejected, None),
        (ProposalState::Pending, Some(Place::Proposed { proposal })),
        (ProposalState::Withdrawn { at }, None),
    ];
    for (state, place) in states {
        row.state = state;
        row.version += 1;
        proposals::update_state(&mut tx, &row).await.unwrap();
        let found = reports::find(&mut tx, report.report.id).await.unwrap().unwrap();
        assert_eq!(found.place, place, "{:?}", row.state);
        let said = reports::said(&mut tx, by).await.unwrap();
        assert_eq!(said.first().map(|s| s.own.place), place, "{:?}", row.state);
    }
}

pub(crate) async fn proposals_are_listed_and_counted(world: World) {
    let device = world.device(world.user.id).await;
    let here = world.location("Aire Court").await;
    let mut tx = world.tx().await;
    assert_eq!(proposals::queue(&mut tx, None).await.unwrap(), (0, None));
    let (mut rows, mut reported) = (Vec::new(), Vec::new());
    for number in 1..=3_u8 {
        let proposal = ProposalId(Uuid::now_v7());
        let choice = Choice::BindCompanyLocation { proposal, location: here.id };
        let report = world.report(world.user.id, device, number, choice);
        reports::insert(&mut tx, &report).await.unwrap();
        let mut row = proposed(&world, &report, here.id);
        row.id = proposal;
        row.made_at += SignedDuration::from_secs(i64::from(number));
        row.changed_at = row.made_at;
        proposals::insert(&mut tx, &row, &format!("Floor_{number}")).await.unwrap();
        rows.push(row);
        reported.push(report);
    }
    assert_eq!(proposals::find(&mut tx, rows[0].id).await.unwrap().as_ref(), Some(&rows[0]));
    assert!(proposals::insert(&mut tx, &rows[0], "").await.unwrap_err().is_duplicate());
    tx = {
        drop(tx);
        world.tx().await
    };
    assert_eq!(proposals::find(&mut tx, rows[0].id).await.unwrap(), None, "nothing was committed");
    for (row, report) in rows.iter().zip(&reported) {
        reports::insert(&mut tx, report).await.unwrap();
        proposals::insert(&mut tx, row, &format!("Floor_{}", row.network_key.as_str())).await.unwrap();
    }
    let all = ProposalFilter { limit: 10, ..ProposalFilter::default() };
    let newest: Vec<_> = rows.iter().rev().cloned().collect();
    assert_eq!(proposals::list(&mut tx, &all).await.unwrap(), (newest, 3));
    let second = ProposalFilter {
        site: Some(world.site.id),
        state: Some("pending"),
        q: Some("BYRON floor_".to_owned()),
        oldest_first: true,
        offset: 1,
        limit: 1,
    };
    assert_eq!(proposals::list(&mut tx, &second).await.unwrap(), (vec![rows[1].clone()], 3));
    assert_eq!(proposals::of_user(&mut tx, world.user.id).await.unwrap().len(), 3);
    assert_eq!(proposals::pending_about(&mut tx, &rows[2].network_key).await.unwrap(), [rows[2].clone()]);

    let at = world.in_seconds(9);
    rows[0].state = ProposalState::Approved {
        by: world.user.id,
        at,
        location: here.id,
        created: true,
        rules: Vec::new(),
    };
    rows[0].changed_at = at;
    rows[0].version = 2;
    proposals::update_state(&mut tx, &rows[0]).await.unwrap();
    rows[0].decided_by_name = Some(world.user.name.clone());
    assert_eq!(proposals::find(&mut tx, rows[0].id).await.unwrap().as_ref(), Some(&rows[0]));
    assert_eq!(proposals::queue(&mut tx, Some(world.site.id)).await.unwrap(), (2, Some(at)));
    assert_eq!(proposals::pending_about(&mut tx, &rows[0].network_key).await.unwrap(), []);
    assert_eq!(proposals::naming(&mut tx, world.user.id).await.unwrap().len(), 3);
    let uses = locations::uses(&mut tx, here.id).await.unwrap();
    assert_eq!((uses.pending, uses.reports), (2, 1), "an approved proposal's report counts for the location");
}

pub(crate) async fn devices_are_where_they_were_seen(world: World) {
    let device = world.device(world.user.id).await;
    let here = world.location("Aire Court").await;
    let mut tx = world.tx().await;
    let mut row = DeviceLocationRow {
        device,
        is_newest: true,
        stay: StayId(Uuid::now_v7()),
        network_key: NetworkKey::of(&evidence(1)).unwrap(),
        evidence: evidence(1),
        identification: Identification::Unknown,
        encounter: Encounter::Add { portable: false, lapse: None },
        identified_at: world.now(),
    };
    assert_eq!(networks::device_location(&mut tx, device).await.unwrap(), None);
    networks::put_device_location(&mut tx, &row).await.unwrap();
    assert_eq!(networks::device_location(&mut tx, device).await.unwrap().as_ref(), Some(&row));
    let around = BTreeSet::from([here.id, world.site.root]);
    assert_eq!(networks::meeting(&mut tx, &around).await.unwrap(), BTreeSet::new());
    let place = Place::Company { location: here.id };
    row.encounter =
        Encounter::Settled { place, report: ReportId(Uuid::now_v7()), at: world.now(), heard_at: None };
    row.network_key = NetworkKey::of(&evidence(2)).unwrap();
    row.evidence = evidence(2);
    networks::put_device_location(&mut tx, &row).await.unwrap();
    assert_eq!(networks::of_user(&mut tx, world.user.id).await.unwrap(), [row.clone()]);
    // A telephone is also where it was before, as long as it is registered there.
    let older = DeviceLocationRow {
        is_newest: false,
        network_key: NetworkKey::of(&evidence(3)).unwrap(),
        evidence: evidence(3),
        ..row.clone()
    };
    networks::put_device_location(&mut tx, &older).await.unwrap();
    assert_eq!(networks::device_location(&mut tx, device).await.unwrap().as_ref(), Some(&row));
    assert_eq!(
        networks::older_registrations(&mut tx, device).await.unwrap().as_slice(),
        std::slice::from_ref(&older)
    );
    assert_eq!(networks::of_user(&mut tx, world.user.id).await.unwrap().len(), 2);
    assert_eq!(networks::whose(&mut tx).await.unwrap().len(), 1);
    let back = DeviceLocationRow { is_newest: true, ..older };
    networks::put_device_location(&mut tx, &back).await.unwrap();
    assert_eq!(networks::of_user(&mut tx, world.user.id).await.unwrap(), [back]);
    networks::put_device_location(&mut tx, &DeviceLocationRow { is_newest: false, ..row.clone() })
        .await
        .unwrap();
    networks::forget_older_registrations(&mut tx, device).await.unwrap();
    assert_eq!(networks::older_registrations(&mut tx, device).await.unwrap(), []);
    networks::put_device_location(&mut tx, &row).await.unwrap();
    let whose = networks::whose(&mut tx).await.unwrap();
    assert_eq!(
        whose.iter().map(|(user, device, _)| (*user, *device)).collect::<Vec<_>>(),
        [(world.user.id, row.device)]
    );
    assert_eq!(networks::meeting(&mut tx, &around).await.unwrap(), BTreeSet::from([world.user.id]));
    assert_eq!(locations::uses(&mut tx, here.id).await.unwrap().devices, 1);

    let seen = [(1, world.now()), (2, world.in_seconds(1)), (1, world.in_seconds(2))];
    for (router, at) in seen {
        let evidence = evidence(router);
        let key = NetworkKey::of(&evidence).unwrap();
        networks::observe(&mut tx, device, row.stay, &key, &evidence, at).await.unwrap();
    }
    let observed = networks::observations(&mut tx, device, row.stay).await.unwrap();
    assert_eq!(observed, [evidence(1), evidence(2)]);
    let observed = networks::observations_of(&mut tx, world.user.id).await.unwrap();
    assert_eq!(observed.iter().map(|o| o.seen_at).collect::<Vec<_>>(), [seen[2].1, seen[1].1]);
    assert_eq!((observed[0].device, observed[0].stay), (device, row.stay));

    devices::sign_out(&mut tx, device, world.now()).await.unwrap();
    assert_eq!(networks::device_location(&mut tx, device).await.unwrap(), None);
    assert_eq!(networks::of_user(&mut tx, world.user.id).await.unwrap(), []);
    assert_eq!(networks::whose(&mut tx).await.unwrap(), []);
}

pub(crate) async fn old_data_is_forgotten(world: World) {
    let device = world.device(world.user.id).await;
    let here = world.location("Aire Court").await;
    let cutoff = world.in_seconds(100);
    let mut tx = world.tx().await;
    let mut kept = Vec::new();
    for (router, after) in [(1, 90), (2, 80), (3, 100)] {
        let mut row = world.report(world.user.id, device, router, Choice::Confirm { location: here.id });
        row.received_at = cutoff + SignedDuration::from_secs(after - 100);
        reports::insert(&mut tx, &row).await.unwrap();
        kept.push(row.report.id);
        let (stay, at) = (row.report.stay, row.received_at);
        networks::observe(&mut tx, device, stay, &row.network_key, &row.evidence, at).await.unwrap();
    }
    let old = retention::old_reports(&mut tx, world.site.id, cutoff, 10).await.unwrap();
    assert_eq!(old, [(world.user.id, kept[1]), (world.user.id, kept[0])]);
    assert_eq!(retention::old_reports(&mut tx, world.site.id, cutoff, 1).await.unwrap().len(), 1);
    retention::forget_report(&mut tx, kept[0]).await.unwrap();
    assert_eq!(reports::page(&mut tx, world.user.id, 0, 10).await.unwrap().1, 2);
    retention::forget_observations(&mut tx, world.site.id, cutoff, 100).await.unwrap();
    assert_eq!(networks::observations_of(&mut tx, world.user.id).await.unwrap().len(), 1);
}

fn proposed(world: &World, report: &ReportRow, location: LocationId) -> ProposalRow {
    ProposalRow {
        id: ProposalId(Uuid::now_v7()),
        report: report.report.id,
        reporter: report.user,
        reporter_name: world.user.name.clone(),
        site: world.site.id,
        request: Request::Bind { location },
        state: ProposalState::Pending,
        decided_by_name: None,
        network_key: report.network_key.clone(),
        evidence: report.evidence.clone(),
        made_at: report.received_at,
        changed_at: report.received_at,
        version: 1,
    }
}
