//! Common area phones, phone numbers and the monitoring group there. Numbers are from the ranges that are kept for drama
//! and fiction.

use roamline_api::phone::CommonAreaPhone;
use roamline_domain::delegation::DelegateId;
use roamline_domain::ids::{MonitoringGroupId, PhoneId, SiteId};
use roamline_domain::mac::MacAddr;
use roamline_domain::monitoring::MonitoringSettings;
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::monitoring_groups::{self, GroupRow};
use roamline_store::{StoreError, numbers, phones, users};
use uuid::Uuid;

use super::people::{PEOPLE, Person};
use crate::database::Tx;

/// A common area phone.
pub(super) struct Phone {
    pub(super) name: &'static str,
    pub(super) in_austin: bool,
    pub(super) extension: &'static str,
    mac: MacAddr,
    pub(super) number: Option<&'static str>,
}

pub(super) const PHONES: &[Phone] = &[
    Phone {
        name: "Reception, Aire Court",
        in_austin: false,
        extension: "2000",
        mac: MacAddr([0x00, 0x1e, 0xbd, 0x5a, 0x70, 0x01]),
        number: Some("+441134960200"),
    },
    Phone {
        name: "Workshop",
        in_austin: true,
        extension: "3100",
        mac: MacAddr([0x00, 0x1e, 0xbd, 0x5a, 0x70, 0x02]),
        number: None,
    },
];

/// Numbers that are nobody's yet.
pub(super) const SPARE: &[&str] = &["+441134960208", "+441134960209", "+15125550148", "+15125550149"];

/// Who supervises, by e-mail address.
const SUPERVISORS: &[&str] =
    &["imogen.harrier@harrier-finch.example", "marcus.delgado@harrier-finch.example"];

/// Makes them, with the direct numbers of the people.
pub(super) async fn make(tx: &mut Tx, leeds: SiteId, austin: SiteId) -> Result<(), StoreError> {
    let now = tx.now();
    for made_up in PHONES {
        let phone = CommonAreaPhone {
            id: PhoneId(Uuid::now_v7()),
            name: made_up.name.to_owned(),
            site: if made_up.in_austin { austin } else { leeds },
            site_name: String::new(),
            extension: Some(made_up.extension.to_owned()),
            mac: made_up.mac,
            numbers: Vec::new(),
            version: 1,
        };
        phones::insert(tx, &phone, now).await?;
        let summary = format!("Made up the common area phone {}", phone.name);
        tx.audit(AuditAction::PhoneCreated, AuditSubject::Phone(phone.id), Some(phone.site), &summary)
            .await?;
        if let Some(number) = made_up.number {
            give(tx, number, DelegateId::Phone(phone.id)).await?;
        }
    }
    for Person { email, number, .. } in PEOPLE {
        let person = users::credentials(tx, email).await?;
        if let (Some(number), Some((row, _))) = (number, person) {
            give(tx, number, DelegateId::User(row.user.id)).await?;
        }
    }
    for number in SPARE {
        numbers::insert(tx, number, now).await?;
    }
    let mut members = std::collections::BTreeSet::new();
    for email in SUPERVISORS {
        members.extend(users::credentials(tx, email).await?.map(|(row, _)| row.user.id));
    }
    let group = GroupRow {
        id: MonitoringGroupId(Uuid::now_v7()),
        name: "Front office leads".to_owned(),
        settings: MonitoringSettings {
            listen: true,
            whisper: true,
            announce: true,
            ..MonitoringSettings::default()
        },
        version: 1,
    };
    monitoring_groups::put(tx, &group, &members).await?;
    let summary = format!("Made up the monitoring group {}", group.name);
    tx.audit(AuditAction::MonitoringGroupCreated, AuditSubject::MonitoringGroup(group.id), None, &summary)
        .await
}

async fn give(tx: &mut Tx, number: &str, who: DelegateId) -> Result<(), StoreError> {
    let now = tx.now();
    numbers::insert(tx, number, now).await?;
    numbers::assign(tx, number, Some(who)).await
}
