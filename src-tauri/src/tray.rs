//! The tray icon and its menu. Where the desktop has no tray, the program goes on without one.

pub(crate) mod model;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

use roamline_client::view::{Snooze, Status};
use tauri::image::Image;
use tauri::menu::{Menu, MenuBuilder, MenuItemBuilder, SubmenuBuilder};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Manager, Wry, include_image};

use crate::messages;
use model::{Entry, TrayModel};

/// The tray icon, and what it shows now.
pub(crate) struct Tray {
    icon: TrayIcon<Wry>,
    shown: Mutex<TrayModel>,
}

/// Puts the icon into the tray and keeps it with the application.
///
/// Must run on the main thread. On Linux the indicator library is looked for only now, and its absence is a panic
/// inside of that library's binding; a desktop without a tray must not cost the user the program.
pub(crate) fn install(app: &AppHandle, on_entry: impl Fn(&AppHandle, Entry) + Send + Sync + 'static) {
    let model = TrayModel::starting();
    match catch_unwind(AssertUnwindSafe(|| build(app, &model, on_entry))) {
        Ok(Ok(icon)) => {
            app.manage(Tray { icon, shown: Mutex::new(model) });
        }
        Ok(Err(error)) => tracing::warn!(%error, "no tray icon"),
        Err(_) => tracing::warn!("no tray icon: the indicator library is not installed"),
    }
}

fn build(
    app: &AppHandle,
    model: &TrayModel,
    on_entry: impl Fn(&AppHandle, Entry) + Send + Sync + 'static,
) -> tauri::Result<TrayIcon<Wry>> {
    let mut builder = TrayIconBuilder::with_id("roamline")
        .icon(icon(model.icon))
        .tooltip(&model.status)
        .menu(&menu(app, model)?)
        .on_menu_event(move |app, event| {
            if let Some(entry) = Entry::from_id(event.id().as_ref()) {
                on_entry(app, entry);
            }
        });
    if let Ok(folder) = app.path().app_cache_dir() {
        builder = builder.temp_dir_path(folder.join("tray"));
    }
    builder.build(app)
}

/// Brings icon and menu up to date; does nothing when they are.
pub(crate) fn update(app: &AppHandle, model: TrayModel) {
    let Some(tray) = app.try_state::<Tray>() else { return };
    let Ok(mut shown) = tray.shown.lock() else { return };
    if *shown == model {
        return;
    }
    let result = (|| {
        if shown.icon != model.icon {
            tray.icon.set_icon(Some(icon(model.icon)))?;
        }
        tray.icon.set_tooltip(Some(&model.status))?;
        tray.icon.set_menu(Some(menu(app, &model)?))
    })();
    match result {
        Ok(()) => *shown = model,
        Err(error) => tracing::warn!(%error, "the tray could not be updated"),
    }
}

fn menu(app: &AppHandle, model: &TrayModel) -> tauri::Result<Menu<Wry>> {
    let status = MenuItemBuilder::with_id("status", &model.status).enabled(false).build(app)?;
    let mut menu = MenuBuilder::new(app).item(&status).separator();
    if let Some(requests) = &model.requests {
        menu = menu.text(Entry::Requests.id(), requests);
    }
    if let Some(ask) = model.ask {
        menu = menu.text(Entry::Ask.id(), ask.label());
    }
    if model.can_snooze {
        let later = SubmenuBuilder::new(app, messages::LATER)
            .text(Entry::Snooze(Snooze::QuarterHour).id(), messages::LATER_QUARTER_HOUR)
            .text(Entry::Snooze(Snooze::Hour).id(), messages::LATER_HOUR)
            .text(Entry::Snooze(Snooze::NextMove).id(), messages::LATER_NEXT_MOVE)
            .build()?;
        menu = menu.item(&later);
    }
    menu.text(Entry::Open.id(), messages::OPEN).separator().text(Entry::Quit.id(), messages::QUIT).build()
}

fn icon(status: Status) -> Image<'static> {
    match status {
        Status::Settled => include_image!("icons/tray-settled.png"),
        Status::Confirm => include_image!("icons/tray-confirm.png"),
        Status::Add => include_image!("icons/tray-add.png"),
        Status::Unavailable => include_image!("icons/tray-unavailable.png"),
    }
}
