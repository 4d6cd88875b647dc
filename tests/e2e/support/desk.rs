//! A desk: a person's session on a computer, with a display, a window manager, a tray, notifications, a keychain, a
//! browser and, in the middle of it, the real client.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::browser::Browser;
use super::bus::Bus;
use super::display::Display;
use super::namespace::Namespace;
use super::notifications::Notifications;
use super::process::{Process, is_installed};
use super::server::Server;
use super::tray::Tray;
use super::wait::until;
use super::window::Window;

/// The client's program.
const CLIENT: &str = env!("CARGO_BIN_EXE_roamline");

/// Programs that a desk cannot do without.
const NEEDED: [&str; 9] = [
    "WebKitWebDriver",
    "chromedriver",
    "chromium",
    "Xvfb",
    "openbox",
    "xdotool",
    "wmctrl",
    "dbus-daemon",
    "gnome-keyring-daemon",
];

/// Says what is missing on this machine, if a desk cannot be set up.
pub(crate) fn why_not() -> Option<String> {
    let missing: Vec<&str> = NEEDED.into_iter().filter(|program| !is_installed(program)).collect();
    (!missing.is_empty()).then(|| format!("not installed: {}", missing.join(", ")))
}

/// What a desk is like, before anybody sits down at it.
#[derive(Default)]
pub(crate) struct Setup<'a> {
    /// The computer that it stands on; this machine's own network otherwise.
    pub(crate) computer: Option<&'a Namespace>,
    /// The server whose certificate it trusts.
    pub(crate) server: Option<&'a Server>,
    /// There is nothing that shows notifications.
    pub(crate) without_notifications: bool,
    /// There is no tray.
    pub(crate) without_tray: bool,
    /// There is no keychain.
    pub(crate) without_keychain: bool,
}

/// A desk.
pub(crate) struct Desk {
    // Dropped in this order: the client and its driver first, the folder last.
    client: Option<Client>,
    _services: Vec<Process>,
    tray: Option<Tray>,
    notifications: Option<Notifications>,
    browser: Browser,
    bus: Bus,
    _system_bus: Bus,
    namespace: Option<String>,
    authority: Option<PathBuf>,
    display: Display,
    folder: TempDir,
}

impl Drop for Desk {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("what the client said:\n{}", self.client_log());
            for program in ["display", "openbox", "keychain"] {
                let said = std::fs::read_to_string(self.log(program)).unwrap_or_default();
                eprintln!("what the {program} {} said:\n{said}", self.display.name());
            }
            let picture = Path::new(env!("CARGO_TARGET_TMPDIR"))
                .join(format!("{}.png", self.folder.path().file_name().unwrap().to_string_lossy()));
            self.screenshot(&picture);
            eprintln!("what the display showed: {}", picture.display());
        }
    }
}

/// The running client: started by a driver that can see into its windows, or by itself.
struct Client {
    process: Process,
    window: Option<Window>,
}

impl Desk {
    /// Sets a desk up, without the client.
    pub(crate) async fn set_up(setup: Setup<'_>) -> Self {
        let folder = tempfile::Builder::new().prefix("desk").tempdir().unwrap();
        let root = folder.path();
        for name in ["home", "runtime", "tmp", "logs"] {
            std::fs::create_dir(root.join(name)).unwrap();
        }
        std::fs::set_permissions(root.join("runtime"), std::os::unix::fs::PermissionsExt::from_mode(0o700))
            .unwrap();
        let bus = Bus::start(root, "session");
        let system_bus = Bus::start(root, "system");
        let mut services = Vec::new();
        let (server, display) = Display::start(root);
        services.push(server);
        let tray = if setup.without_tray { None } else { Some(Tray::start(&bus).await) };
        let notifications = if setup.without_notifications {
            None
        } else {
            Some(Notifications::start(&bus, &root.join("logs")).await)
        };
        let browser = Browser::install(&root.join("bin"));
        let mut desk = Self {
            client: None,
            _services: services,
            tray,
            notifications,
            browser,
            bus,
            _system_bus: system_bus,
            namespace: setup.computer.map(|c| c.name().to_owned()),
            authority: setup.server.and_then(Server::authority).map(Path::to_path_buf),
            display,
            folder,
        };
        let mut manager = desk.command("openbox");
        desk._services.push(Process::start(&mut manager, &desk.log("openbox")));
        // A window cannot be closed from outside before somebody manages it.
        until("the window manager is there", async || {
            let asked = desk.command("wmctrl").arg("-m").stdout(Stdio::null()).stderr(Stdio::null()).status();
            asked.is_ok_and(|status| status.success()).then_some(())
        })
        .await;
        if !setup.without_keychain {
            desk.start_keychain().await;
        }
        desk
    }

    /// Sets a desk up and starts the client with its main window.
    pub(crate) async fn start(setup: Setup<'_>) -> Self {
        let mut desk = Self::set_up(setup).await;
        desk.open_client().await;
        desk
    }

    /// Starts the client with its main window, through the driver.
    pub(crate) async fn open_client(&mut self) {
        let port = free_port();
        let mut command = self.command("WebKitWebDriver");
        command.arg(format!("--port={port}")).env("TAURI_WEBVIEW_AUTOMATION", "true");
        let process = Process::start(&mut command, &self.log("client"));
        let window = Window::open(port, CLIENT).await;
        self.client = Some(Client { process, window: Some(window) });
    }

    /// Starts the client as the login does: hidden, seen by nobody but tray and notifications.
    pub(crate) fn start_hidden(&mut self) {
        let mut command = self.command(CLIENT);
        command.arg("--hidden");
        let process = Process::start(&mut command, &self.log("client"));
        self.client = Some(Client { process, window: None });
    }

    /// Starts the client a second time, with these arguments, and waits until that start has ended.
    pub(crate) fn start_again(&self, arguments: &[&str]) {
        let mut command = self.command(CLIENT);
        command.args(arguments);
        let mut second = Process::start(&mut command, &self.log("second"));
        assert!(second.ended_well(), "the second start failed");
    }

    /// Ends the client as a power cut does, and waits until its bus has noticed: a client that is started while the
    /// bus still knows the one before takes itself for a second start, and ends.
    pub(crate) async fn kill_client(&mut self) {
        self.client.take();
        let bus = self.bus.connect().await;
        until("the bus has forgotten the client", async || {
            let names = bus
                .call_method(
                    Some("org.freedesktop.DBus"),
                    "/org/freedesktop/DBus",
                    Some("org.freedesktop.DBus"),
                    "ListNames",
                    &(),
                )
                .await
                .ok()?;
            let names: Vec<String> = names.body().deserialize().ok()?;
            (!names.iter().any(|name| name.starts_with("org.roamline."))).then_some(())
        })
        .await;
    }

    /// True while the client runs.
    pub(crate) fn client_is_running(&mut self) -> bool {
        self.client.as_mut().is_some_and(|client| client.process.is_running())
    }

    /// The client's window, as the driver sees it.
    ///
    /// # Panics
    /// When the client was started without one.
    pub(crate) fn window(&self) -> &Window {
        self.client
            .as_ref()
            .and_then(|client| client.window.as_ref())
            .expect("the client has a driven window")
    }

    /// The tray.
    pub(crate) fn tray(&self) -> &Tray {
        self.tray.as_ref().expect("this desk has a tray")
    }

    /// The notifications.
    pub(crate) fn notifications(&self) -> &Notifications {
        self.notifications.as_ref().expect("this desk shows notifications")
    }

    /// The browser.
    pub(crate) fn browser(&self) -> &Browser {
        &self.browser
    }

    /// The folder that the person calls home.
    pub(crate) fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// The folder in which the client keeps its data.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// What the client has logged.
    pub(crate) fn client_log(&self) -> String {
        let mut text = std::fs::read_to_string(self.log("client")).unwrap_or_default();
        if let Ok(entries) = std::fs::read_dir(self.data().join("logs")) {
            for entry in entries.flatten() {
                text.push_str(&std::fs::read_to_string(entry.path()).unwrap_or_default());
            }
        }
        text
    }

    /// Titles of the windows on the display that the person can see.
    pub(crate) fn visible_windows(&self) -> Vec<String> {
        let ids = self.xdotool(&["search", "--onlyvisible", "--class", "roamline"]);
        ids.lines().map(|id| self.xdotool(&["getwindowname", id]).trim().to_owned()).collect()
    }

    /// Waits until so many windows of the client can be seen.
    pub(crate) async fn wait_for_windows(&self, count: usize) {
        until(&format!("{count} windows of the client can be seen"), async || {
            (self.visible_windows().len() == count).then_some(())
        })
        .await;
    }

    /// Closes the client's first visible window, as its title bar does.
    pub(crate) async fn close_window(&self) {
        // A window that the manager is just giving a frame to is out of sight for a moment.
        let id = until("there is a window to close", async || {
            let ids = self.xdotool(&["search", "--onlyvisible", "--class", "roamline"]);
            ids.lines().next().map(id_in_hex)
        })
        .await;
        let status = self.command("wmctrl").args(["-i", "-c", &id]).status().unwrap();
        assert!(status.success(), "the window could not be closed");
    }

    /// How many web views the client runs.
    pub(crate) fn web_processes(&self) -> usize {
        self.client.as_ref().map_or(0, |client| client.process.count_in_group("WebKitWebProces"))
    }

    /// Number of the window that has the keyboard.
    pub(crate) fn focused_window(&self) -> String {
        self.xdotool(&["getwindowfocus"]).trim().to_owned()
    }

    /// Height of the prompt window's content, while it can be seen; it alone is 420 wide.
    pub(crate) fn height_of_prompt(&self) -> Option<u32> {
        let ids = self.xdotool(&["search", "--onlyvisible", "--class", "roamline"]);
        ids.lines().find_map(|id| {
            let shell = self.xdotool(&["getwindowgeometry", "--shell", id]);
            let value = |key: &str| shell.lines().find_map(|line| line.strip_prefix(key)?.parse().ok());
            (value("WIDTH=")? == 420).then(|| value("HEIGHT="))?
        })
    }

    /// Takes a picture of the whole display.
    fn screenshot(&self, file: &Path) {
        // Called from a test that is failing already, which must not abort.
        let _ = self.command("import").args(["-window", "root"]).arg(file).status();
    }

    /// A program that is run by the person at this desk.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = match &self.namespace {
            Some(name) => {
                let mut command = Command::new("ip");
                command.args(["netns", "exec", name, program]);
                command
            }
            None => Command::new(program),
        };
        let root = self.folder.path();
        let path = std::env::var("PATH").unwrap_or_default();
        command
            .env_clear()
            .env("PATH", format!("{}:{path}", root.join("bin").display()))
            .env("HOME", self.home())
            .env("TMPDIR", root.join("tmp"))
            .env("LANG", "C.UTF-8")
            .env("XDG_RUNTIME_DIR", root.join("runtime"))
            .env("DBUS_SESSION_BUS_ADDRESS", self.bus.address())
            .env("DBUS_SYSTEM_BUS_ADDRESS", self._system_bus.address())
            .env("DISPLAY", self.display.name())
            .env("GDK_BACKEND", "x11")
            .env("GSETTINGS_BACKEND", "memory")
            .env("NO_AT_BRIDGE", "1")
            .env("ROAMLINE_DATA_DIR", self.data());
        if let Some(authority) = &self.authority {
            command.env("SSL_CERT_FILE", authority);
        }
        if let Some(filter) = std::env::var_os("ROAMLINE_LOG") {
            command.env("ROAMLINE_LOG", filter);
        }
        command
    }

    fn xdotool(&self, arguments: &[&str]) -> String {
        let output = self.command("xdotool").args(arguments).stderr(Stdio::null()).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn log(&self, program: &str) -> PathBuf {
        self.folder.path().join("logs").join(format!("{program}.log"))
    }

    /// Starts the keychain, unlocked as a login leaves it.
    async fn start_keychain(&mut self) {
        let password = self.folder.path().join("keychain-password");
        std::fs::write(&password, "keychain").unwrap();
        let mut command = self.command("sh");
        command.args(["-c", "exec gnome-keyring-daemon --foreground --unlock --components=secrets < \"$0\""]);
        command.arg(&password);
        self._services.push(Process::start(&mut command, &self.log("keychain")));
        let bus = self.bus.connect().await;
        until("the keychain is there", async || {
            let names = bus
                .call_method(
                    Some("org.freedesktop.DBus"),
                    "/org/freedesktop/DBus",
                    Some("org.freedesktop.DBus"),
                    "NameHasOwner",
                    &("org.freedesktop.secrets",),
                )
                .await
                .ok()?;
            names.body().deserialize::<bool>().ok()?.then_some(())
        })
        .await;
    }
}

fn id_in_hex(id: &str) -> String {
    format!("{:#x}", id.trim().parse::<u64>().unwrap())
}

/// A port that nobody listens on, in the namespace of the calling thread.
pub(crate) fn free_port() -> u16 {
    std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}
