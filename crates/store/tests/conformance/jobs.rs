//! Work on many people: how far it is, on whom it works, and what they are told of it.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use roamline_api::job::JobKind;
use roamline_domain::delegation::{DelegateId, Notice, Suspension};
use roamline_store::audit::AuditSubject;
use roamline_store::{delegations, jobs, revisions, signs_of_life};

use crate::delegations::{active, row};
use crate::world::World;

pub(crate) async fn work_is_kept_until_it_is_through(world: World) {
    let kind = JobKind::Delegations { site: Some(world.site.id) };
    let mut tx = world.tx().await;
    let first = tx.begin_job(kind).await.unwrap();
    assert_eq!(tx.begin_job(kind).await.unwrap(), first, "the same work is one job");
    let other = tx.begin_job(JobKind::Locations).await.unwrap();
    assert_ne!(other, first);
    let mut job = jobs::find(&mut tx, first).await.unwrap().unwrap();
    assert_eq!((job.kind, job.position.as_str(), job.done, job.total), (kind, "", 0, None));
    (job.position, job.done, job.total) = ("x".to_owned(), 3, Some(7));
    jobs::update(&mut tx, &job).await.unwrap();
    assert_eq!(jobs::find(&mut tx, first).await.unwrap(), Some(job.clone()));
    assert_eq!(jobs::all(&mut tx).await.unwrap().len(), 2);
    tx.begin_job(kind).await.unwrap();
    let anew = jobs::find(&mut tx, first).await.unwrap().unwrap();
    assert_eq!((anew.position.as_str(), anew.done, anew.total), ("", 0, None));
    jobs::delete(&mut tx, first).await.unwrap();
    assert_eq!(jobs::find(&mut tx, first).await.unwrap(), None);
}

pub(crate) async fn people_are_worked_on_once(world: World) {
    let other = world.another_user().await;
    let mut tx = world.tx().await;
    let job = tx.begin_job(JobKind::Locations).await.unwrap();
    let people = BTreeSet::from([world.user.id, other.id]);
    jobs::add_people(&mut tx, job, &people).await.unwrap();
    jobs::add_people(&mut tx, job, &people).await.unwrap();
    assert_eq!(jobs::people_left(&mut tx, job).await.unwrap(), 2);
    let first = jobs::people(&mut tx, job, 1).await.unwrap();
    jobs::remove_person(&mut tx, job, first[0]).await.unwrap();
    assert_eq!(jobs::people(&mut tx, job, 10).await.unwrap().len(), 1);
    jobs::delete(&mut tx, job).await.unwrap();
    assert_eq!(jobs::people_left(&mut tx, job).await.unwrap(), 0);
}

pub(crate) async fn delegations_are_suspended_many_at_a_time(world: World) {
    let other = world.another_user().await;
    let mut tx = world.tx().await;
    let to_other = DelegateId::User(other.id);
    let mut delegation = row(&world, world.user.id, to_other, active(&world));
    delegations::insert(&mut tx, &delegation).await.unwrap();
    let id = delegation.delegation.id;
    let now = tx.now();
    delegation.delegation.suspended = Some(Suspension { since: now, reasons: BTreeSet::new() });
    delegation.version += 1;
    delegations::set_suspended(&mut tx, std::slice::from_ref(&delegation)).await.unwrap();
    assert_eq!(delegations::find(&mut tx, id).await.unwrap(), Some(delegation.clone()));
    delegation.delegation.suspended = None;
    delegation.version += 1;
    delegations::set_suspended(&mut tx, std::slice::from_ref(&delegation)).await.unwrap();
    assert_eq!(delegations::find(&mut tx, id).await.unwrap(), Some(delegation));

    let made = [(AuditSubject::Delegation(id), 2, "it goes on".to_owned())];
    revisions::note_many(&mut tx, &made).await.unwrap();
    assert_eq!(
        revisions::since(&mut tx, AuditSubject::Delegation(id), 1).await.unwrap()[0].words,
        "it goes on"
    );

    let told = [(world.user.id, id, Notice::Suspended), (other.id, id, Notice::Suspended)];
    jobs::note(&mut tx, &told).await.unwrap();
    jobs::note(&mut tx, &[(other.id, id, Notice::Resumed)]).await.unwrap();
    assert_eq!(jobs::how_many_to_be_told(&mut tx).await.unwrap(), 2);
    assert_eq!(jobs::to_be_told(&mut tx, 10).await.unwrap().len(), 2);
    assert_eq!(jobs::take_notices(&mut tx, other.id).await.unwrap(), [(id, Notice::Resumed)]);
    assert_eq!(jobs::how_many_to_be_told(&mut tx).await.unwrap(), 1);
}

pub(crate) async fn the_last_sign_of_life_is_kept(world: World) {
    let mut tx = world.tx().await;
    assert_eq!(signs_of_life::last(&mut tx).await.unwrap(), None);
    for hours in [1, 2] {
        let at = world.now() + SignedDuration::from_hours(hours);
        signs_of_life::put(&mut tx, at).await.unwrap();
        assert_eq!(signs_of_life::last(&mut tx).await.unwrap(), Some(at));
    }
}
