//! The portal in Chromium, with somebody signed in.

use std::process::Command;

use serde_json::json;
use tempfile::TempDir;

use super::desk::free_port;
use super::process::Process;
use super::server::{PASSWORD, Server};
use super::window::Window;

/// A browser with the portal in it.
pub(crate) struct Portal {
    // Dropped in this order: the driver takes its browser with it, the folder goes last.
    _driver: Process,
    window: Window,
    origin: String,
    _folder: TempDir,
}

impl Portal {
    /// Starts a browser in the network that the scenario runs in, and signs in on the page.
    pub(crate) async fn sign_in(server: &Server, email: &str) -> Self {
        let folder = tempfile::Builder::new().prefix("chromium").tempdir().unwrap();
        let port = free_port();
        let mut command = Command::new("chromedriver");
        command.arg(format!("--port={port}"));
        let driver = Process::start(&mut command, &folder.path().join("chromedriver.log"));
        let arguments = [
            "--headless=new".to_owned(),
            "--no-sandbox".to_owned(),
            "--lang=en-GB".to_owned(),
            "--window-size=1280,900".to_owned(),
            format!("--user-data-dir={}", folder.path().join("profile").display()),
        ];
        let window = Window::driven(
            port,
            json!({
                "browserName": "chrome",
                // The authority of the test is known to the clients; Chromium takes none from a file.
                "acceptInsecureCerts": true,
                "goog:chromeOptions": { "binary": "/usr/bin/chromium", "args": arguments },
            }),
        )
        .await;
        let portal = Self { _driver: driver, window, origin: server.url(), _folder: folder };
        portal.visit("/").await;
        portal.window.fill("E-mail address", email).await;
        portal.window.fill("Password", PASSWORD).await;
        portal.window.click_text("Sign in").await;
        portal.window.wait_for_text("Sign out").await;
        portal
    }

    /// Goes to a page of the portal.
    pub(crate) async fn visit(&self, path: &str) {
        self.window.visit(&format!("{}{path}", self.origin)).await;
    }

    /// What is to be seen.
    pub(crate) fn window(&self) -> &Window {
        &self.window
    }
}
