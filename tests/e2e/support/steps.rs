//! What happens again and again in scenarios: a whole world to play in, and the steps that people take in it.

use fantoccini::key::Key;
use roamline_api::page::Page;
use roamline_api::proposal::Proposal;
use roamline_api::report::ReportView;
use roamline_domain::mac::MacAddr;
use serde_json::json;

use super::desk::{Desk, Setup};
use super::network::Network;
use super::notifications::{Notifications, Shown};
use super::people::{IMOGEN, Person};
use super::server::Server;
use super::wait::until;
use super::window::Window;

/// A user of the Austin site who has a saved address, which is her default one too.
pub(crate) const PRIYA: &str = "priya.raman@harrier-finch.example";
/// The first line of that address.
pub(crate) const HOME: &str = "4407 Avenue G";

/// Two routers, a server behind them, and a desk that can be plugged in at either.
pub(crate) struct Scene<'a> {
    pub(crate) network: &'a Network,
    pub(crate) server: Server,
    pub(crate) desk: Desk,
}

/// Plays a scenario on the network of the computer, with a desk whose client has been started for the first time.
pub(crate) fn play(scenario: impl AsyncFnOnce(Scene<'_>) + Send) {
    let network = Network::new();
    let server = Server::in_network(&network.server);
    let network = &network;
    network.computer.run(async move || {
        let desk = Desk::start(Setup {
            computer: Some(&network.computer),
            server: Some(&server),
            ..Setup::default()
        })
        .await;
        scenario(Scene { network, server, desk }).await;
    });
}

impl Scene<'_> {
    /// The window that the driver is turned to.
    pub(crate) fn window(&self) -> &Window {
        self.desk.window()
    }

    /// The notifications.
    pub(crate) fn notifications(&self) -> &Notifications {
        self.desk.notifications()
    }

    /// Plugs the computer in at the first router, and goes through the first run there.
    pub(crate) async fn arrive(&self, email: &str) -> Person {
        self.network.plug_in(&self.network.a);
        self.desk.first_run(&self.server, email).await;
        Person::sign_in(&self.server, email).await
    }

    /// As [`Scene::arrive`], with the first router on the wiremap before, as the second floor in Leeds.
    pub(crate) async fn arrive_on_the_map(&self, email: &str) -> Person {
        self.network.plug_in(&self.network.a);
        self.map(self.network.a.mac, "Second floor").await;
        self.arrive(email).await
    }

    /// The administrator, at a computer of her own.
    pub(crate) async fn administrator(&self) -> Person {
        Person::sign_in(&self.server, IMOGEN).await
    }

    /// The administrator writes down that a router is at a company location.
    pub(crate) async fn map(&self, router: &str, place: &str) {
        let administrator = self.administrator().await;
        let place = administrator.find_location(place).await.location;
        let rule = json!({ "evidence": { "kind": "gateway_mac", "mac": router } });
        administrator.post(&format!("/v1/locations/{}/rules", place.id), &rule).await;
    }

    /// Says on an unknown network that this is the saved home.
    pub(crate) async fn say_home(&self) {
        let window = self.window();
        window.wait_for_text("Where are you now?").await;
        window.click_text(HOME).await;
        self.be_thanked().await;
        window.wait_until_gone("Where are you now?").await;
    }

    /// Reads the message that thanks for an answer, and takes it away: it covers what lies below it.
    pub(crate) async fn be_thanked(&self) {
        let window = self.window();
        window.wait_for_text("Thank you").await;
        window
            .wait_until_true(
                "const button = document.querySelector('[aria-label=\"Dismiss message\"]'); \
             button?.click(); \
             return button === null;",
            )
            .await;
    }

    /// Searches for a company location in the open question, and proposes to bind the network to it.
    pub(crate) async fn propose_to_bind(&self, place: &str) {
        let window = self.window();
        window.wait_for_text("Where are you now?").await;
        window.find_and_choose("Find a place", place).await;
        window.click_text("I am here").await;
        self.be_thanked().await;
        window.wait_for_text("Waiting for an administrator's review").await;
    }
}

impl Notifications {
    /// Waits until there is one with this headline beyond the first `so_far`, and says which.
    pub(crate) async fn wait_for_new(&self, so_far: usize, summary: &str) -> Shown {
        until(&format!("a new notification says {summary:?}"), async || {
            self.shown().await.into_iter().skip(so_far).find(|shown| shown.summary.contains(summary))
        })
        .await
    }
}

impl Window {
    /// Turns to another screen of the main window.
    pub(crate) async fn go_to(&self, screen: &str, sign: &str) {
        self.click_text(screen).await;
        self.wait_for_text(sign).await;
    }

    /// Waits until these words can no longer be read.
    pub(crate) async fn wait_until_gone(&self, text: &str) {
        until(&format!("the window no longer says {text:?}"), async || {
            let body = self.text().await;
            (!body.is_empty() && !body.contains(text)).then_some(())
        })
        .await;
    }

    /// Types words that only one thing has into a search, and chooses that by the keyboard: the list still moves while
    /// it is found, so that a pointer could miss it.
    pub(crate) async fn find_and_choose(&self, label: &str, words: &str) {
        self.fill(label, words).await;
        self.wait_until_true("return document.querySelectorAll('[role=option]').length === 1").await;
        self.press(&Key::Down.to_string()).await;
        self.wait_until_true("return document.activeElement.hasAttribute('aria-activedescendant')").await;
        self.press(&Key::Enter.to_string()).await;
    }

    /// Waits until a script in the window says true.
    pub(crate) async fn wait_until_true(&self, script: &str) {
        until(script, async || (self.run(script).await == true).then_some(())).await;
    }
}

impl Person {
    /// Every report of this person about the network behind this router.
    pub(crate) async fn reports_behind(&self, router: &str) -> Vec<ReportView> {
        let router: MacAddr = router.parse().unwrap();
        let mut reports = self.reports().await;
        reports.retain(|r| r.evidence.network.gateway.as_ref().is_some_and(|g| g.mac == Some(router)));
        reports
    }

    /// Proposals that wait for this administrator.
    pub(crate) async fn pending_proposals(&self) -> Vec<Proposal> {
        self.get::<Page<Proposal>>("/v1/proposals?state=pending").await.items
    }

    /// Decides on a proposal as the portal does: `approve` or `reject` with what goes with it.
    pub(crate) async fn decide(&self, proposal: &Proposal, verdict: &str, with: serde_json::Value) {
        let path = format!("/v1/proposals/{}/{verdict}", proposal.id);
        self.change(reqwest::Method::POST, &path, proposal.version, &with).await;
    }
}
