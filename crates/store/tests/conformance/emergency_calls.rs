//! Emergency calls: the numbers that went with them, and those that go on.

use jiff::{SignedDuration, Timestamp};
use roamline_domain::callback::BoundCall;
use roamline_domain::dispatch::Dispatch;
use roamline_domain::emergency_call::{CallerProof, Progress};
use roamline_domain::ids::{DeviceId, EmergencyCallId};
use roamline_store::emergency_calls::{NewEmergencyCall, OpenCall, Sent};
use roamline_store::{callback_numbers, emergency_calls};
use uuid::Uuid;

use crate::world::World;

fn call(world: &World, at: Timestamp, progress: Progress) -> NewEmergencyCall {
    NewEmergencyCall {
        id: EmergencyCallId(Uuid::now_v7()),
        site: Some(world.site.id),
        user: None,
        is_test: false,
        at,
        sent: Sent {
            dialled: "112".into(),
            caller: "Lobby".into(),
            callback: "+441134960199".into(),
            callback_source: None,
            dispatch: Dispatch::default(),
            document: None,
            device: None,
            source: None,
            proof: CallerProof::Password,
        },
        progress,
    }
}

pub(crate) async fn a_number_is_bound_to_a_call_until_it_is_forgotten(world: World) {
    let mut tx = world.tx().await;
    let start = world.in_seconds(0);
    let at = |second| start + SignedDuration::from_secs(second);
    let mut bound = Vec::new();
    for second in [5, 0, 9] {
        let call = call(&world, at(second), Progress::Leaving);
        emergency_calls::insert(&mut tx, &call).await.unwrap();
        let one = BoundCall { call: call.id, phone: DeviceId(Uuid::now_v7()), at: call.at };
        callback_numbers::bind(&mut tx, "+441134960199", &one).await.unwrap();
        // What is written once more is there once.
        callback_numbers::bind(&mut tx, "+441134960199", &one).await.unwrap();
        bound.push(("+441134960199".to_owned(), one));
    }
    let [five, nought, nine] = <[_; 3]>::try_from(bound).unwrap();
    let before = at(-1);
    let all = callback_numbers::since(&mut tx, before).await.unwrap();
    assert_eq!(all, [nought.clone(), five.clone(), nine.clone()]);
    assert_eq!(callback_numbers::since(&mut tx, at(5)).await.unwrap(), std::slice::from_ref(&nine));
    callback_numbers::unbind(&mut tx, nine.1.call).await.unwrap();
    callback_numbers::forget(&mut tx, at(5)).await.unwrap();
    assert_eq!(callback_numbers::since(&mut tx, before).await.unwrap(), std::slice::from_ref(&five));
    emergency_calls::delete(&mut tx, five.1.call).await.unwrap();
    assert_eq!(callback_numbers::since(&mut tx, before).await.unwrap(), []);
}

pub(crate) async fn what_goes_on_is_known_with_its_last_sign_of_life(world: World) {
    let mut tx = world.tx().await;
    let start = world.in_seconds(0);
    let at = |second| start + SignedDuration::from_secs(second);
    let (leaving, tested) = (call(&world, at(0), Progress::Leaving), call(&world, at(1), Progress::Tested));
    let ended = call(&world, at(2), Progress::Leaving.answered(at(3)).ended(at(4)));
    for call in [&leaving, &tested, &ended] {
        emergency_calls::insert(&mut tx, call).await.unwrap();
    }
    let open = |progress, second| OpenCall { id: leaving.id, progress, last_known_at: at(second) };
    assert_eq!(emergency_calls::open(&mut tx).await.unwrap(), [open(Progress::Leaving, 0)]);
    let answered = Progress::Leaving.answered(at(5));
    emergency_calls::set_progress(&mut tx, leaving.id, answered, at(5)).await.unwrap();
    emergency_calls::go_on(&mut tx, at(60)).await.unwrap();
    assert_eq!(emergency_calls::open(&mut tx).await.unwrap(), [open(answered, 60)]);
    let lost = answered.lost(at(60), at(90));
    emergency_calls::set_progress(&mut tx, leaving.id, lost, at(90)).await.unwrap();
    assert_eq!(emergency_calls::open(&mut tx).await.unwrap(), []);
    assert_eq!(emergency_calls::progress(&mut tx, leaving.id).await.unwrap(), Some(lost));
}
