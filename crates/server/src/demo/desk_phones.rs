//! Telephones there, for whoever wants to hear it work: somebody who calls, the one who is called, and their assistant.

use std::fmt;

use roamline_api::desk_phone::{DeskPhone, PhoneServer, PhoneTransport};
use roamline_domain::delegation::DelegateId;
use roamline_domain::ids::DeviceId;
use uuid::Uuid;

use crate::store::{StoreError, Tx, desk_phones, users};

/// Username, owner by e-mail address, and what the telephone is good for.
const TELEPHONES: &[(&str, &str, &str)] = &[
    ("beatrix", "beatrix.finch@harrier-finch.example", "Beatrix Finch, who calls"),
    ("tom", "tom.aldous@harrier-finch.example", "Tom Aldous, whose line it is (extension 2012)"),
    ("ottilie", "ottilie.w@harrier-finch.example", "Ottilie, who answers for Tom"),
];

/// A telephone of the made-up organisation, with the password that is told this once.
#[derive(Clone, PartialEq, Eq)]
pub struct MadeUpPhone {
    /// Whose it is and what it is good for, for people to read.
    pub owner: &'static str,
    /// The user name by which it registers.
    pub username: &'static str,
    /// Password.
    pub password: String,
}

impl fmt::Debug for MadeUpPhone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MadeUpPhone").field("username", &self.username).finish_non_exhaustive()
    }
}

/// The telephones as lines for a terminal, as baresip reads them.
#[derive(Debug)]
pub struct Accounts<'a>(pub &'a [MadeUpPhone], pub &'a [PhoneServer]);

impl fmt::Display for Accounts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(phones, servers) = self;
        // A certificate that only this organisation trusts is nothing for two minutes.
        let server = servers.iter().find(|server| server.transport == PhoneTransport::Tcp);
        let Some(PhoneServer { address, .. }) = server else { return Ok(()) };
        writeln!(f, "Telephones, each as a line for baresip's file \"accounts\":")?;
        for MadeUpPhone { owner, username, password } in *phones {
            writeln!(f, "# {owner}")?;
            writeln!(
                f,
                "<sip:{username}@{address};transport=tcp>;auth_user={username};auth_pass={password};regint=600"
            )?;
        }
        Ok(())
    }
}

/// Makes them, with passwords that are good in this domain.
pub(super) async fn make(tx: &mut Tx, domain: &str) -> Result<Vec<MadeUpPhone>, StoreError> {
    let now = tx.now();
    let mut made = Vec::new();
    for &(username, email, owner) in TELEPHONES {
        let Some((row, _)) = users::credentials(tx, email).await? else { continue };
        let phone = DeskPhone {
            id: DeviceId(Uuid::now_v7()),
            owner: DelegateId::User(row.user.id),
            name: "Desk".to_owned(),
            username: username.to_owned(),
            rings: true,
            places: Vec::new(),
            version: 1,
        };
        let (password, secret) = crate::desk_phones::password(username, domain);
        desk_phones::insert(tx, &phone, &secret, now).await?;
        let summary = format!("Made up the telephone of {}", row.user.name);
        tx.audit("desk_phone.created", &format!("desk_phone:{}", phone.id), Some(row.user.site), &summary)
            .await?;
        made.push(MadeUpPhone { owner, username, password });
    }
    Ok(made)
}
