//! The client starts, shows itself, hides itself and stays alone.

use std::time::Duration;

use crate::need_a_desk;
use crate::support::desk::{Desk, Setup};
use crate::support::people::TOM;
use crate::support::scenario;
use crate::support::server::{PASSWORD, Server};
use crate::support::wait::{stays, until};

#[test]
fn the_main_window_is_painted_and_accessible() {
    need_a_desk!();
    scenario(async {
        let desk = Desk::start(Setup::default()).await;
        desk.window().wait_for_text("Roamline").await;
        desk.wait_for_windows(1).await;
        desk.window().axe().await;
    });
}

#[test]
fn the_tray_has_an_icon_and_a_menu() {
    need_a_desk!();
    scenario(async {
        let mut desk = Desk::set_up(Setup::default()).await;
        desk.start_hidden();
        desk.tray().wait_for_icon().await;
        desk.tray().wait_for_entry("Sign in to keep your emergency address right").await;
        let labels: Vec<String> = desk.tray().menu().await.into_iter().map(|e| e.label).collect();
        assert!(labels.iter().any(|l| l == "Open Roamline"), "{labels:?}");
        assert!(labels.iter().any(|l| l == "Quit"), "{labels:?}");
        desk.tray().wait_until_it_shows("unavailable").await;
    });
}

#[test]
fn a_hidden_start_opens_no_window_until_it_is_asked_to() {
    need_a_desk!();
    scenario(async {
        let mut desk = Desk::set_up(Setup::default()).await;
        desk.start_hidden();
        desk.tray().wait_for_icon().await;
        assert_eq!(desk.visible_windows(), Vec::<String>::new());
        desk.tray().choose("Open Roamline").await;
        desk.wait_for_windows(1).await;
    });
}

#[test]
fn a_second_start_shows_the_window_of_the_first() {
    need_a_desk!();
    scenario(async {
        let mut desk = Desk::set_up(Setup::default()).await;
        desk.start_hidden();
        desk.tray().wait_for_icon().await;

        desk.start_again(&["--hidden"]);
        stays("no window", Duration::from_millis(300), async || desk.visible_windows().is_empty()).await;

        desk.start_again(&[]);
        desk.wait_for_windows(1).await;
        desk.start_again(&[]);
        desk.wait_for_windows(1).await;
        assert!(desk.client_is_running());
    });
}

#[test]
fn closing_the_window_ends_the_web_view_and_keeps_the_watch() {
    need_a_desk!();
    scenario(async {
        let mut desk = Desk::set_up(Setup::default()).await;
        desk.start_hidden();
        desk.tray().choose("Open Roamline").await;
        desk.wait_for_windows(1).await;
        until("a web view runs", async || (desk.web_processes() > 0).then_some(())).await;

        desk.close_window().await;
        desk.wait_for_windows(0).await;
        until("no web view runs", async || (desk.web_processes() == 0).then_some(())).await;
        assert!(desk.client_is_running());

        desk.tray().choose("Open Roamline").await;
        desk.wait_for_windows(1).await;
    });
}

#[test]
fn quit_in_the_tray_ends_the_client() {
    need_a_desk!();
    scenario(async {
        let mut desk = Desk::set_up(Setup::default()).await;
        desk.start_hidden();
        desk.tray().choose("Quit").await;
        until("the client has ended", async || (!desk.client_is_running()).then_some(())).await;
    });
}

#[test]
fn without_a_tray_the_client_still_works() {
    need_a_desk!();
    scenario(async {
        let desk = Desk::start(Setup { without_tray: true, ..Setup::default() }).await;
        desk.window().wait_for_text("Roamline").await;
    });
}

#[test]
fn a_first_run_needs_no_more_than_a_server_and_a_browser() {
    need_a_desk!();
    let server = Server::on_loopback();
    scenario(async {
        let desk = Desk::start(Setup::default()).await;
        desk.first_run(&server, TOM).await;
        let autostart = desk.home().join(".config/autostart/Roamline.desktop");
        let entry =
            until("the client starts at login", async || std::fs::read_to_string(&autostart).ok()).await;
        assert!(entry.contains("--hidden"), "{entry}");
        for secret in [PASSWORD, "access_token", "refresh_token", "Bearer"] {
            assert!(!desk.client_log().contains(secret), "{secret} is in the log");
        }
    });
}
