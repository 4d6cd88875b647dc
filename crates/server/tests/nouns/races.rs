//! Accepting, taking back, changing and locking at the same moment, by clients of their own: whatever the order, there is
//! one outcome, and all who watch see it.

use futures_util::future::join_all;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::world::{Person, World, fresh};

/// Something that somebody tries, in the version that they have read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Try {
    Accept,
    Decline,
    Withdraw,
    WithdrawByAdministrator,
    Change,
    Lock,
}

async fn attempt(world: &World, delegation: &Value, settings: &Value, what: Try) -> (Try, StatusCode, Value) {
    let path = format!("/v1/delegations/{}", delegation["id"].as_str().unwrap());
    let version = &delegation["version"];
    let post = |who: &Person, act: &str| {
        let (who, path, version) = (who.clone(), format!("{path}/{act}"), version.clone());
        async move { who.send_if(&version, "POST", &path, None).await }
    };
    let (status, answer) = match what {
        Try::Accept => post(&world.ben, "accept").await,
        Try::Decline => post(&world.ben, "decline").await,
        Try::Withdraw => post(&world.ann, "withdraw").await,
        Try::WithdrawByAdministrator => post(&world.leeds_admin, "withdraw").await,
        Try::Change => {
            let terms = json!({"terms": {"privileges": {"place_calls": true, "answer_calls": false,
                "pick_up_held": true, "lock_calls": true}}});
            world.ann.send_if(version, "PUT", &format!("{path}/terms"), Some(terms)).await
        }
        Try::Lock => {
            let path = format!("/v1/shared-lines/{}/lock", world.ann.id);
            world.admin.send_if(&settings["version"], "PUT", &path, Some(json!({"locked": true}))).await
        }
    };
    (what, status, answer)
}

/// Ann asks Ben; then everybody tries at once. Checks what is left behind.
async fn race(world: &World, tries: &[Try]) {
    let body = json!({"id": fresh(), "delegate": {"kind": "user", "id": world.ben.id}});
    let asked = world.ann.ok("POST", "/v1/delegations", body).await;
    let settings = world.admin.get(&format!("/v1/shared-lines/{}", world.ann.id)).await;
    let before = world.ann.snapshot().await;
    let outcomes = join_all(tries.iter().map(|what| attempt(world, &asked, &settings, *what))).await;

    // Of those about the delegation one was first, and each other is told so.
    let (locks, about): (Vec<_>, Vec<_>) = outcomes.iter().partition(|(what, ..)| *what == Try::Lock);
    let won: Vec<_> = about.iter().filter(|(_, status, _)| status.is_success()).collect();
    assert_eq!(won.len(), 1, "{outcomes:?}");
    for (what, status, answer) in about.iter().filter(|(_, status, _)| !status.is_success()) {
        let is_told = *status == StatusCode::PRECONDITION_FAILED && answer["code"] == "outdated";
        // Whoever comes after the lock may not change anything, whatever they have read.
        let is_locked = answer["code"] == "locked";
        assert!(is_told || is_locked, "{what:?}: {status} {answer}");
        assert!(is_locked || answer["message"].as_str().unwrap().contains("changed this since"), "{answer}");
    }
    let left = world.admin.get(&format!("/v1/delegations/{}", asked["id"].as_str().unwrap())).await;
    let expected = match won[0].0 {
        Try::Accept => "active",
        Try::Decline => "declined",
        Try::Withdraw | Try::WithdrawByAdministrator => "withdrawn",
        Try::Change => "invited",
        Try::Lock => unreachable!("not about the delegation"),
    };
    assert_eq!((left["state"].as_str(), left["version"].as_u64()), (Some(expected), Some(2)), "{outcomes:?}");

    // Locked only where no invitation was open, and never with one left open.
    let after = world.admin.get(&format!("/v1/shared-lines/{}", world.ann.id)).await;
    let locked = after["lock"].is_object();
    for (_, status, answer) in &locks {
        assert!(
            status.is_success() == locked && (locked || answer["code"] == "conflict"),
            "{status} {answer}"
        );
    }
    assert!(!(locked && left["state"] == "invited"), "locked with an open invitation: {outcomes:?}");

    // Ann, who watched, sees what a fresh snapshot has; and Ben sees the same delegation.
    let mut watched = before;
    for event in world.told(world.ann.id, watched.cursor).await {
        watched.apply(event);
    }
    assert_eq!(watched.entities, world.ann.snapshot().await.entities);
    let seen = world.ben.entities("delegation").await;
    let live = ["active", "invited"].contains(&left["state"].as_str().unwrap());
    let expected: Vec<Value> = live.then(|| left.clone()).into_iter().collect();
    assert_eq!(seen, expected);

    // As at the start.
    if locked {
        let unlock = format!("/v1/shared-lines/{}/lock", world.ann.id);
        world.admin.send_if(&after["version"], "PUT", &unlock, Some(json!({"locked": false}))).await;
    }
    let act = match left["state"].as_str().unwrap() {
        "active" => "end",
        "invited" => "withdraw",
        _ => return,
    };
    let path = format!("/v1/delegations/{}/{act}", asked["id"].as_str().unwrap());
    let (status, answer) = world.admin.send_if(&left["version"], "POST", &path, None).await;
    assert!(status.is_success(), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn accepting_taking_back_and_locking_in_every_order() {
    use Try::{Accept, Change, Decline, Lock, Withdraw, WithdrawByAdministrator};
    let world = World::new().await;
    for _ in 0..8 {
        for tries in [
            &[Accept, Withdraw][..],
            &[Withdraw, Accept],
            &[Accept, Lock],
            &[Lock, Accept],
            &[Withdraw, Lock],
            &[Accept, Withdraw, Lock],
            &[Lock, Withdraw, Accept],
            &[Accept, Decline, Withdraw, WithdrawByAdministrator, Change, Lock],
            &[Lock, Change, WithdrawByAdministrator, Withdraw, Decline, Accept],
        ] {
            race(&world, tries).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn three_edit_at_once_and_no_edit_is_lost() {
    let world = World::new().await;
    let body = json!({"id": fresh(), "delegate": {"kind": "user", "id": world.ben.id}});
    let asked = world.ann.ok("POST", "/v1/delegations", body).await;
    let path = format!("/v1/delegations/{}/terms", asked["id"].as_str().unwrap());
    let editors = [&world.ann, &world.leeds_admin, &world.admin];
    let mut version = asked["version"].clone();
    for round in 0..6 {
        let edit = |n: usize| {
            let on = round % 2 == 1;
            json!({"terms": {"privileges": {"place_calls": true, "answer_calls": if n == 0 { on } else { !on },
                "pick_up_held": if n == 1 { on } else { !on }, "lock_calls": if n == 2 { on } else { !on }}}})
        };
        let sent = editors.iter().enumerate().map(|(n, who)| {
            let (version, path) = (&version, &path);
            async move { who.send_if(version, "PUT", path, Some(edit(n))).await }
        });
        let outcomes = join_all(sent).await;
        let won: Vec<usize> = (0..3).filter(|n| outcomes[*n].0.is_success()).collect();
        assert_eq!(won.len(), 1, "{outcomes:?}");
        let left = world.admin.get(path.strip_suffix("/terms").unwrap()).await;
        assert_eq!(left["terms"]["privileges"], edit(won[0])["terms"]["privileges"]);
        for (status, answer) in outcomes.iter().filter(|(status, _)| !status.is_success()) {
            assert_eq!((status.as_u16(), answer["code"].as_str()), (412, Some("outdated")));
            let name = ["Ann Lee", "Lea Leeds", "Ada Admin"][won[0]];
            assert!(answer["message"].as_str().unwrap().starts_with(name), "{answer}");
        }
        version = left["version"].clone();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_pair_and_a_limit_hold_when_many_ask_at_once() {
    let world = World::new().await;
    let body = || json!({"id": fresh(), "delegate": {"kind": "user", "id": world.ben.id}});
    let asks = (0..8).map(|_| world.ann.send("POST", "/v1/delegations", Some(body())));
    let made = join_all(asks).await.iter().filter(|(status, _)| status.is_success()).count();
    assert_eq!((made, world.ben.entities("delegation").await.len()), (1, 1));
    // The same identifier, as from a client that is not sure whether it arrived.
    let same = json!({"id": fresh(), "delegate": {"kind": "user", "id": world.cleo.id}});
    let asks = (0..8).map(|_| world.ann.send("POST", "/v1/delegations", Some(same.clone())));
    let mut statuses: Vec<u16> = join_all(asks).await.iter().map(|(status, _)| status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 200, 200, 200, 200, 200, 200, 201]);

    world.account_policy(|policy| policy["max_delegates"] = json!(5)).await;
    let mut others = Vec::new();
    for n in 0..8 {
        others.push(world.colleague(&format!("Colleague {n}")).await);
    }
    let asks = others.iter().map(|other| {
        let body = json!({"id": fresh(), "delegate": {"kind": "user", "id": other.id}});
        world.ann.send("POST", "/v1/delegations", Some(body))
    });
    let made = join_all(asks).await.iter().filter(|(status, _)| status.is_success()).count();
    assert_eq!((made, world.ann.entities("delegation").await.len()), (3, 5));
}
