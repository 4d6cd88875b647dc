//! Shared lines as people use them: two real windows, three real telephones, one real server.

use fantoccini::Locator;
use roamline_api::account::Me;
use roamline_api::line::Line;
use roamline_api::sync::{Entity, Snapshot};
use serde_json::json;

use crate::need_a_desk;
use crate::support::desk::{Desk, Setup};
use crate::support::people::{Person, TOM};
use crate::support::scenario;
use crate::support::server::Server;
use crate::support::steps::PRIYA;
use crate::support::telephone::{self, Telephone};
use crate::support::wait::until;
use crate::support::window::Window;

/// Who calls.
const BEATRIX: &str = "beatrix.finch@harrier-finch.example";
/// What Priya is called by.
const PRIYAS_EXTENSION: &str = "3011";

/// Priya at her desk, Tom who acts on her line at his, and Beatrix who has only a telephone.
struct Office {
    server: Server,
    priya: Person,
    priyas: Desk,
    priyas_phone: Telephone,
    toms: Desk,
    toms_phone: Telephone,
    caller: Telephone,
}

async fn sit_down(server: &Server, email: &str) -> Desk {
    let desk = Desk::start(Setup::default()).await;
    desk.first_run(server, email).await;
    // Nobody is asked where they are any more.
    let asked = desk.notifications().wait_for("Where are you now?").await;
    desk.notifications().click(&asked, "Later").await;
    desk.window().go_to("Lines", "Lines").await;
    desk
}

impl Office {
    async fn open() -> Self {
        let server = Server::on_loopback();
        let priya = Person::sign_in(&server, PRIYA).await;
        let tom = Person::sign_in(&server, TOM).await;
        let tom_is: Me = tom.get("/v1/me").await;
        let id = std::fs::read_to_string("/proc/sys/kernel/random/uuid").unwrap();
        let invitation = json!({ "id": id.trim(), "delegate": { "kind": "user", "id": tom_is.id } });
        let asked = priya.post("/v1/delegations", &invitation).await;
        let path = format!("/v1/delegations/{}/accept", asked["id"].as_str().unwrap());
        let version = asked["version"].as_u64().and_then(|version| u32::try_from(version).ok()).unwrap();
        tom.change(reqwest::Method::POST, &path, version, &json!(null)).await;
        let priyas_phone = Telephone::of(&priya, "Priya's").await;
        let toms_phone = Telephone::of(&tom, "Tom's").await;
        let caller = Telephone::of(&Person::sign_in(&server, BEATRIX).await, "Beatrix's").await;
        let priyas = sit_down(&server, PRIYA).await;
        let toms = sit_down(&server, TOM).await;
        toms.window().wait_for_text("Priya Raman’s line").await;
        Self { server, priya, priyas, priyas_phone, toms, toms_phone, caller }
    }

    /// Priya's line as the server has it.
    async fn line(&self) -> Line {
        let snapshot: Snapshot = self.priya.get("/v1/snapshot").await;
        let own = |entity| match entity {
            Entity::Line(line) if line.delegator_name == "Priya Raman" => Some(line),
            _ => None,
        };
        snapshot.entities.into_iter().find_map(own).expect("Priya has a line")
    }

    async fn wait_for_calls(&self, count: usize) {
        until(&format!("{count} calls on the line"), async || {
            (self.line().await.calls.len() == count).then_some(())
        })
        .await;
    }
}

impl Window {
    async fn wait_until_quiet(&self) {
        self.wait_for_text("No calls now.").await;
    }

    /// What stands in the field with this label.
    async fn read(&self, label: &str) -> String {
        let script = format!(
            "const label = [...document.querySelectorAll('label')].find((l) => l.textContent.startsWith('{label}')); \
             return label === undefined ? '' : document.getElementById(label.htmlFor).value;"
        );
        until(&format!("there is a {label}"), async || {
            self.run(&script).await.as_str().map(str::to_owned).filter(|text| !text.is_empty())
        })
        .await
    }
}

#[test]
fn a_call_rings_with_both_is_answered_held_picked_up_locked_and_ended() {
    need_a_desk!();
    if let Some(reason) = telephone::why_not() {
        return crate::skip(reason);
    }
    scenario(async {
        let office = Office::open().await;
        let (priyas, toms) = (office.priyas.window(), office.toms.window());

        office.caller.dial(PRIYAS_EXTENSION);
        priyas.wait_for_text("Rings with you").await;
        toms.wait_for_text("Rings with you").await;
        let rings = office.toms.notifications().wait_for("Call for Priya Raman").await;
        assert_eq!(rings.buttons(), ["Answer", "Decline"]);
        assert!(rings.body.starts_with("From Beatrix Finch"), "{rings:?}");
        let own = office.priyas.notifications().wait_for("Beatrix Finch is calling").await;

        // Answered by the notification; the telephone has no loudspeaker that opens by itself, so it is picked up.
        office.toms.notifications().click(&rings, "Answer").await;
        priyas.wait_for_text("Tom Aldous is answering").await;
        office.toms_phone.pick_up().await;
        priyas.wait_for_text("Talking").await;
        priyas.wait_for_text("Tom Aldous").await;
        office.priyas.notifications().wait_until_withdrawn(&own).await;

        toms.click_text("Hold").await;
        priyas.wait_for_text("Held by Tom Aldous").await;
        // Who has put it on hold keeps it to himself, and then does not.
        toms.click_text("Lock").await;
        priyas.wait_for_text("Locked: Tom Aldous is on a call").await;
        toms.click_text("Unlock").await;
        priyas.wait_for_text("Held by Tom Aldous").await;

        priyas.click_text("Pick up").await;
        office.priyas_phone.pick_up().await;
        toms.wait_for_text("Talking").await;
        toms.wait_for_text("Priya Raman").await;
        let line = office.line().await;
        assert_eq!(line.calls.len(), 1);

        priyas.click_text("Hang up").await;
        toms.wait_until_quiet().await;
        priyas.wait_until_quiet().await;
        office.wait_for_calls(0).await;
        priyas.click_text("Call history").await;
        priyas.wait_for_text("Answered by Tom Aldous").await;
        priyas.wait_for_text("Picked up by you").await;
        priyas.axe().await;
        for phone in [&office.priyas_phone, &office.toms_phone, &office.caller] {
            assert!(!office.server.log().contains(&phone.password), "a password is in the server's log");
        }
    });
}

#[test]
fn a_delegate_places_a_call_with_the_line_and_its_owner_takes_it_over() {
    need_a_desk!();
    if let Some(reason) = telephone::why_not() {
        return crate::skip(reason);
    }
    scenario(async {
        let office = Office::open().await;
        let (priyas, toms) = (office.priyas.window(), office.toms.window());

        toms.click_text("Call for Priya Raman").await;
        toms.fill("Number or extension", "2011").await;
        toms.click(Locator::XPath("//button[@type='submit'][normalize-space(.)='Call']"), "Call").await;
        office.toms_phone.pick_up().await;
        priyas.wait_for_text("Placed by Tom Aldous for you").await;
        priyas.wait_for_text("Rings there").await;
        office.caller.pick_up().await;
        priyas.wait_for_text("Talking").await;

        toms.click_text("Hold").await;
        priyas.wait_for_text("Held by Tom Aldous").await;
        priyas.click_text("Pick up").await;
        office.priyas_phone.pick_up().await;
        toms.wait_for_text("Talking").await;
        office.caller.hang_up();
        toms.wait_until_quiet().await;
        priyas.wait_until_quiet().await;
    });
}

#[test]
fn a_telephone_is_added_in_the_window_and_registers_with_what_that_shows() {
    need_a_desk!();
    if let Some(reason) = telephone::why_not() {
        return crate::skip(reason);
    }
    scenario(async {
        let server = Server::on_loopback();
        let desk = sit_down(&server, PRIYA).await;
        let window = desk.window();
        window.click_text("Add a phone").await;
        window.fill("Name of the phone", "Desk").await;
        window.click_text("Add it").await;
        window.wait_for_text("Type this into Desk").await;
        let (user, password) = (window.read("User name").await, window.read("Password").await);
        let (domain, address) = (window.read("Domain (realm)").await, window.read("Server (").await);
        window.click_text("I have typed it in").await;
        window.wait_for_text("Not registered").await;
        assert!(!window.text().await.contains(&password), "it is shown once");
        assert!(!desk.client_log().contains(&password) && !server.log().contains(&password));

        let phone = Telephone::set_up(&user, &password, &domain, &format!("sip:{address};transport=tcp"));
        window.wait_until_gone("Not registered").await;
        window.wait_for_text("Used from here").await;
        drop(phone);
        // Its connection is gone, and with it the place.
        window.wait_for_text("Not registered").await;
    });
}
