//! What is done on the command line because nobody can sign in yet, or any more.

use jiff::Timestamp;
use roamline_api::account::User;
use roamline_domain::civic::{AddressProblem, CivicAddress, CivicElement};
use roamline_domain::emergency::EmergencyNumbers;
use roamline_domain::ids::{LocationId, SiteId, UserId};
use roamline_domain::name::{InvalidName, Name};
use roamline_domain::policy::{Policy, PolicyOverride};
use roamline_domain::roles::{Administration, Roles};
use roamline_store::accounts::{self, Account, SiteRow};
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::{StoreError, users};
use uuid::Uuid;

use crate::account::users::{check_password, end_sessions, insert};
use crate::callback_numbers;
use crate::database::{Store, Tx};
use crate::http::ApiError;
use crate::secrets;
use crate::sign_in::passwords::{PasswordError, Passwords};

/// Why the command could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
    /// Passwords cannot be worked on.
    #[error("the password could not be hashed")]
    Password(#[from] PasswordError),
    /// What was given is not good.
    #[error("{0}")]
    Refused(#[from] ApiError),
    /// There is no organisation yet, and nothing to make one of.
    #[error("this is the first user: name the organisation, its first site and the site's address as well")]
    NoAccount,
    /// The name of the organisation or the site is not one.
    #[error("the name of the organisation or the site is none: {0}")]
    Name(#[from] InvalidName),
    /// The address is not good.
    #[error("the address is not good: {0}")]
    Address(AddressProblem),
    /// An address is spelled `element=value; …`.
    #[error("an address is spelled like: country=GB; hno=12; rd=Wellington Street; a3=Leeds; pc=LS1 4DY")]
    AddressSpelling,
    /// There is no such user.
    #[error("there is no user with this e-mail address")]
    NoUser,
}

/// The organisation and its first site.
#[derive(Debug, Clone)]
pub struct FirstSite {
    /// Name of the organisation.
    pub account: String,
    /// Name of the site.
    pub site: String,
    /// Address of the site.
    pub address: CivicAddress,
    /// The number at which its people are called back where they have none of their own, with the country code.
    pub callback_number: Option<String>,
}

/// Makes an administrator of the account, and with `first` the account itself where there is none. Tells the
/// password, which is a random one where none is given.
///
/// # Errors
/// [`SetupError`], and then nothing has changed.
pub async fn create_administrator(
    store: &Store,
    name: &str,
    email: &str,
    password: Option<String>,
    first: Option<FirstSite>,
) -> Result<String, SetupError> {
    let password = password.unwrap_or_else(secrets::random);
    check_password(&password)?;
    let hash = Passwords::new()?.hash(&password).await?;
    let mut tx = store.write(None).await?;
    let site = match accounts::sites(&mut tx).await?.first() {
        Some(site) => site.id,
        None => create_account(&mut tx, first.ok_or(SetupError::NoAccount)?).await?,
    };
    let user = User {
        id: UserId(Uuid::now_v7()),
        name: name.to_owned(),
        email: email.trim().to_owned(),
        site,
        roles: Roles { administrator: Some(Administration::Account), safety_team: false },
        licensed: true,
        active: true,
        extension: None,
        numbers: Vec::new(),
        version: 1,
    };
    insert(&mut tx, user, &hash).await?;
    tx.commit().await?;
    Ok(password)
}

/// Makes the account with its first site.
async fn create_account(tx: &mut Tx, first: FirstSite) -> Result<SiteId, SetupError> {
    let (account_name, site_name) = (first.account.parse::<Name>()?, first.site.parse::<Name>()?);
    let address = first.address.normalized();
    if let Some(problem) = address.problems().into_iter().next() {
        return Err(SetupError::Address(problem));
    }
    let account = Account {
        name: account_name.into(),
        policy: Policy::default(),
        proposal_recipients: Vec::new(),
        emergency: EmergencyNumbers::default(),
        version: 1,
    };
    accounts::put_account(tx, &account).await?;
    let callback_number = callback_numbers::typed(first.callback_number.as_deref())?;
    let site = SiteRow {
        id: SiteId(Uuid::now_v7()),
        name: site_name.into(),
        root: LocationId(Uuid::now_v7()),
        address,
        policy: PolicyOverride::of_new_site(callback_number.is_some()),
        callback_number,
        numbering: None,
        version: 1,
    };
    let now: Timestamp = tx.now();
    accounts::insert_site(tx, &site, now).await?;
    tx.audit(
        AuditAction::AccountCreated,
        AuditSubject::Account,
        None,
        &format!("Made the organisation {}", account.name),
    )
    .await?;
    let summary = format!("Made the site {}", site.name);
    tx.audit(AuditAction::SiteCreated, AuditSubject::Site(site.id), Some(site.id), &summary).await?;
    Ok(site.id)
}

/// Gives a user another password and ends all their sessions. Tells the password, which is a random one where none
/// is given.
///
/// # Errors
/// [`SetupError`], and then nothing has changed.
pub async fn set_password(
    store: &Store,
    email: &str,
    password: Option<String>,
) -> Result<String, SetupError> {
    let password = password.unwrap_or_else(secrets::random);
    check_password(&password)?;
    let hash = Passwords::new()?.hash(&password).await?;
    let mut tx = store.write(None).await?;
    let (row, _) = users::credentials(&mut tx, email).await?.ok_or(SetupError::NoUser)?;
    let user = row.user;
    users::set_password(&mut tx, user.id, &hash).await?;
    end_sessions(&mut tx, user.id).await?;
    let summary = format!("{} got another password", user.name);
    tx.audit(AuditAction::UserPasswordSet, AuditSubject::User(user.id), Some(user.site), &summary).await?;
    tx.commit().await?;
    Ok(password)
}

/// Reads `country=GB; hno=12; rd=Wellington Street; …` in the element names of the API.
///
/// # Errors
/// [`SetupError::AddressSpelling`].
pub fn address(text: &str) -> Result<CivicAddress, SetupError> {
    let mut address = CivicAddress::default();
    for pair in text.split(';').filter(|p| !p.trim().is_empty()) {
        let (name, value) = pair.split_once('=').ok_or(SetupError::AddressSpelling)?;
        let (name, value) = (name.trim().to_lowercase(), value.trim().to_owned());
        if name == "country" {
            address.country = value;
        } else {
            let element = CivicElement::ALL
                .iter()
                .copied()
                .find(|e| e.name() == name)
                .ok_or(SetupError::AddressSpelling)?;
            address.set(element, Some(value));
        }
    }
    Ok(address)
}
