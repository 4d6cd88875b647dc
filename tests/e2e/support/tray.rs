//! The desktop's tray, as the test reads and clicks it: a watcher of status notifier items, and their menus.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tauri::image::Image;
use zbus::message::Header;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};

use super::bus::Bus;
use super::wait::until;

const ITEM: &str = "org.kde.StatusNotifierItem";
const MENU: &str = "com.canonical.dbusmenu";

/// The tray.
pub(crate) struct Tray {
    bus: zbus::Connection,
    items: Items,
}

/// Bus name and object path of each item.
type Items = Arc<Mutex<Vec<(String, String)>>>;

struct Watcher {
    items: Items,
}

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, #[zbus(header)] header: Header<'_>, service: &str) {
        let sender = header.sender().unwrap().to_string();
        let item = if service.starts_with('/') {
            (sender, service.to_owned())
        } else {
            (service.to_owned(), "/StatusNotifierItem".to_owned())
        };
        self.items.lock().unwrap().push(item);
    }

    fn register_status_notifier_host(&self, _service: &str) {}

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        self.items.lock().unwrap().iter().map(|(name, path)| format!("{name}{path}")).collect()
    }
}

/// An entry of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    id: i32,
    /// What it says.
    pub(crate) label: String,
    /// It can be chosen.
    pub(crate) enabled: bool,
}

impl Tray {
    /// Puts a tray on the bus; must be there before the client starts.
    pub(crate) async fn start(bus: &Bus) -> Self {
        let items = Items::default();
        let bus = bus.connect().await;
        bus.object_server()
            .at("/StatusNotifierWatcher", Watcher { items: Arc::clone(&items) })
            .await
            .unwrap();
        bus.request_name("org.kde.StatusNotifierWatcher").await.unwrap();
        Self { bus, items }
    }

    /// Waits until the client's icon is there.
    pub(crate) async fn wait_for_icon(&self) {
        until("an icon is in the tray", async || self.item()).await;
    }

    /// True when the icon is that of a state: `settled`, `confirm`, `add` or `unavailable`.
    pub(crate) async fn shows(&self, state: &str) -> bool {
        let Some(shown) = self.picture().await else { return false };
        let file = format!("{}/icons/tray-{state}.png", env!("CARGO_MANIFEST_DIR"));
        let expected = Image::from_path(file).unwrap();
        (shown.width(), shown.rgba()) == (expected.width(), expected.rgba())
    }

    /// Waits until the icon is that of a state.
    pub(crate) async fn wait_until_it_shows(&self, state: &str) {
        until(&format!("the tray shows {state}"), async || self.shows(state).await.then_some(())).await;
    }

    async fn picture(&self) -> Option<Image<'static>> {
        let name = String::try_from(self.property("IconName").await?).ok()?;
        // The client may be writing it.
        Image::from_path(name).ok()
    }

    /// The menu, from top to bottom, submenus after their entry.
    pub(crate) async fn menu(&self) -> Vec<Entry> {
        self.try_menu().await.unwrap_or_default()
    }

    /// Waits until the menu has an entry that contains these words.
    pub(crate) async fn wait_for_entry(&self, label: &str) -> Entry {
        until(&format!("the tray's menu says {label:?}"), async || {
            self.menu().await.into_iter().find(|entry| entry.label.contains(label))
        })
        .await
    }

    /// Chooses the entry that contains these words.
    ///
    /// A menu that has been made anew since it was read refuses the old entry; it is then read again, as trays do.
    pub(crate) async fn choose(&self, label: &str) {
        until(&format!("{label:?} can be chosen in the tray's menu"), async || {
            let entry = self.wait_for_entry(label).await;
            let (name, _) = self.item()?;
            let menu = self.menu_path().await?;
            let click = (entry.id, "clicked", Value::from(0_i32), 0_u32);
            self.bus.call_method(Some(name.as_str()), menu, Some(MENU), "Event", &click).await.ok()
        })
        .await;
    }

    fn item(&self) -> Option<(String, String)> {
        self.items.lock().unwrap().last().cloned()
    }

    async fn property(&self, property: &str) -> Option<OwnedValue> {
        let (name, path) = self.item()?;
        self.bus
            .call_method(
                Some(name.as_str()),
                path.as_str(),
                Some("org.freedesktop.DBus.Properties"),
                "Get",
                &(ITEM, property),
            )
            .await
            .ok()?
            .body()
            .deserialize()
            .ok()
    }

    async fn menu_path(&self) -> Option<OwnedObjectPath> {
        OwnedObjectPath::try_from(self.property("Menu").await?).ok()
    }

    async fn try_menu(&self) -> Option<Vec<Entry>> {
        let (name, _) = self.item()?;
        let menu = self.menu_path().await?;
        let reply = self
            .bus
            .call_method(
                Some(name.as_str()),
                menu,
                Some(MENU),
                "GetLayout",
                &(0_i32, -1_i32, Vec::<&str>::new()),
            )
            .await
            .ok()?;
        let (_, root): (u32, Node) = reply.body().deserialize().ok()?;
        let mut entries = Vec::new();
        collect(root, &mut entries);
        Some(entries)
    }
}

type Node = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

fn collect((id, properties, children): Node, entries: &mut Vec<Entry>) {
    let label = properties.get("label").and_then(|label| String::try_from(label.clone()).ok());
    if let Some(label) = label {
        let enabled = properties.get("enabled").is_none_or(|e| bool::try_from(e) != Ok(false));
        // An underscore marks the letter of the keyboard shortcut.
        entries.push(Entry { id, label: label.replace('_', ""), enabled });
    }
    for child in children {
        if let Ok(node) = Node::try_from(child) {
            collect(node, entries);
        }
    }
}
