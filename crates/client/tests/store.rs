//! The store: its tables mean what `Saved::apply` says, nobody else reads them, and a kill loses nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod support;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use proptest::prelude::*;
use roamline_api::sync::{Entity, EntityKey};
use roamline_client::saved::{Identified, Queued, Saved, Server, StoreChange, Values};
use roamline_client::store::Store;
use roamline_domain::ids::{DelegationId, ReportId, StayId};
use roamline_domain::network_key::NetworkKey;
use roamline_domain::report::LocationReport;
use roamline_domain::wiremap::Identification;
use support::delegations::{invited, other};
use support::world::FakeServer;
use support::*;
use uuid::Uuid;

fn queued(number: u16) -> Queued {
    let network = network(1);
    let place = FakeServer::new().named(roamline_domain::report::Place::Company { location: location(1) });
    Queued {
        network_key: NetworkKey::of_network(&network).unwrap(),
        network_name: "net".to_owned(),
        place,
        refused: None,
        report: LocationReport {
            id: ReportId(Uuid::from_u128(u128::from(number))),
            stay: StayId(Uuid::from_u128(1)),
            at: dawn(),
            network,
            choice: roamline_domain::report::Choice::Confirm { location: location(1) },
            answered: None,
            candidates: Vec::new(),
            portable: false,
        },
    }
}

fn values(number: u16) -> Values {
    Values {
        server: Some(Server { ..server(&format!("https://{number}.example.com")) }),
        cursor: Some(i64::from(number)),
        requests_told: vec![DelegationId(Uuid::from_u128(u128::from(number)))],
        ..Values::default()
    }
}

fn entity(number: u16) -> Entity {
    if number == 0 {
        Entity::Me(me())
    } else if number == 2 {
        Entity::Delegation(invited(1, other(1), user()))
    } else {
        Entity::Queue(roamline_api::sync::Queue { pending: u32::from(number), changed_at: None })
    }
}

fn identified(number: u16) -> (NetworkKey, Box<Identified>) {
    let at = dawn() + jiff::SignedDuration::from_secs(i64::from(number) * 7919 % 1000);
    let identified =
        Identified { identification: Identification::Unknown, places: Vec::new(), public_ip: None, at };
    (NetworkKey::from_store(format!("gw {number}")), Box::new(identified))
}

fn change() -> impl Strategy<Value = StoreChange> {
    prop_oneof![
        (0_u16..9).prop_map(|n| StoreChange::Values(Box::new(values(n)))),
        (0_u16..3).prop_map(|n| StoreChange::PutEntity(Box::new(entity(n)))),
        prop_oneof![Just(EntityKey::Me), Just(EntityKey::Queue), Just(entity(2).key())]
            .prop_map(StoreChange::RemoveEntity),
        Just(StoreChange::ReplaceEntities(vec![entity(0)])),
        (0_u16..2000).prop_map(|n| {
            let (key, i) = identified(n);
            StoreChange::PutIdentified(key, i)
        }),
        (0_u16..6).prop_map(|n| StoreChange::AddReport(Box::new(queued(n)))),
        (0_u16..6).prop_map(|n| StoreChange::RefuseReport(queued(n).report.id, "No.".to_owned())),
        (0_u16..6).prop_map(|n| StoreChange::RemoveReport(queued(n).report.id)),
        Just(StoreChange::ForgetUser),
    ]
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().build().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_tables_hold_what_the_changes_mean(
        transactions in prop::collection::vec(prop::collection::vec(change(), 1..8), 1..6),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let (store, mut model) = Store::open(folder.path()).unwrap();
        prop_assert_eq!(&model, &Saved::default());
        for changes in transactions {
            changes.iter().for_each(|change| model.apply(change));
            runtime().block_on(store.persist(changes)).unwrap();
        }
        drop(store);
        let (_, loaded) = Store::open(folder.path()).unwrap();
        prop_assert_eq!(loaded, model);
    }
}

#[test]
fn old_identifications_make_room() {
    let folder = tempfile::tempdir().unwrap();
    let (store, mut model) = Store::open(folder.path()).unwrap();
    let changes: Vec<StoreChange> = (0..700)
        .map(|n| {
            let (key, i) = identified(n);
            StoreChange::PutIdentified(key, i)
        })
        .collect();
    changes.iter().for_each(|change| model.apply(change));
    runtime().block_on(store.persist(changes)).unwrap();
    let (_, loaded) = Store::open(folder.path()).unwrap();
    assert_eq!(loaded.identified.len(), roamline_client::saved::IDENTIFIED_MAX);
    assert_eq!(loaded, model);
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = Store::open(folder.path()).unwrap();
    runtime().block_on(store.persist(vec![StoreChange::AddReport(Box::new(queued(1)))])).unwrap();
    let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|f| f.unwrap()).collect();
    assert!(files.len() > 1, "the journal is there too");
    for file in files {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.path());
    }
}

#[test]
fn a_store_of_a_newer_version_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    drop(Store::open(folder.path()).unwrap());
    let connection = rusqlite::Connection::open(folder.path().join("client.db")).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    assert!(Store::open(folder.path()).is_err());
}

#[test]
fn a_damaged_file_is_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("client.db"),
        "this is no database, whatever it was before".repeat(200),
    )
    .unwrap();
    let (_, saved) = Store::open(folder.path()).unwrap();
    assert_eq!(saved, Saved::default());
    let names =
        std::fs::read_dir(folder.path()).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap());
    assert_eq!(names.filter(|n| n.starts_with("client.db.damaged-")).count(), 1);
}

/// Environment variable that makes this test binary the child of the crash test.
const CHILD: &str = "ROAMLINE_STORE_CRASH_CHILD";

/// Writes reports, each in one transaction with a value that counts them, and says so after each; until it is killed.
#[test]
fn child_that_is_killed() {
    let Some(folder) = std::env::var_os(CHILD) else { return };
    let (store, saved) = Store::open(Path::new(&folder)).unwrap();
    let runtime = runtime();
    let first = saved.values.cursor.map_or(1, |c| c + 1);
    for number in first.. {
        let number = u16::try_from(number).unwrap();
        let values = Values { cursor: Some(i64::from(number)), ..Values::default() };
        let changes =
            vec![StoreChange::AddReport(Box::new(queued(number))), StoreChange::Values(Box::new(values))];
        runtime.block_on(store.persist(changes)).unwrap();
        println!("\nkept {number}");
        std::io::stdout().flush().unwrap();
    }
}

#[test]
fn a_kill_at_any_moment_loses_nothing_and_doubles_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = 0_i64;
    for round in 0..25_u32 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child_that_is_killed", "--nocapture", "--test-threads=1"])
            .env(CHILD, folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut kept =
            lines.map_while(Result::ok).filter_map(|l| l.strip_prefix("kept ")?.parse::<i64>().ok());
        // The kill comes a different number of reports and a different fraction of a report after the start.
        for _ in 0..=(round % 7) {
            acknowledged = kept.next().expect("the child writes until it is killed");
        }
        for _ in 0..(round * 977 % 5000) {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        acknowledged = kept.last().unwrap_or(acknowledged);
        child.wait().unwrap();
        let (_, saved) = Store::open(folder.path()).unwrap();
        let counted = saved.values.cursor.unwrap();
        assert!(counted >= acknowledged, "{acknowledged} were kept, {counted} are there");
        assert!(counted <= acknowledged + 1);
        let numbers: Vec<u128> = saved.outbox.iter().map(|q| q.report.id.0.as_u128()).collect();
        let expected: Vec<u128> = (1..=u128::try_from(counted).unwrap()).collect();
        assert_eq!(numbers, expected, "each report once, in order, together with its count");
    }
}
