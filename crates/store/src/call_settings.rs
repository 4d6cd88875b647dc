//! What people set for all their calls.

use std::collections::HashMap;

use roamline_domain::call_settings::CallSettings;
use roamline_domain::ids::UserId;

use super::{Conn, StoreError, from_json, id, to_json, version};

/// What somebody sets for all their calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallSettingsRow {
    /// Whose.
    pub user: UserId,
    /// The settings.
    pub settings: CallSettings,
    /// Counts changes.
    pub version: u32,
}

/// The settings of one user.
///
/// # Errors
/// When the database fails.
pub async fn of_user(conn: &mut Conn, user: UserId) -> Result<CallSettingsRow, StoreError> {
    let found: Option<(String, i64)> =
        sqlx::query_as("SELECT settings, version FROM call_settings WHERE user_id = $1")
            .bind(user.to_string())
            .fetch_optional(conn)
            .await?;
    Ok(match found {
        Some((settings, counted)) => {
            CallSettingsRow { user, settings: from_json(&settings)?, version: version(counted)? }
        }
        None => CallSettingsRow { user, settings: CallSettings::default(), version: 1 },
    })
}

/// Those of everybody who has ever set something.
///
/// # Errors
/// When the database fails.
pub async fn all(conn: &mut Conn) -> Result<HashMap<UserId, CallSettings>, StoreError> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("SELECT user_id, settings FROM call_settings").fetch_all(conn).await?;
    rows.into_iter().map(|(user, settings)| Ok((id(&user)?, from_json(&settings)?))).collect()
}

/// Writes the settings of one user.
///
/// # Errors
/// [`StoreError::is_reference`] where there is no such user.
pub async fn put(conn: &mut Conn, row: &CallSettingsRow) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO call_settings (user_id, settings, version) VALUES ($1, $2, $3) \
         ON CONFLICT (user_id) DO UPDATE SET settings = excluded.settings, version = excluded.version",
    )
    .bind(row.user.to_string())
    .bind(to_json(&row.settings)?)
    .bind(i64::from(row.version))
    .execute(conn)
    .await?;
    Ok(())
}
