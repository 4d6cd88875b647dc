//! Real telephones: baresip without a screen, with the credentials that the server gives.

use std::net::{TcpListener, UdpSocket};
use std::ops::Deref;

use roamline_api::desk_phone::{DeskPhoneCredentials, PhoneTransport};
use serde_json::json;

use super::people::Person;
use super::process::is_installed;
use super::wait::{PATIENCE, until};

#[path = "../../../crates/switch/tests/support/baresip.rs"]
#[allow(dead_code, unreachable_pub, missing_docs, reason = "shared with the tests of the switch")]
mod baresip;

/// Says what is missing on this machine, if there can be no telephone.
pub(crate) fn why_not() -> Option<&'static str> {
    (!is_installed("baresip")).then_some("not installed: baresip")
}

/// Somebody's telephone.
pub(crate) struct Telephone {
    baresip: baresip::Baresip,
    /// What it registers with.
    pub(crate) password: String,
}

impl Telephone {
    /// Makes one for a person, sets it up by what the server says about it, and switches it on.
    pub(crate) async fn of(person: &Person, name: &str) -> Self {
        let id = uuid_v4();
        let made = person.post("/v1/desk-phones", &json!({ "id": id, "name": name })).await;
        let given: DeskPhoneCredentials = serde_json::from_value(made).unwrap();
        let server = given.servers.iter().find(|server| server.transport == PhoneTransport::Udp).unwrap();
        let DeskPhoneCredentials { phone, password, domain, .. } = &given;
        let telephone = Self::set_up(&phone.username, password, domain, &format!("sip:{}", server.address));
        telephone.wait_until_registered(person, &id).await;
        telephone
    }

    /// Types into a telephone what the server has told, and switches it on.
    pub(crate) fn set_up(user: &str, password: &str, domain: &str, server: &str) -> Self {
        let account = format!(
            "<sip:{user}@{domain}>;auth_user={user};auth_pass={password};outbound=\"{server}\";regint=600"
        );
        let baresip = baresip::Baresip::with_account(user, domain, &account);
        Self { baresip, password: password.to_owned() }
    }

    /// Waits until it rings, and picks it up.
    pub(crate) async fn pick_up(&self) {
        until("the telephone rings", async || self.calls().contains("INCOMING").then_some(())).await;
        self.answer();
    }

    async fn wait_until_registered(&self, person: &Person, id: &str) {
        until("the telephone is registered", async || {
            let phones: serde_json::Value = person.get("/v1/desk-phones").await;
            let own = phones.as_array()?.iter().find(|phone| phone["id"] == id)?;
            own["places"].as_array().is_some_and(|places| !places.is_empty()).then_some(())
        })
        .await;
    }
}

impl Deref for Telephone {
    type Target = baresip::Baresip;

    fn deref(&self) -> &Self::Target {
        &self.baresip
    }
}

fn uuid_v4() -> String {
    std::fs::read_to_string("/proc/sys/kernel/random/uuid").unwrap().trim().to_owned()
}

fn free_port() -> u16 {
    loop {
        let port = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let both = port < 65_000
            && TcpListener::bind(("127.0.0.1", port)).is_ok()
            && TcpListener::bind(("127.0.0.1", port + 1)).is_ok();
        if both {
            return port;
        }
    }
}
