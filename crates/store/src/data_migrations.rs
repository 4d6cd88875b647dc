//! What the store does once, when a newer version opens what an older one left behind. Each in the transaction that opens the store.

mod canonical_forms;
mod met_afresh;

use super::{StoreError, UnitOfWork};

/// Does everything that was not done before.
///
/// # Errors
/// When the database fails.
pub(super) async fn run(tx: &mut UnitOfWork) -> Result<(), StoreError> {
    if !is_done(tx, canonical_forms::NAME).await? {
        canonical_forms::migrate(tx).await?;
        done(tx, canonical_forms::NAME).await?;
    }
    // After the spelling, by which rules are found.
    if !is_done(tx, met_afresh::NAME).await? {
        met_afresh::migrate(tx).await?;
        done(tx, met_afresh::NAME).await?;
    }
    Ok(())
}

async fn is_done(tx: &mut UnitOfWork, name: &str) -> Result<bool, StoreError> {
    let done: Option<i64> = sqlx::query_scalar("SELECT done_at FROM data_migrations WHERE name = $1")
        .bind(name)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(done.is_some())
}

async fn done(tx: &mut UnitOfWork, name: &str) -> Result<(), StoreError> {
    let now = tx.now().as_microsecond();
    sqlx::query("INSERT INTO data_migrations (name, done_at) VALUES ($1, $2)")
        .bind(name)
        .bind(now)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
