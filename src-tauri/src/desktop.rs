//! Carries wishes out: the user's, from tray and notifications, and those of the client's mind.

use std::time::Duration;

use jiff::tz::TimeZone;
use roamline_api::delegation::Delegation;
use roamline_api::emergency_call::EmergencyCall;
use roamline_client::view::{Action, Answer, DelegationStep, Prompt, Ringing, Snooze, Theme, View};
use roamline_domain::ids::EmergencyCallId;
use roamline_domain::shared_line::CallAction;
use tauri::{AppHandle, Emitter, Manager};
use tauri_plugin_opener::OpenerExt;
use tokio::sync::Mutex;

use crate::mind::Mind;
use crate::notifications::text::{Choice, Text, location_of};
use crate::notifications::{Notifications, Subject};
use crate::page::Page;
use crate::prompt::{self, Fate};
use crate::tray::model::{Entry, TrayModel};
use crate::{autostart, tray, windows};

/// Event that carries the whole view to the windows.
const VIEW_CHANGED: &str = "view";
/// How long the prompt window shows what came of an answer.
const AFTER_ANSWER: Duration = Duration::from_millis(2500);

/// Shows the main window.
pub(crate) fn show_main(app: &AppHandle) {
    if let Err(error) = windows::show_main(app) {
        tracing::error!(%error, "the main window could not be shown");
    }
}

/// Shows the main window at a page.
pub(crate) fn show_page(app: &AppHandle, page: Page) {
    if let Err(error) = windows::show_main_at(app, page) {
        tracing::error!(%error, "the main window could not be shown");
    }
}

/// Links of our own scheme were opened: the first that leads to a page does.
pub(crate) fn open_links(app: &AppHandle, links: &[tauri::Url]) {
    match links.iter().find_map(Page::of_link) {
        Some(page) => show_page(app, page),
        None => show_main(app),
    }
}

/// Shows the prompt window; `asked_for` by a click of the user, or coming by itself.
///
/// Two questions that come at once, each from a task of its own, must not both find that there is no window yet and
/// make one: so one at a time, and never on the main thread, which makes the window for whoever waits for it here.
pub(crate) fn show_prompt(app: &AppHandle, asked_for: bool) {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let _turn = ONE_AT_A_TIME.lock().await;
        if let Err(error) = windows::show_prompt(&app, asked_for) {
            tracing::error!(%error, "the prompt window could not be shown");
        }
    });
}

/// The user chose an entry of the tray's menu.
pub(crate) fn menu_entry_chosen(app: &AppHandle, entry: Entry) {
    match entry {
        Entry::Open => show_main(app),
        Entry::Ask => show_prompt(app, true),
        Entry::Requests => show_page(app, Page::Delegation(None)),
        Entry::Snooze(until) => act(app, Action::Snooze { until }),
        Entry::Quit => app.exit(0),
    }
}

/// The prompt window was closed with its title bar: later, unless it had been answered or put off.
pub(crate) fn put_off_unanswered(app: &AppHandle) {
    let open = app.state::<Mind>().latest().and_then(|view| view.prompt);
    if open.is_some_and(|p| !prompt::is_put_off(&p)) {
        act(app, Action::Snooze { until: Snooze::QuarterHour });
    }
}

/// Asks by a desktop notification; by a window where the desktop has none.
pub(crate) fn notify(app: &AppHandle, prompt: Prompt) {
    let on_choice = {
        let app = app.clone();
        let prompt = prompt.clone();
        move |choice| chosen(&app, &prompt, choice)
    };
    let on_failure = {
        let app = app.clone();
        move || show_prompt(&app, false)
    };
    let text = Text::of_prompt(&prompt);
    app.state::<Notifications>().show(Subject::Network, text, on_choice, on_failure);
}

/// Tells by a desktop notification that somebody asks for a delegate. A desktop that has none shows it in the tray.
pub(crate) fn notify_request(app: &AppHandle, request: Delegation) {
    let text = Text::of_request(&request, &TimeZone::system());
    let subject = Subject::Request(request.id);
    let on_choice = {
        let app = app.clone();
        move |choice| match choice {
            Choice::Accept => accept(&app, request),
            _ => show_page(&app, Page::Delegation(Some(request.id))),
        }
    };
    app.state::<Notifications>().show(subject, text, on_choice, || {});
}

/// Accepts a request as it was shown. If it is another one by now, the user has not read what they would say yes to.
fn accept(app: &AppHandle, request: Delegation) {
    let app = app.clone();
    let Delegation { id: delegation, version, .. } = request;
    tauri::async_runtime::spawn(async move {
        let action = Action::Delegation { delegation, step: DelegationStep::Accept, version };
        let Err(error) = app.state::<Mind>().act(action).await else { return };
        tracing::info!(code = ?error.code, "a request could not be accepted");
        let text = Text::of_failed_acceptance(&request, &error);
        let open = {
            let app = app.clone();
            move || show_page(&app, Page::Delegation(Some(delegation)))
        };
        let on_choice = {
            let open = open.clone();
            move |_| open()
        };
        app.state::<Notifications>().show(Subject::FailedAcceptance(delegation), text, on_choice, open);
    });
}

/// Tells by a desktop notification that a call rings with the user. Their telephone rings, too, so that a desktop that has
/// no notifications needs no window instead.
pub(crate) fn notify_call(app: &AppHandle, ringing: Ringing) {
    let text = Text::of_call(&ringing);
    let subject = Subject::Call(ringing.call);
    let on_choice = {
        let app = app.clone();
        move |choice| match choice {
            Choice::Answer => act_on_call(&app, &ringing, true),
            Choice::Decline => act_on_call(&app, &ringing, false),
            _ => show_page(&app, Page::Line(ringing.line)),
        }
    };
    app.state::<Notifications>().show(subject, text, on_choice, || {});
}

/// Answers the call as it is by now, on the user's telephone. Where it is not clear on which, the window asks.
fn act_on_call(app: &AppHandle, ringing: &Ringing, answers: bool) {
    let &Ringing { line, call, .. } = ringing;
    let view = app.state::<Mind>().latest();
    let version = view.as_ref().and_then(|view| view.call(line, call)).map(|call| call.appearance.version);
    let phone = view.and_then(|view| view.chosen_phone);
    let act = match (answers, phone) {
        (true, Some(phone)) => Some(CallAction::Answer { phone }),
        (true, None) => None,
        (false, _) => Some(CallAction::Decline),
    };
    let (Some(version), Some(act)) = (version, act) else { return show_page(app, Page::Line(line)) };
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let action = Action::Call { line, call, version, act };
        let Err(error) = app.state::<Mind>().act(action).await else { return };
        tracing::info!(code = ?error.code, "a call could not be answered or declined");
        let open = {
            let app = app.clone();
            move || show_page(&app, Page::Line(line))
        };
        let on_choice = {
            let open = open.clone();
            move |_| open()
        };
        let text = Text::of_failed_call(answers, &error);
        app.state::<Notifications>().show(Subject::FailedCall(call), text, on_choice, open);
    });
}

/// Alerts the user of an emergency call until somebody acknowledges it, or shows what a test of theirs would have said.
pub(crate) fn notify_emergency(app: &AppHandle, call: EmergencyCall) {
    let text = Text::of_emergency(&call);
    let id = call.id;
    let on_choice = {
        let app = app.clone();
        move |choice| match choice {
            Choice::Acknowledge => acknowledge(&app, id),
            _ => show_page(&app, Page::Emergency(id)),
        }
    };
    let on_failure = {
        let app = app.clone();
        // Without notifications an alert needs the window.
        move || {
            if call.is_alert {
                show_page(&app, Page::Emergency(id));
            }
        }
    };
    app.state::<Notifications>().show(Subject::Emergency(id), text, on_choice, on_failure);
}

/// The user acknowledges an emergency call. Where that cannot be said, the window asks once more.
fn acknowledge(app: &AppHandle, call: EmergencyCallId) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Err(error) = app.state::<Mind>().act(Action::Acknowledge { call }).await {
            tracing::warn!(code = ?error.code, "an alert could not be acknowledged");
        }
        show_page(&app, Page::Emergency(call));
    });
}

/// Takes a notification from the screen.
pub(crate) fn withdraw_notification(app: &AppHandle, subject: Subject) {
    app.state::<Notifications>().withdraw(subject);
}

fn chosen(app: &AppHandle, prompt: &Prompt, choice: Choice) {
    match (choice, location_of(prompt)) {
        (Choice::Confirm, Some(location)) => act(
            app,
            Action::Report {
                network_key: prompt.network_key.clone(),
                answer: Answer::Confirm { location },
                portable: false,
            },
        ),
        (Choice::Later, _) => act(app, Action::Snooze { until: Snooze::QuarterHour }),
        _ => show_prompt(app, true),
    }
}

/// Opens a page in the system browser; nothing but web pages.
pub(crate) fn open_in_browser(app: &AppHandle, url: &str) {
    let is_web_page = tauri::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "https" | "http"));
    if !is_web_page {
        tracing::warn!("something else than a web page was not opened");
        return;
    }
    if let Err(error) = app.opener().open_url(url, None::<&str>) {
        tracing::warn!(%error, "the system browser could not be opened");
    }
}

/// Brings everything that shows the view up to date.
pub(crate) fn show_view(app: &AppHandle, before: Option<&View>, view: &View) {
    if let Err(error) = app.emit(VIEW_CHANGED, view) {
        tracing::warn!(%error, "the windows did not hear of a change");
    }
    tray::update(app, TrayModel::of(view));
    if before.map(|b| b.settings.theme) != Some(view.settings.theme) {
        app.set_theme(theme(view.settings.theme));
    }
    if let Some(start_at_login) = autostart::wanted(view)
        && before.and_then(autostart::wanted) != Some(start_at_login)
    {
        autostart::apply(app, start_at_login);
    }
    match prompt::fate(before.and_then(|b| b.prompt.as_ref()), view.prompt.as_ref()) {
        Fate::Stay => {}
        Fate::Close => windows::close_prompt(app),
        Fate::CloseSoon => close_prompt_soon(app.clone()),
    }
}

fn close_prompt_soon(app: AppHandle) {
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(AFTER_ANSWER).await;
        if app.state::<Mind>().latest().is_none_or(|view| view.prompt.is_none()) {
            windows::close_prompt(&app);
        }
    });
}

fn theme(theme: Theme) -> Option<tauri::Theme> {
    match theme {
        Theme::System => None,
        Theme::Light => Some(tauri::Theme::Light),
        Theme::Dark => Some(tauri::Theme::Dark),
    }
}

fn act(app: &AppHandle, action: Action) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Err(error) = app.state::<Mind>().act(action).await {
            // The window can say what went wrong, and what to do; a menu entry or a notification cannot.
            tracing::info!(code = ?error.code, "an action from outside of the windows failed");
            show_main(&app);
        }
    });
}
