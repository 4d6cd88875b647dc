//! A client and its routers in network namespaces, and a watcher that runs in the client's.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its own part")]

use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::os::fd::AsFd;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use roamline_domain::network_key::NetworkKey;
use roamline_network_watch::{Change, Event, Observation, Options, Watcher};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

/// Longest time that anything in these tests may take.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// Ends the test by name where it cannot run. Where nothing may be skipped, that is a failure.
#[macro_export]
macro_rules! needs_root {
    ($name:literal) => {
        if !rustix::process::geteuid().is_root() {
            assert!(std::env::var_os("ROAMLINE_NO_SKIP").is_none(), "{} must not be skipped here", $name);
            eprintln!("skipped: {}: needs root", $name);
            return;
        }
    };
}

/// Runs a command and says what went wrong with it.
pub fn run(command: &str) -> Output {
    let mut words = command.split_whitespace();
    let output = Command::new(words.next().unwrap()).args(words).output().unwrap();
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Polls until the condition holds.
pub fn wait_for(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < end, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A client namespace and the namespaces of its routers. Everything is removed on drop.
pub struct Lab {
    pub client: String,
    namespaces: Vec<String>,
    children: Vec<Child>,
}

impl Lab {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let tag = format!("rl{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let mut lab = Lab { client: format!("{tag}c"), namespaces: Vec::new(), children: Vec::new() };
        lab.add_namespace(&lab.client.clone());
        lab
    }

    fn add_namespace(&mut self, name: &str) {
        run(&format!("ip netns add {name}"));
        self.namespaces.push(name.to_owned());
        run(&format!("ip -n {name} link set lo up"));
    }

    /// A router with its own MAC, reached over the client's interface `interface`, both ends up.
    pub fn router(&mut self, interface: &str, mac: &str, addresses: &[&str]) -> String {
        let name = format!("{}{interface}", self.client);
        self.add_namespace(&name);
        run(&format!("ip -n {} link add {interface} type veth peer name lan netns {name}", self.client));
        run(&format!("ip -n {name} link set lan address {mac}"));
        for address in addresses {
            let nodad = if address.contains(':') { " nodad" } else { "" };
            run(&format!("ip -n {name} address add {address} dev lan{nodad}"));
        }
        run(&format!("ip -n {name} link set lan up"));
        name
    }

    /// `ip` in the client's namespace.
    pub fn ip(&self, arguments: &str) {
        run(&format!("ip -n {} {arguments}", self.client));
    }

    /// Many `ip` commands in the client's namespace, in one go.
    pub fn ip_batch(&self, commands: &str) {
        let mut child = Command::new("ip")
            .args(["-n", &self.client, "-force", "-batch", "-"])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(commands.as_bytes()).unwrap();
        assert!(child.wait().unwrap().success());
    }

    /// Connects the client by static addressing.
    pub fn connect(&self, interface: &str, address: &str, gateway: &str, metric: u32) {
        self.ip(&format!("link set {interface} up"));
        self.ip(&format!("address replace {address} dev {interface}"));
        self.ip(&format!("route replace default via {gateway} dev {interface} metric {metric}"));
    }

    /// The kernel may tell the loss of a carrier up to a second late.
    pub fn wait_until_unplugged(&self, interface: &str) {
        wait_for("the cable to be out", || {
            let link = run(&format!("ip -n {} link show {interface}", self.client));
            String::from_utf8_lossy(&link.stdout).contains("state DOWN")
        });
    }

    /// Runs a command within a namespace until the lab is gone.
    pub fn keep_running(&mut self, namespace: &str, command: &[&str]) {
        let child = Command::new("ip")
            .args(["netns", "exec", namespace])
            .args(command)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        self.children.push(child);
    }

    /// Starts a watcher in the client's namespace.
    pub fn watch(&self) -> Watch {
        self.watch_with(Options::default())
    }

    pub fn watch_with(&self, options: Options) -> Watch {
        let client = self.client.clone();
        let (tell, told) = channel();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let thread = std::thread::spawn(move || {
            let runtime = runtime_in(&client);
            runtime.block_on(async move {
                let mut watcher = Watcher::start(options).await.unwrap();
                let observe = async {
                    loop {
                        if tell.send(watcher.next().await.unwrap()).is_err() {
                            return;
                        }
                    }
                };
                tokio::select! { () = observe => {}, _ = stopped => {} }
            });
        });
        Watch { told, seen: Vec::new(), stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        for child in &mut self.children {
            let _ = child.kill();
            let _ = child.wait();
        }
        for namespace in &self.namespaces {
            let _ = Command::new("ip").args(["netns", "delete", namespace]).status();
        }
    }
}

/// Moves this thread into a namespace and makes a runtime that stays on it.
pub fn runtime_in(namespace: &str) -> tokio::runtime::Runtime {
    let namespace = File::open(format!("/run/netns/{namespace}")).unwrap();
    move_into_link_name_space(namespace.as_fd(), Some(LinkNameSpaceType::Network)).unwrap();
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// 5,000 changes of addresses that leave everything as it was.
pub fn storm() -> String {
    let mut storm = String::new();
    for n in 0..2500 {
        let address = format!("192.168.{}.{}/32", 100 + n / 250, 1 + n % 250);
        writeln!(storm, "address add {address} dev ea\naddress delete {address} dev ea").unwrap();
    }
    storm
}

/// A running watcher and what it has observed so far.
pub struct Watch {
    told: Receiver<Observation>,
    pub seen: Vec<Observation>,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    /// Waits for an observation that fits, and returns it.
    pub fn until(&mut self, what: &str, fits: impl Fn(&Observation) -> bool) -> Observation {
        let end = Instant::now() + PATIENCE;
        loop {
            match self.told.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(observation) => {
                    self.seen.push(observation.clone());
                    if fits(&observation) {
                        return observation;
                    }
                }
                Err(error) => panic!("waited in vain for {what} ({error}); seen: {:#?}", self.seen),
            }
        }
    }

    /// Takes whatever comes within this time.
    pub fn listen_for(&mut self, time: Duration) {
        let end = Instant::now() + time;
        loop {
            match self.told.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(observation) => self.seen.push(observation),
                Err(RecvTimeoutError::Timeout) => return,
                Err(RecvTimeoutError::Disconnected) => panic!("the watcher ended; seen: {:#?}", self.seen),
            }
        }
    }

    pub fn started(&mut self) -> Observation {
        self.until("the start", |o| o.event == Event::Started)
    }

    /// The first observation with a key other than this one.
    pub fn key_other_than(&mut self, key: &NetworkKey) -> Observation {
        let key = key.clone();
        self.until("another key", move |o| o.network_key.as_ref().is_some_and(|k| *k != key))
    }

    /// How often the key changed from one observation to the next.
    pub fn key_changes(&self) -> usize {
        self.seen.windows(2).filter(|pair| pair[1].change_since(&pair[0]) == Change::Key).count()
    }

    /// How many observations were made for the network's own sake. Another test that runs at the same time may set
    /// the machine's clock, which brings a fresh measurement everywhere.
    pub fn unforced(&self) -> usize {
        self.seen.iter().filter(|o| o.event != Event::Resync).count()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

pub const MAC_A: &str = "00:1b:21:aa:00:01";
pub const MAC_B: &str = "00:1b:21:bb:00:01";

/// A client that is connected to router A by interface `ea`.
pub fn at_router_a() -> Lab {
    let mut lab = Lab::new();
    lab.router("ea", MAC_A, &["192.168.10.1/24", "fe80::a/64"]);
    lab.connect("ea", "192.168.10.23/24", "192.168.10.1", 100);
    lab
}

/// Adds an address to the attachment and waits until the watcher has told it: whatever happened before was told
/// before.
pub fn settle_with_marker(lab: &Lab, watch: &mut Watch, interface: &str) -> Observation {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let marker = format!("203.0.113.{}/32", NEXT.fetch_add(1, Ordering::Relaxed));
    lab.ip(&format!("address add {marker} dev {interface}"));
    let net = marker.parse().unwrap();
    watch.until("the marker", |o| o.network.as_ref().is_some_and(|n| n.addresses.contains(&net)))
}
