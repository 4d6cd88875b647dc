//! Wiremap rules.

use std::collections::{HashMap, HashSet};

use futures_util::TryStreamExt;
use roamline_domain::ids::{LocationId, RuleId};
use roamline_domain::wiremap::{Placed, RuleEvidence, WiremapIndex, WiremapRule};

use super::{Conn, StoreError, from_json, id, instant, to_json};

type Columns = (String, String, String, i64);

fn row((rule, location, evidence, updated_at): Columns) -> Result<WiremapRule, StoreError> {
    Ok(WiremapRule {
        id: id(&rule)?,
        location: id(&location)?,
        evidence: from_json(&evidence)?,
        updated_at: instant(updated_at),
    })
}

/// One rule.
///
/// # Errors
/// When the database fails.
pub async fn rule(conn: &mut Conn, rule: RuleId) -> Result<Option<WiremapRule>, StoreError> {
    let found: Option<Columns> =
        sqlx::query_as("SELECT id, location_id, evidence, updated_at FROM wiremap_rules WHERE id = $1")
            .bind(rule.to_string())
            .fetch_optional(conn)
            .await?;
    found.map(row).transpose()
}

/// The rules bound to a location, the newest first.
///
/// # Errors
/// When the database fails.
pub async fn of_location(conn: &mut Conn, location: LocationId) -> Result<Vec<WiremapRule>, StoreError> {
    let found: Vec<Columns> = sqlx::query_as(
        "SELECT id, location_id, evidence, updated_at FROM wiremap_rules WHERE location_id = $1 \
         ORDER BY updated_at DESC, id DESC",
    )
    .bind(location.to_string())
    .fetch_all(conn)
    .await?;
    found.into_iter().map(row).collect()
}

/// Rules that look for exactly this, wherever they are bound.
///
/// # Errors
/// When the database fails.
pub async fn of_evidence(conn: &mut Conn, evidence: &RuleEvidence) -> Result<Vec<WiremapRule>, StoreError> {
    let found: Vec<Columns> = sqlx::query_as(
        "SELECT id, location_id, evidence, updated_at FROM wiremap_rules WHERE evidence = $1 ORDER BY id",
    )
    .bind(to_json(&evidence.clone().canonical())?)
    .fetch_all(conn)
    .await?;
    found.into_iter().map(row).collect()
}

/// How many rules each location has; those without any are left out.
///
/// # Errors
/// When the database fails.
pub async fn counts(
    conn: &mut Conn,
    locations: &[LocationId],
) -> Result<HashMap<LocationId, u32>, StoreError> {
    let mut counts = HashMap::new();
    for &location in locations {
        let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM wiremap_rules WHERE location_id = $1")
            .bind(location.to_string())
            .fetch_one(&mut *conn)
            .await?;
        counts.insert(location, u32::try_from(count).unwrap_or(u32::MAX));
    }
    Ok(counts)
}

/// The locations that have a rule.
///
/// # Errors
/// When the database fails.
pub async fn bound(conn: &mut Conn) -> Result<HashSet<LocationId>, StoreError> {
    let rows: Vec<String> =
        sqlx::query_scalar("SELECT DISTINCT location_id FROM wiremap_rules").fetch_all(conn).await?;
    rows.iter().map(|location| id(location)).collect()
}

/// Makes a rule, in its canonical form.
///
/// # Errors
/// [`StoreError::is_duplicate`] where the location has the very same.
pub async fn insert(conn: &mut Conn, rule: &WiremapRule) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO wiremap_rules (id, location_id, evidence, updated_at) VALUES ($1, $2, $3, $4)")
        .bind(rule.id.to_string())
        .bind(rule.location.to_string())
        .bind(to_json(&rule.evidence.clone().canonical())?)
        .bind(rule.updated_at.as_microsecond())
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes a rule.
///
/// # Errors
/// When the database fails.
pub async fn delete(conn: &mut Conn, rule: RuleId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM wiremap_rules WHERE id = $1").bind(rule.to_string()).execute(conn).await?;
    Ok(())
}

/// The whole wiremap, arranged for look-up. Rows are taken one by one, so that a million of them need no second copy.
///
/// # Errors
/// When the database fails.
pub async fn index(conn: &mut Conn) -> Result<WiremapIndex, StoreError> {
    let places: Vec<(String, Option<String>, i64)> =
        sqlx::query_as("SELECT id, parent_id, public_ip_is_enough FROM company_locations")
            .fetch_all(&mut *conn)
            .await?;
    let mut index = WiremapIndex::default();
    for (location, parent, enough) in places {
        let parent = parent.as_deref().map(id).transpose()?;
        index.place(id(&location)?, Placed { parent, public_ip_is_enough: enough != 0 });
    }
    let mut rows =
        sqlx::query_as::<_, Columns>("SELECT id, location_id, evidence, updated_at FROM wiremap_rules")
            .fetch(conn);
    while let Some(columns) = rows.try_next().await? {
        index.insert(row(columns)?);
    }
    Ok(index)
}
