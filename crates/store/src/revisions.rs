//! Who made which version of a thing, and what they changed: told to whoever changes an older one.

use roamline_domain::ids::UserId;

use sqlx::AssertSqlSafe;

use super::audit::AuditSubject;
use super::{BATCH, Conn, StoreError, id, places_of_rows};

/// One version of something: who made it, and what they changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionRow {
    /// Who; none where it happened by itself.
    pub actor: Option<UserId>,
    /// Name of who changed it; nobody where it happened by itself.
    pub actor_name: Option<String>,
    /// What was changed, such as `answering was taken away`.
    pub words: String,
}

/// Notes who made a version of something and what they changed.
///
/// # Errors
/// When the database fails.
pub async fn note(
    conn: &mut Conn,
    subject: AuditSubject<'_>,
    made: u32,
    actor: Option<UserId>,
    words: &str,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO changes (subject, version, actor_id, words) VALUES ($1, $2, $3, $4)")
        .bind(subject.to_string())
        .bind(i64::from(made))
        .bind(actor.map(|a| a.to_string()))
        .bind(words)
        .execute(conn)
        .await?;
    Ok(())
}

/// The same for many that changed by themselves.
///
/// # Errors
/// When the database fails.
pub async fn note_many(conn: &mut Conn, made: &[(AuditSubject<'_>, u32, String)]) -> Result<(), StoreError> {
    for some in made.chunks(BATCH) {
        let rows = places_of_rows(some.len(), 3);
        let text = format!("INSERT INTO changes (subject, version, words) VALUES {rows}");
        let mut query = sqlx::query(AssertSqlSafe(text));
        for (subject, made, words) in some {
            query = query.bind(subject.to_string()).bind(i64::from(*made)).bind(words);
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

/// What was changed since version `read`, in order.
///
/// # Errors
/// When the database fails.
pub async fn since(
    conn: &mut Conn,
    subject: AuditSubject<'_>,
    read: u32,
) -> Result<Vec<RevisionRow>, StoreError> {
    let found: Vec<(Option<String>, Option<String>, String)> = sqlx::query_as(
        "SELECT c.actor_id, u.name, c.words FROM changes c LEFT JOIN users u ON u.id = c.actor_id \
         WHERE c.subject = $1 AND c.version > $2 ORDER BY c.version",
    )
    .bind(subject.to_string())
    .bind(i64::from(read))
    .fetch_all(conn)
    .await?;
    let rows = found.into_iter().map(|(actor, actor_name, words)| {
        Ok(RevisionRow { actor: actor.as_deref().map(id).transpose()?, actor_name, words })
    });
    rows.collect()
}
