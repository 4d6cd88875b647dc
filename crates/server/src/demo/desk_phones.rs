//! Telephones to hear the made-up organisation with: an executive's, an assistant's, and one of somebody who calls.

use std::fmt;

use roamline_api::desk_phone::{DeskPhone, PhoneServer, PhoneTransport};
use roamline_domain::delegation::DelegateId;
use roamline_domain::ids::DeviceId;
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::{StoreError, desk_phones, users};
use uuid::Uuid;

use super::people::PEOPLE;
use crate::database::Tx;

/// Whose, by e-mail address, by which user name it registers, and what it is there for.
const DESK_PHONES: &[(&str, &str, &str)] = &[
    ("tom.aldous@harrier-finch.example", "tom", "the executive"),
    ("ottilie.w@harrier-finch.example", "ottilie", "acts on Tom's line"),
    ("imogen.harrier@harrier-finch.example", "imogen", "to call from"),
];

/// A telephone of somebody of the made-up organisation, with the password that is told this once.
#[derive(Clone, PartialEq, Eq)]
pub struct MadeUpPhone {
    /// Name of whose it is.
    pub owner: &'static str,
    /// What it is there for, for people to read.
    pub role: &'static str,
    /// Their extension.
    pub extension: &'static str,
    /// Their direct number; E.164.
    pub number: &'static str,
    /// User name by which it registers.
    pub username: &'static str,
    /// Password; of letters and digits, so that it can stand in any telephone's settings.
    pub password: String,
}

impl fmt::Debug for MadeUpPhone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MadeUpPhone").field("username", &self.username).finish_non_exhaustive()
    }
}

/// The telephones for a terminal: after a remark about each, the line that baresip takes in its file of accounts.
#[derive(Debug)]
pub struct BaresipAccounts<'a> {
    /// The telephones.
    pub phones: &'a [MadeUpPhone],
    /// Where they register, the best way first.
    pub servers: &'a [PhoneServer],
}

impl fmt::Display for BaresipAccounts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // baresip does not check a certificate unless it is told whom to trust, so the way without one is as good here.
        let Some(server) = self.servers.iter().find(|server| server.transport != PhoneTransport::Tls) else {
            return Ok(());
        };
        let way = if server.transport == PhoneTransport::Tcp { "tcp" } else { "udp" };
        for MadeUpPhone { owner, role, extension, number, username, password } in self.phones {
            writeln!(f, "# {owner} ({role}), {extension} or {number}")?;
            writeln!(
                f,
                "<sip:{username}@{};transport={way}>;auth_user={username};auth_pass={password};regint=600",
                server.address
            )?;
        }
        Ok(())
    }
}

/// Makes them; their passwords hold for this domain.
pub(super) async fn make(tx: &mut Tx, domain: &str) -> Result<Vec<MadeUpPhone>, StoreError> {
    let mut told = Vec::new();
    for &(email, username, role) in DESK_PHONES {
        let Some(person) = PEOPLE.iter().find(|person| person.email == email) else { continue };
        let Some((row, _)) = users::credentials(tx, email).await? else { continue };
        let (password, kept) = crate::desk_phones::password(username, domain);
        let phone = DeskPhone {
            id: DeviceId(Uuid::now_v7()),
            owner: DelegateId::User(row.user.id),
            name: "On the desk".to_owned(),
            username: username.to_owned(),
            rings: true,
            requires_encryption: false,
            places: Vec::new(),
            location: None,
            provisioning: None,
            version: 1,
        };
        let now = tx.now();
        desk_phones::insert(tx, &phone, &kept, now).await?;
        let summary = format!("Made up a phone of {}", row.user.name);
        let subject = AuditSubject::DeskPhone(phone.id);
        tx.audit(AuditAction::DeskPhoneCreated, subject, Some(row.user.site), &summary).await?;
        told.push(MadeUpPhone {
            owner: person.name,
            role,
            extension: person.extension.unwrap_or_default(),
            number: person.number.unwrap_or_default(),
            username,
            password,
        });
    }
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_phone_is_a_line_for_baresip_by_the_way_without_a_certificate() {
        let phone = MadeUpPhone {
            owner: "Tom Aldous",
            role: "the executive",
            extension: "2012",
            number: "+441134960212",
            username: "tom",
            password: "hidden".to_owned(),
        };
        let server = |transport, port| PhoneServer { transport, address: format!("192.0.2.1:{port}") };
        let servers = [server(PhoneTransport::Tls, 5061), server(PhoneTransport::Tcp, 5060)];
        let phones = [phone];
        let text = BaresipAccounts { phones: &phones, servers: &servers }.to_string();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(
            lines,
            [
                "# Tom Aldous (the executive), 2012 or +441134960212",
                "<sip:tom@192.0.2.1:5060;transport=tcp>;auth_user=tom;auth_pass=hidden;regint=600"
            ]
        );
        assert!(!format!("{phones:?}").contains("hidden"));
        assert_eq!(BaresipAccounts { phones: &phones, servers: &[] }.to_string(), "");
    }

    #[test]
    fn who_has_a_phone_there_can_be_called() {
        for (email, ..) in DESK_PHONES {
            let reached =
                |p: &super::super::Person| p.email == *email && p.number.is_some() && p.extension.is_some();
            assert!(PEOPLE.iter().any(reached), "{email}");
        }
    }
}
