//! Extensions, unique in the account over users and common area phones.

use roamline_domain::delegation::DelegateId;

use super::parties::{columns, of_columns};
use super::{Conn, StoreError};

/// Whose extension it is.
///
/// # Errors
/// When the database fails.
pub async fn holder(conn: &mut Conn, extension: &str) -> Result<Option<DelegateId>, StoreError> {
    let row: Option<(Option<String>, Option<String>)> =
        sqlx::query_as("SELECT user_id, phone_id FROM extensions WHERE extension = $1")
            .bind(extension)
            .fetch_optional(conn)
            .await?;
    match row {
        Some((user, phone)) => of_columns(user.as_deref(), phone.as_deref()),
        None => Ok(None),
    }
}

/// Every extension with its holder.
///
/// # Errors
/// When the database fails.
pub async fn all(conn: &mut Conn) -> Result<Vec<(String, DelegateId)>, StoreError> {
    let rows: Vec<(String, Option<String>, Option<String>)> =
        sqlx::query_as("SELECT extension, user_id, phone_id FROM extensions ORDER BY extension")
            .fetch_all(conn)
            .await?;
    rows.into_iter()
        .map(|(extension, user, phone)| {
            let holder = of_columns(user.as_deref(), phone.as_deref())?;
            Ok((extension, holder.ok_or(StoreError::Unreadable { what: "extension" })?))
        })
        .collect()
}

/// Gives a user or phone this extension instead of the one they have, or none.
///
/// # Errors
/// [`is_taken`] where somebody else has it.
pub async fn set(conn: &mut Conn, who: DelegateId, extension: Option<&str>) -> Result<(), StoreError> {
    let (user, phone) = columns(Some(who));
    sqlx::query("DELETE FROM extensions WHERE user_id = $1 OR phone_id = $2")
        .bind(&user)
        .bind(&phone)
        .execute(&mut *conn)
        .await?;
    if let Some(extension) = extension {
        sqlx::query("INSERT INTO extensions (extension, user_id, phone_id) VALUES ($1, $2, $3)")
            .bind(extension)
            .bind(user)
            .bind(phone)
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// The store refused since somebody else has the extension.
#[must_use]
pub fn is_taken(error: &StoreError) -> bool {
    error.is_duplicate() && error.constraint().is_some_and(|c| c.contains("extensions"))
}
