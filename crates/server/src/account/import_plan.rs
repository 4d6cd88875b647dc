//! What a file of users comes to: row by row, and with all rows together.

use std::collections::{HashMap, HashSet};

use roamline_api::account::User;
use roamline_api::import::{ImportEffect, ImportRow};
use roamline_domain::delegation::DelegateId;
use roamline_domain::emergency::EmergencyNumbers;
use roamline_domain::extension::check_extension;
use roamline_domain::field_error::FieldError;
use roamline_domain::ids::{SiteId, UserId};
use roamline_domain::name::Name;
use roamline_domain::roles::{Administration, Roles};
use roamline_store::users::{UserRow, email_key};
use roamline_store::{Conn, accounts, extensions, users as stored};
use uuid::Uuid;

use super::import_file::{File, Row};
use super::users;
use crate::fields::is_email;
use crate::http::{ApiError, SiteAdministrator};

/// What is to be done for a row.
#[derive(Debug)]
pub(super) enum Planned {
    /// Somebody new.
    Create(Box<User>),
    /// Somebody who is there.
    Change {
        /// As they are.
        before: Box<UserRow>,
        /// As they will be.
        after: Box<User>,
    },
    /// All is so already.
    Nothing,
    /// The row cannot be used.
    Bad,
}

impl Planned {
    fn effect(&self) -> ImportEffect {
        match self {
            Planned::Create(_) => ImportEffect::Create,
            Planned::Change { .. } => ImportEffect::Change,
            Planned::Nothing => ImportEffect::None,
            Planned::Bad => ImportEffect::Bad,
        }
    }

    /// The user as they will be, where they change.
    fn after(&self) -> Option<&User> {
        match self {
            Planned::Create(user) => Some(user),
            Planned::Change { after, .. } => Some(after),
            Planned::Nothing | Planned::Bad => None,
        }
    }
}

/// What a file comes to.
#[derive(Debug)]
pub(super) struct Plan {
    rows: Vec<(ImportRow, Planned)>,
    only_site: Option<SiteId>,
}

/// What is there already.
struct Present<'a> {
    administrator: &'a SiteAdministrator,
    users: HashMap<String, UserRow>,
    sites: HashMap<String, SiteId>,
    emergency: EmergencyNumbers,
}

impl Plan {
    /// What `file` comes to as things are.
    pub(super) async fn of(
        conn: &mut Conn,
        administrator: &SiteAdministrator,
        file: &File,
    ) -> Result<Self, ApiError> {
        let users = stored::all(conn, None).await?;
        let holders: HashMap<String, DelegateId> = extensions::all(conn).await?.into_iter().collect();
        let sites = accounts::sites(conn).await?.into_iter().map(|site| (site.name, site.id)).collect();
        let users = users.into_iter().map(|row| (email_key(&row.user.email), row)).collect();
        let emergency = accounts::emergency_numbers(conn).await?;
        let present = Present { administrator, users, sites, emergency };
        let mut seen = HashMap::new();
        let mut rows: Vec<_> = file
            .rows
            .iter()
            .map(|row| {
                let (mut told, mut planned) = present.row(file, row);
                if let Some(line) = seen.insert(email_key(&told.email), row.line) {
                    told.problems
                        .push(FieldError::new("email", &format!("Line {line} is about the same user.")));
                    planned = Planned::Bad;
                }
                (told, planned)
            })
            .collect();
        extensions_are_unique(&mut rows, &holders);
        somebody_administers(&mut rows, &present.users);
        for (told, planned) in &mut rows {
            if !told.problems.is_empty() {
                *planned = Planned::Bad;
            }
            told.effect = planned.effect();
        }
        Ok(Self { rows, only_site: administrator.only_site() })
    }

    /// Some row cannot be used.
    pub(super) fn is_bad(&self) -> bool {
        self.effects().any(|effect| effect == ImportEffect::Bad)
    }

    /// What each row comes to.
    pub(super) fn effects(&self) -> impl Iterator<Item = ImportEffect> {
        self.rows.iter().map(|(_, planned)| planned.effect())
    }

    /// What is to be done.
    pub(super) fn rows(&self) -> impl Iterator<Item = &Planned> {
        self.rows.iter().map(|(_, planned)| planned)
    }

    /// Those who are new.
    pub(super) fn created(&self) -> impl Iterator<Item = &User> {
        self.rows().filter_map(|planned| match planned {
            Planned::Create(user) => Some(&**user),
            _ => None,
        })
    }

    /// The site that whoever imports is limited to.
    pub(super) fn only_site(&self) -> Option<SiteId> {
        self.only_site
    }

    /// As it is told.
    pub(super) fn into_rows(self) -> Vec<ImportRow> {
        self.rows.into_iter().map(|(told, _)| told).collect()
    }
}

/// `yes` and `no` as spreadsheets and people write them; none where nothing is said.
fn flag(text: &str) -> Result<Option<bool>, ()> {
    match text.to_lowercase().as_str() {
        "" => Ok(None),
        "yes" | "y" | "true" | "1" | "x" => Ok(Some(true)),
        "no" | "n" | "false" | "0" => Ok(Some(false)),
        _ => Err(()),
    }
}

impl Present<'_> {
    fn row(&self, file: &File, row: &Row) -> (ImportRow, Planned) {
        let cell = |column| file.cell(row, column);
        let email = cell("email").unwrap_or_default();
        let before = self.users.get(&email_key(email));
        let mut problems = Vec::new();
        if file.is_too_long(row) {
            problems
                .push(FieldError::new("csv", "There are more cells in this line than there are columns."));
        }
        if before.is_none() && !is_email(email) {
            problems.push(FieldError::new("email", "This is no e-mail address."));
        }
        let after = self.user(before.map(|row| &row.user), email, &cell, &mut problems);
        if let Some(after) = &after {
            problems.extend(self.not_theirs(before.map(|row| &row.user), after));
        }
        let name = cell("name").map(str::to_owned);
        let told = ImportRow {
            line: row.line,
            name: name.or(before.map(|row| row.user.name.clone())).unwrap_or_default(),
            email: email.to_owned(),
            effect: ImportEffect::Bad,
            problems,
        };
        let planned = match (after, before) {
            _ if !told.problems.is_empty() => Planned::Bad,
            (Some(after), None) => Planned::Create(Box::new(after)),
            (Some(after), Some(before)) if after == before.user => Planned::Nothing,
            (Some(mut after), Some(before)) => {
                after.version = after.version.saturating_add(1);
                Planned::Change { before: Box::new(before.clone()), after: Box::new(after) }
            }
            (None, _) => Planned::Bad,
        };
        (told, planned)
    }

    /// The user that a row makes of what is there, with what is wrong with it.
    fn user<'a>(
        &self,
        before: Option<&User>,
        email: &str,
        cell: &impl Fn(&'static str) -> Option<&'a str>,
        problems: &mut Vec<FieldError>,
    ) -> Option<User> {
        let name = cell("name").or(before.map(|user| user.name.as_str())).unwrap_or_default().parse::<Name>();
        problems.extend(name.as_ref().err().copied().map(FieldError::from));
        let site = match cell("site") {
            Some(name) => {
                let site = self.sites.get(name).copied();
                if site.is_none() {
                    problems.push(FieldError::new("site", &format!("There is no site “{name}”.")));
                }
                site
            }
            None => before.map(|user| user.site).or_else(|| self.usual_site()).or_else(|| {
                problems.push(FieldError::new("site", "Say in a column “site” where new users are."));
                None
            }),
        };
        let mut yes = |column: &'static str, otherwise: bool| match cell(column).map(flag) {
            Some(Ok(Some(said))) => said,
            Some(Ok(None)) | None => otherwise,
            Some(Err(())) => {
                problems.push(FieldError::new(column, "Say yes or no."));
                otherwise
            }
        };
        let licensed = yes("licensed", before.is_some_and(|user| user.licensed));
        let active = yes("active", before.is_none_or(|user| user.active));
        let safety_team = yes("safety_team", before.is_some_and(|user| user.roles.safety_team));
        let administrator = match cell("administrator") {
            Some("") => None,
            Some(word) if word.eq_ignore_ascii_case("account") => Some(Administration::Account),
            Some(name) => {
                let site = self.sites.get(name).map(|site| Administration::Site { site: *site });
                if site.is_none() {
                    let message = "Leave this empty, or say “account” or the name of a site.";
                    problems.push(FieldError::new("administrator", message));
                }
                site
            }
            None => before.and_then(|user| user.roles.administrator),
        };
        let extension = match cell("extension") {
            Some("") => None,
            Some(digits) => {
                problems.extend(check_extension(digits, &self.emergency).map(FieldError::from));
                Some(digits.to_owned())
            }
            None => before.and_then(|user| user.extension.clone()),
        };
        Some(User {
            id: before.map_or_else(|| UserId(Uuid::now_v7()), |user| user.id),
            name: name.ok()?.into(),
            email: before.map_or(email, |user| &user.email).to_owned(),
            site: site?,
            roles: Roles { administrator, safety_team },
            licensed,
            active,
            extension,
            numbers: before.map(|user| user.numbers.clone()).unwrap_or_default(),
            version: before.map_or(1, |user| user.version),
        })
    }

    /// Where new users are, where no column says so and there is no choice.
    fn usual_site(&self) -> Option<SiteId> {
        let only = || (self.sites.len() == 1).then(|| self.sites.values().next().copied()).flatten();
        self.administrator.only_site().or_else(only)
    }

    /// What whoever imports may not do.
    fn not_theirs(&self, before: Option<&User>, after: &User) -> Option<FieldError> {
        let may = self.administrator;
        if before.is_some_and(|user| may.over(user.site).is_err()) {
            return Some(FieldError::new("email", "This user belongs to a site that you do not administer."));
        }
        if may.over(after.site).is_err() {
            return Some(FieldError::new("site", "You do not administer this site."));
        }
        let roles = before.map(|user| user.roles).into_iter().chain([after.roles]);
        roles
            .map(|roles| users::may_grant(may, roles))
            .any(|granted| granted.is_err())
            .then(|| FieldError::new("administrator", "You cannot give or take this right."))
    }
}

/// With all rows written, an extension is one user's or phone's.
fn extensions_are_unique(rows: &mut [(ImportRow, Planned)], holders: &HashMap<String, DelegateId>) {
    let changed: HashSet<UserId> =
        rows.iter().filter_map(|(_, planned)| planned.after().map(|user| user.id)).collect();
    let stays = |who: &DelegateId| !matches!(who, DelegateId::User(user) if changed.contains(user));
    let mut taken: HashMap<String, Option<u64>> =
        holders.iter().filter(|(_, who)| stays(who)).map(|(text, _)| (text.clone(), None)).collect();
    for (told, planned) in rows {
        let Some(extension) = planned.after().and_then(|user| user.extension.clone()) else { continue };
        match taken.get(&extension) {
            Some(Some(line)) => {
                let message = format!("Line {line} has the extension {extension} as well.");
                told.problems.push(FieldError::new("extension", &message));
            }
            Some(None) => {
                let message = format!("Somebody else has the extension {extension} already.");
                told.problems.push(FieldError::new("extension", &message));
            }
            None => drop(taken.insert(extension, Some(told.line))),
        }
    }
}

/// With all rows written, somebody administers the account.
fn somebody_administers(rows: &mut [(ImportRow, Planned)], present: &HashMap<String, UserRow>) {
    let administers = |user: &User| user.active && user.roles.administrator == Some(Administration::Account);
    let changed: HashMap<UserId, bool> = rows
        .iter()
        .filter_map(|(_, planned)| planned.after().map(|user| (user.id, administers(user))))
        .collect();
    let stays = present.values().any(|row| administers(&row.user) && !changed.contains_key(&row.user.id));
    if stays || changed.values().any(|administers| *administers) {
        return;
    }
    for (told, planned) in rows {
        if matches!(planned, Planned::Change { before, .. } if administers(&before.user)) {
            told.problems.push(FieldError::new("administrator", users::LAST_ADMINISTRATOR));
        }
    }
}
