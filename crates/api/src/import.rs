//! Users as a CSV file (RFC 4180).

use roamline_domain::field_error::FieldError;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `POST /v1/users/import`. Users are told apart by their e-mail address: who is there is changed, who is not is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserImport {
    /// The file: the columns `name`, `email`, `site`, `licensed`, `administrator` (empty, `account` or a site's name),
    /// `safety_team`, `extension`, `active`, in any order; those that are absent are left as they are.
    pub csv: String,
    /// Write it. Otherwise it is a preview; one bad row keeps all of them from being written.
    pub apply: bool,
}

/// What an import comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportOutcome {
    /// Each row.
    pub rows: Vec<ImportRow>,
    /// It was written. False for a preview, and where any row is bad.
    pub applied: bool,
    /// First passwords of the users that were made, shown this once.
    pub passwords: Vec<FirstPassword>,
}

/// One row of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportRow {
    /// Its line in the file, from 1.
    pub line: u64,
    /// The name in it.
    pub name: String,
    /// The e-mail address in it.
    pub email: String,
    /// What comes of it.
    pub effect: ImportEffect,
    /// What is wrong with it; `field` is the column.
    pub problems: Vec<FieldError>,
}

/// What comes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportEffect {
    /// A user is made.
    Create,
    /// A user is changed.
    Change,
    /// All is so already.
    None,
    /// It cannot be used.
    Bad,
}

/// The first password of a user.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FirstPassword {
    /// Whose.
    pub email: String,
    /// The password.
    pub password: String,
}

impl std::fmt::Debug for FirstPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FirstPassword").field("email", &self.email).finish_non_exhaustive()
    }
}
