//! Every screen of the real window keeps the rules of accessibility, light and dark.

use std::path::PathBuf;

use crate::need_a_network;
use crate::support::steps::{HOME, PRIYA, play};
use crate::support::window::Window;

/// Pictures for the documentation are taken when this names a folder.
const PICTURES: &str = "ROAMLINE_PICTURES";

async fn photograph(window: &Window, name: &str) {
    if let Some(folder) = std::env::var_os(PICTURES) {
        window.screenshot(&PathBuf::from(folder).join(name)).await;
    }
}

/// Chooses an appearance in the settings, and waits until the page wears it.
async fn wear(window: &Window, appearance: &str) {
    window.go_to("Settings", "Appearance").await;
    window.click_text(appearance).await;
    let theme = appearance.to_lowercase();
    window.wait_until_true(&format!("return document.documentElement.dataset.theme === '{theme}'")).await;
}

#[test]
fn each_screen_is_accessible_light_and_dark() {
    need_a_network!();
    play(async |scene| {
        let window = scene.window();
        scene.arrive_on_the_map(PRIYA).await;
        for appearance in ["Dark", "Light"] {
            wear(window, appearance).await;
            window.wait_for_text("Signed in as").await;
            window.axe().await;
            window.go_to("Addresses", "Your addresses").await;
            window.wait_for_text(HOME).await;
            window.axe().await;
            // The question stands in the home screen as well.
            window.go_to("Home", "Are you at").await;
            window.axe().await;
            window.click_text("Somewhere else").await;
            window.wait_for_text("Where are you now?").await;
            window.axe().await;
            window.click_text("Add a new address").await;
            window.wait_for_text("Use this address").await;
            window.axe().await;
        }

        let asked = scene.notifications().wait_for("Are you at").await;
        wear(window, "Dark").await;
        scene.notifications().click(&asked, "Somewhere else").await;
        window.turn_to("#/prompt").await;
        window.wait_for_text("Are you at").await;
        window.axe().await;
        window.turn_to("#/settings").await;
        wear(window, "Light").await;
        window.turn_to("#/prompt").await;
        window.wait_until_true("return document.documentElement.dataset.theme === 'light'").await;
        window.axe().await;
        photograph(window, "prompt.png").await;
        window.click_text("Yes, I am here").await;

        window.turn_to("#/settings").await;
        for appearance in ["Dark", "Light"] {
            wear(window, appearance).await;
            window.go_to("History", "Delivered").await;
            window.click_text("What was sent").await;
            window.axe().await;
            window.go_to("Home", "Confirmed").await;
            window.axe().await;
            photograph(window, "home.png").await;
            window.click_text("Why this location?").await;
            window.wait_for_text("What was measured").await;
            window.axe().await;
        }
    });
}
