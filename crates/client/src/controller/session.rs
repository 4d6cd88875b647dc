//! Server, sign-in, sign-out and the keychain.

use roamline_domain::ids::DeviceId;

use super::link::{Link, Tokens};
use super::{Controller, Delivery, Effect, Ticket};
use crate::saved::{Server, StoreChange};
use crate::view::{ActionError, ActionErrorCode, Done, Keychain};

/// How far a sign-in has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SigningIn {
    /// Nobody is signing in.
    No,
    /// The page is not known yet.
    Starting(Ticket),
    /// The browser has the page.
    Open { url: String },
}

impl Controller {
    pub(super) fn started(&mut self) {
        if let (true, Some(server)) = (self.saved.values.signed_in, self.saved.values.server.clone()) {
            self.link.tokens = Tokens::Loading;
            self.want(Effect::LoadTokens { server: Box::new(server) });
        }
    }

    pub(super) fn discovered(&mut self, ticket: Ticket, found: Result<Box<Server>, ActionError>) {
        let result = found.map(|server| {
            let another = self.saved.values.server.as_ref().is_some_and(|s| s.origin != server.origin);
            if another {
                self.save(StoreChange::ForgetUser);
            }
            self.keep(|values| {
                if another {
                    values.device = None;
                    values.user = None;
                    values.cursor = None;
                }
                values.server = Some(*server);
            });
            Done::Ok
        });
        self.want(Effect::Reply { ticket, result });
    }

    pub(super) fn begin_sign_in(&mut self, ticket: Ticket) -> Option<Result<Done, ActionError>> {
        if let SigningIn::Open { url } = &self.signing_in {
            let url = url.clone();
            self.want(Effect::OpenBrowser(url));
            return Some(Ok(Done::Ok));
        }
        if let SigningIn::Starting(_) = self.signing_in {
            return Some(Ok(Done::Ok));
        }
        if self.saved.values.signed_in && self.link.tokens != Tokens::Void {
            return Some(Err(ActionError::invalid("You are signed in already. Sign out first.")));
        }
        let Some(server) = self.saved.values.server.clone() else {
            return Some(Err(ActionError::invalid("Choose a server first.")));
        };
        let device = self.saved.values.device;
        self.signing_in = SigningIn::Starting(ticket);
        self.want(Effect::BeginSignIn { server: Box::new(server), device });
        None
    }

    pub(super) fn cancel_sign_in(&mut self) {
        if let SigningIn::Starting(ticket) = self.signing_in {
            let result = Err(ActionError::invalid("The sign-in was cancelled."));
            self.want(Effect::Reply { ticket, result });
        }
        if self.signing_in != SigningIn::No {
            self.signing_in = SigningIn::No;
            self.want(Effect::EndSignIn);
        }
    }

    pub(super) fn sign_in_ready(&mut self, url: String) {
        if let SigningIn::Starting(ticket) = self.signing_in {
            self.want(Effect::OpenBrowser(url.clone()));
            self.want(Effect::Reply { ticket, result: Ok(Done::Ok) });
            self.signing_in = SigningIn::Open { url };
        }
    }

    pub(super) fn sign_in_failed(&mut self, error: ActionError) {
        if let SigningIn::Starting(ticket) = self.signing_in {
            self.want(Effect::Reply { ticket, result: Err(error) });
        }
        self.signing_in = SigningIn::No;
    }

    pub(super) fn signed_in(&mut self, device: DeviceId, keychain: Keychain) {
        if self.signing_in == SigningIn::No {
            return;
        }
        self.signing_in = SigningIn::No;
        self.keychain = keychain;
        self.link = Link { tokens: Tokens::Present, confirming: true, ..Link::default() };
        self.delivery = Delivery::default();
        self.presence.ask_again();
        self.keep(|values| {
            values.signed_in = true;
            values.device = Some(device);
            values.cursor = None;
        });
    }

    pub(super) fn sign_out(&mut self) {
        self.cancel_sign_in();
        self.want(Effect::DropTokens);
        self.link.tokens = Tokens::None;
        self.link.confirming = false;
        self.link.reason = None;
        self.delivery = Delivery::default();
        self.changing = false;
        self.presence.ask_again();
        self.calling.forget();
        self.alerting.forget();
        self.save(StoreChange::ForgetUser);
        self.keep(|values| {
            values.chosen_phone = None;
            values.signed_in = false;
            values.user = None;
            values.cursor = None;
            values.last_online = None;
            values.snoozed.clear();
        });
    }

    pub(super) fn tokens_loaded(&mut self, keychain: Keychain, present: bool) {
        self.keychain = keychain;
        if self.saved.values.signed_in {
            self.link.tokens = match (present, keychain) {
                (true, _) => Tokens::Present,
                (false, Keychain::Locked) => Tokens::Locked,
                // In a keychain that works they are gone; without one they lived in the memory of an earlier run.
                (false, Keychain::Ready | Keychain::Missing) => Tokens::Void,
            };
        }
        if let Some(ticket) = self.unlocking.take() {
            let result = match keychain {
                Keychain::Ready => Ok(Done::Ok),
                Keychain::Locked => Err(ActionError::keychain(
                    "The keychain is still locked. Unlock it with your login password and try again.",
                )),
                Keychain::Missing => Err(ActionError::keychain(
                    "This computer has no keychain. Install or start one, such as GNOME Keyring, and try again.",
                )),
            };
            self.want(Effect::Reply { ticket, result });
        }
    }

    pub(super) fn unlock_keychain(&mut self, ticket: Ticket) -> Option<Result<Done, ActionError>> {
        let Some(server) = self.saved.values.server.clone() else {
            return Some(Err(ActionError::invalid("Choose a server first.")));
        };
        if self.unlocking.is_some() {
            return Some(Ok(Done::Ok));
        }
        self.unlocking = Some(ticket);
        self.want(Effect::LoadTokens { server: Box::new(server) });
        None
    }
}

impl ActionError {
    /// An action that cannot be as it is.
    #[must_use]
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::of(ActionErrorCode::Invalid, message)
    }

    pub(crate) fn keychain(message: impl Into<String>) -> Self {
        Self::of(ActionErrorCode::Keychain, message)
    }

    pub(crate) fn of(code: ActionErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), fields: Vec::new(), refusal: None }
    }
}
