//! The desktop's notifications, as the test reads and clicks them.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::process::Command;

use zbus::zvariant::OwnedValue;

use super::bus::Bus;
use super::process::Process;
use super::wait::until;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
const MOCK: &str = "org.freedesktop.DBus.Mock";

/// A notification daemon that remembers what it was asked to show.
pub(crate) struct Notifications {
    bus: zbus::Connection,
    _daemon: Process,
}

/// A notification as it was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    /// The number that the daemon gave it.
    pub(crate) id: u32,
    /// Its headline.
    pub(crate) summary: String,
    /// Its text.
    pub(crate) body: String,
    /// Identifier and label of each button, in their order.
    pub(crate) actions: Vec<(String, String)>,
}

impl Shown {
    /// The labels of the buttons; the click on the notification itself is none.
    pub(crate) fn buttons(&self) -> Vec<&str> {
        self.actions.iter().filter(|(id, _)| id != "default").map(|(_, label)| label.as_str()).collect()
    }
}

impl Notifications {
    /// Starts the daemon on a bus.
    pub(crate) async fn start(bus: &Bus, folder: &Path) -> Self {
        let daemon = Process::start(
            Command::new("/usr/bin/python3")
                .args(["-m", "dbusmock", "--session", "--template", "notification_daemon"])
                .args(["--parameters", r#"{"capabilities": "actions body body-markup persistence"}"#])
                .env("DBUS_SESSION_BUS_ADDRESS", bus.address()),
            &folder.join("notifications.log"),
        );
        let connection = bus.connect().await;
        until("the notification daemon is there", async || {
            connection.call_method(Some(NAME), PATH, Some(NAME), "GetCapabilities", &()).await.ok()
        })
        .await;
        Self { bus: connection, _daemon: daemon }
    }

    /// Everything that was shown so far, the oldest first.
    pub(crate) async fn shown(&self) -> Vec<Shown> {
        type Call = (u64, Vec<OwnedValue>);
        let reply =
            self.bus.call_method(Some(NAME), PATH, Some(MOCK), "GetMethodCalls", &("Notify",)).await.unwrap();
        let calls: Vec<Call> = reply.body().deserialize().unwrap();
        let mut id = 0;
        calls
            .into_iter()
            .map(|(_, arguments)| {
                let replaces: u32 = u32::try_from(&arguments[1]).unwrap();
                if replaces == 0 {
                    id += 1;
                }
                let text = |i: usize| String::try_from(arguments[i].clone()).unwrap();
                let flat = Vec::<String>::try_from(arguments[5].clone()).unwrap();
                let actions = flat.chunks(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect();
                Shown {
                    id: if replaces == 0 { id } else { replaces },
                    summary: text(3),
                    body: text(4),
                    actions,
                }
            })
            .collect()
    }

    /// How many were shown so far.
    pub(crate) async fn count(&self) -> usize {
        self.shown().await.len()
    }

    /// Waits until one with this headline is shown.
    pub(crate) async fn wait_for(&self, summary: &str) -> Shown {
        until(&format!("a notification says {summary:?}"), async || {
            self.shown().await.into_iter().rev().find(|shown| shown.summary.contains(summary))
        })
        .await
    }

    /// Waits until the client has taken a notification from the screen.
    pub(crate) async fn wait_until_withdrawn(&self, shown: &Shown) {
        until("the notification is withdrawn", async || {
            let reply = self
                .bus
                .call_method(Some(NAME), PATH, Some(MOCK), "GetMethodCalls", &("CloseNotification",))
                .await
                .ok()?;
            let calls: Vec<(u64, Vec<OwnedValue>)> = reply.body().deserialize().ok()?;
            // The mock takes the number for a signed one.
            calls
                .iter()
                .any(|(_, a)| i64::from(i32::try_from(&a[0]).unwrap_or(-1)) == i64::from(shown.id))
                .then_some(())
        })
        .await;
    }

    /// Clicks a button of a notification, by its label, and waits until the client has heard it.
    ///
    /// The client asks for clicks only after the notification is shown, and reads them a moment later. No person is as
    /// fast as that, but a test is: what was not heard is clicked again.
    pub(crate) async fn click(&self, shown: &Shown, label: &str) {
        let (id, _) = shown
            .actions
            .iter()
            .find(|(_, l)| l == label)
            .unwrap_or_else(|| panic!("no button {label:?} on {shown:?}"));
        let arguments: Vec<OwnedValue> =
            vec![shown.id.into(), OwnedValue::try_from(zbus::zvariant::Value::from(id.as_str())).unwrap()];
        let mut hearer: Option<String> = None;
        until("the client hears the click", async || {
            let listeners = self.listeners().await;
            if let Some(hearer) = &hearer
                && !listeners.contains(hearer)
            {
                return Some(());
            }
            // While there are two, the one before is still being taken from the screen.
            if hearer.is_none() && listeners.len() == 1 {
                hearer = listeners.into_iter().next();
            }
            if hearer.is_some() {
                let signal = (NAME, "ActionInvoked", "us", &arguments);
                self.bus.call_method(Some(NAME), PATH, Some(MOCK), "EmitSignal", &signal).await.unwrap();
            }
            None
        })
        .await;
    }

    /// Who listens for clicks now: each notification on a connection of its own.
    async fn listeners(&self) -> BTreeSet<String> {
        let reply = self
            .bus
            .call_method(
                Some("org.freedesktop.DBus"),
                "/org/freedesktop/DBus",
                Some("org.freedesktop.DBus.Debug.Stats"),
                "GetAllMatchRules",
                &(),
            )
            .await
            .unwrap();
        let rules: HashMap<String, Vec<String>> = reply.body().deserialize().unwrap();
        let hears = |rules: &[String]| rules.iter().any(|rule| rule.contains("ActionInvoked"));
        rules.into_iter().filter(|(_, rules)| hears(rules)).map(|(name, _)| name).collect()
    }
}
