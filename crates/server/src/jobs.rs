//! Work on many people: begun with the change that it follows from, done in batches while everybody else writes in between,
//! and resumed after a restart. A batch that is done twice does no harm.

use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::State;
use roamline_api::ErrorBody;
use roamline_api::job::{Job, JobKind};
use roamline_store::jobs::JobRow;
use roamline_store::{Urgency, delegations, jobs, to_json, users};
use tokio_util::sync::CancellationToken;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::batch_size::BatchSize;
use crate::database::{Store, Tx};
use crate::delegations::reconsider::{self, Tally};
use crate::http::{ApiError, SiteAdministrator};
use crate::standing;
use crate::state::AppState;

/// Fewest and most in one batch.
const FEWEST: usize = 4;
const MOST: usize = 200;
/// How long to wait after something failed.
const AGAIN: Duration = Duration::from_secs(5);

/// Routes of this noun.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_jobs))
}

/// Work on many people that goes on, such as suspending delegations after a change of policy
///
/// Administrators of a site see what concerns their site or all.
#[utoipa::path(get, path = "/v1/jobs", tag = "account", operation_id = "get_jobs",
    responses((status = 200, body = Vec<Job>), (status = "default", body = ErrorBody)))]
async fn get_jobs(
    State(store): State<Store>,
    administrator: SiteAdministrator,
) -> Result<Json<Vec<Job>>, ApiError> {
    let all = jobs::all(&mut *store.read().await?).await?;
    let concerns = |job: &JobRow| match job.kind {
        JobKind::Delegations { site: Some(site) }
        | JobKind::People { site: Some(site) }
        | JobKind::DelegationNames { site } => administrator.over(site).is_ok(),
        _ => true,
    };
    Ok(Json(all.iter().filter(|job| concerns(job)).map(JobRow::view).collect()))
}

/// Works on what there is, and on more whenever it comes, until `shutdown`.
pub(crate) async fn run(store: Store, public_url: String, shutdown: CancellationToken) {
    let mut worker = Worker { store, public_url, size: BatchSize::between(FEWEST, MOST) };
    while !shutdown.is_cancelled() {
        let wait = match worker.round().await {
            Ok(true) => continue,
            Ok(false) => None,
            Err(_) => Some(AGAIN),
        };
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = worker.store.wakers().jobs() => {}
            () = pause(wait) => {}
        }
    }
}

async fn pause(time: Option<Duration>) {
    match time {
        Some(time) => tokio::time::sleep(time).await,
        None => std::future::pending().await,
    }
}

struct Worker {
    store: Store,
    public_url: String,
    /// How many in the next batch.
    size: BatchSize,
}

impl Worker {
    /// One batch of each job, so that none waits for a longer one. Tells whether there is more to do.
    async fn round(&mut self) -> Result<bool, ApiError> {
        let all = jobs::all(&mut *self.store.read().await?).await?;
        let is_any = !all.is_empty();
        let mut failed = None;
        for job in all {
            if let Err(error) = self.batch(job).await {
                failed = Some(error);
            }
        }
        failed.map_or(Ok(is_any), Err)
    }

    async fn batch(&mut self, job: JobRow) -> Result<(), ApiError> {
        // What grows with the organisation is read and counted before it is anybody's turn to write.
        let mut reader = self.store.read().await?;
        let total = match (job.total, job.kind) {
            (Some(total), _) => total,
            (None, JobKind::Delegations { site }) => delegations::count_in_view_at(&mut reader, site).await?,
            (None, JobKind::DelegationNames { site }) => {
                delegations::count_in_view_at(&mut reader, Some(site)).await?
            }
            (None, JobKind::People { site }) => users::ids(&mut reader, site).await?.len() as u64,
            (None, JobKind::Locations) => jobs::people_left(&mut reader, job.id).await?,
            (None, JobKind::Notices) => jobs::how_many_to_be_told(&mut reader).await?,
        };
        let size = i64::try_from(self.size.get()).unwrap_or(i64::MAX);
        let position = job.position.as_str();
        let mut next = Next::default();
        match job.kind {
            JobKind::Delegations { site } => {
                next.delegations = delegations::in_view_at(&mut reader, site, position, size).await?;
            }
            JobKind::DelegationNames { site } => {
                next.delegations = delegations::in_view_at(&mut reader, Some(site), position, size).await?;
            }
            JobKind::People { site } => {
                next.people = users::ids_after(&mut reader, site, position, size).await?;
            }
            JobKind::Locations => next.people = jobs::people(&mut reader, job.id, size).await?,
            JobKind::Notices => next.people = jobs::to_be_told(&mut reader, size).await?,
        }
        drop(reader);
        let mut tx = self.store.write_as(Urgency::Background, None).await?;
        let began = Instant::now();
        // Asked for anew meanwhile, it begins anew.
        if jobs::find(&mut tx, job.id).await?.as_ref() != Some(&job) {
            return Ok(());
        }
        self.write(&mut tx, job, total, &next).await?;
        tx.commit().await?;
        self.size.took(began.elapsed());
        Ok(())
    }

    async fn write(&self, tx: &mut Tx, mut job: JobRow, total: u64, next: &Next) -> Result<(), ApiError> {
        let mut tally: Tally = job.tally()?;
        match job.kind {
            JobKind::Delegations { .. } => reconsider::batch(tx, &mut tally, &next.delegations).await?,
            JobKind::DelegationNames { .. } => reconsider::show(tx, &next.delegations).await?,
            JobKind::People { .. } => {
                for &user in &next.people {
                    standing::show_policy(tx, user).await?;
                }
            }
            JobKind::Locations => {
                for &user in &next.people {
                    standing::location_changed(tx, user).await?;
                    jobs::remove_person(tx, job.id, user).await?;
                }
            }
            JobKind::Notices => {
                for &user in &next.people {
                    reconsider::tell(tx, &self.public_url, user).await?;
                }
            }
        }
        let last = next.delegations.last().map(ToString::to_string);
        let Some(last) = last.or(next.people.last().map(ToString::to_string)) else {
            return finish(tx, &job, &tally).await;
        };
        job.position = last;
        job.done += next.delegations.len() as u64 + next.people.len() as u64;
        // Somebody may have come meanwhile.
        job.total = Some(total.max(job.done));
        job.tally = to_json(&tally)?;
        Ok(jobs::update(tx, &job).await?)
    }
}

/// Whom or what the next batch is about.
#[derive(Debug, Default)]
struct Next {
    delegations: Vec<roamline_domain::ids::DelegationId>,
    people: Vec<roamline_domain::ids::UserId>,
}

async fn finish(tx: &mut Tx, job: &JobRow, tally: &Tally) -> Result<(), ApiError> {
    match job.kind {
        JobKind::Delegations { .. } => {
            reconsider::finish(tx, tally).await?;
            if jobs::how_many_to_be_told(tx).await? > 0 {
                tx.begin_job(JobKind::Notices).await?;
            }
        }
        JobKind::DelegationNames { site } => reconsider::site_changed(tx, site).await?,
        JobKind::People { .. } | JobKind::Locations | JobKind::Notices => {}
    }
    Ok(jobs::delete(tx, job.id).await?)
}
