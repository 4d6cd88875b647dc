//! The system browser: a program that notes which page it was to open, and a person who signs in there.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use reqwest::header::{COOKIE, SET_COOKIE};
use roamline_api::auth::{AuthorizeAnswer, AuthorizeRequest};
use url::Url;

use super::wait::until;

/// The system browser of one desk.
pub(crate) struct Browser {
    opened: PathBuf,
}

impl Browser {
    /// Puts a browser into a folder of programs.
    pub(crate) fn install(programs: &Path) -> Self {
        std::fs::create_dir_all(programs).unwrap();
        let opened = programs.join("opened-pages");
        let program = programs.join("xdg-open");
        let script = format!("#!/bin/sh\nprintf '%s\\n' \"$1\" >> '{}'\n", opened.display());
        std::fs::write(&program, script).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        Self { opened }
    }

    /// Every page that was opened so far.
    pub(crate) fn pages(&self) -> Vec<Url> {
        let text = std::fs::read_to_string(&self.opened).unwrap_or_default();
        text.lines().filter_map(|line| line.parse().ok()).collect()
    }

    /// Waits until a page is opened whose address contains these words.
    pub(crate) async fn wait_for_page(&self, part: &str) -> Url {
        until(&format!("the browser is sent to {part:?}"), async || {
            self.pages().into_iter().rev().find(|page| page.as_str().contains(part))
        })
        .await
    }

    /// Signs in on the page that the client opened, as the portal's page does, and follows it back to the client.
    ///
    /// # Panics
    /// When the server refuses.
    pub(crate) async fn sign_in(&self, http: &reqwest::Client, email: &str, password: &str) {
        let page = self.wait_for_page("/oauth/authorize").await;
        let origin = page.origin().ascii_serialization();
        let session = http
            .post(format!("{origin}/v1/session"))
            .header("Origin", &origin)
            .header("X-Roamline", "1")
            .json(&serde_json::json!({ "email": email, "password": password }))
            .send()
            .await
            .unwrap();
        assert!(session.status().is_success(), "sign-in: {}", session.status());
        let cookie = session.headers()[SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
        let asked = |name: &str| {
            page.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap()
        };
        let answer: AuthorizeAnswer = http
            .post(format!("{origin}/oauth/authorize"))
            .header("Origin", &origin)
            .header("X-Roamline", "1")
            .header(COOKIE, cookie)
            .json(&AuthorizeRequest {
                response_type: asked("response_type"),
                client_id: asked("client_id"),
                redirect_uri: asked("redirect_uri"),
                state: asked("state"),
                code_challenge: asked("code_challenge"),
                code_challenge_method: asked("code_challenge_method"),
            })
            .send()
            .await
            .unwrap()
            .error_for_status()
            .unwrap()
            .json()
            .await
            .unwrap();
        let landed = http.get(answer.redirect_to).send().await.unwrap();
        assert!(landed.status().is_success(), "the client's own page: {}", landed.status());
    }
}
