//! Linux: rtnetlink for links, addresses, routes and neighbours, pnet for interfaces and LLDP, D-Bus and nl80211
//! for what desktop services and the wireless stack know.

use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use roamline_domain::access_network::{AccessNetwork, Medium, OtherUplink, SwitchPort};
use roamline_domain::network_key::NetworkKey;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::attachment::{self, Attachment};
use crate::relevance::{self, Verdict};
use crate::settle::{Pending, Settle};
use crate::tables::{Link, LinkClass, Notice, Tables};
use crate::{Event, Missing, Observation, Options, Reason, Source, WatchError};

mod bus;
mod capture;
mod clock;
mod decode;
mod dump;
mod gateway;
mod nl80211;
mod reader;
mod resolv_conf;
mod switch_port;

use bus::{Bus, Device};
use capture::Frame;
use clock::{ClockJumps, monotonic_us};
use nl80211::Wireless;
use reader::{Heard, Reader};
use switch_port::Wires;

/// The watcher of one network namespace.
pub(crate) struct Watcher {
    reader: Reader,
    handle: rtnetlink::Handle,
    connection: JoinHandle<()>,
    clock: io::Result<ClockJumps>,
    bus: Bus,
    wireless: Option<Wireless>,
    /// Times at which a desktop service or the wireless stack told of a change.
    told: mpsc::Receiver<u64>,
    wires: Wires,
    settle: Settle,
    tables: Tables,
    last: Option<Observation>,
}

impl std::fmt::Debug for Watcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watcher")
            .field("settle", &self.settle)
            .field("last", &self.last)
            .finish_non_exhaustive()
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.connection.abort();
    }
}

/// What woke the watcher up.
enum Wake {
    Heard(io::Result<Heard>),
    ClockJumped(io::Result<()>),
    Told(u64),
    Frame(Frame),
    Due,
}

impl Watcher {
    pub(crate) async fn start(options: Options) -> Result<Self, WatchError> {
        let reader = Reader::start().map_err(WatchError::Listen)?;
        let (connection, handle, _) = rtnetlink::new_connection().map_err(WatchError::Listen)?;
        let (tell, told) = mpsc::channel(8);
        let mut bus = Bus::new(options.system_bus_address, options.service_timeout, tell.clone());
        bus.connect().await;
        let mut settle = Settle::new(options.settle, options.settle_at_most);
        settle.begin(Instant::now(), monotonic_us());
        Ok(Self {
            reader,
            handle,
            connection: tokio::spawn(connection),
            clock: ClockJumps::new(),
            bus,
            wireless: Wireless::start(tell),
            told,
            wires: Wires::new(),
            settle,
            tables: Tables::default(),
            last: None,
        })
    }

    pub(crate) async fn next(&mut self) -> Result<Observation, WatchError> {
        loop {
            if let Some(pending) = self.settle.ready(Instant::now()) {
                match self.measure(pending).await {
                    Ok(Some(observation)) => return Ok(observation),
                    Ok(None) => {}
                    Err(error) => {
                        self.settle.postpone(Instant::now());
                        if error.kind() != io::ErrorKind::Interrupted {
                            return Err(WatchError::Read(error));
                        }
                    }
                }
            }
            let due = [self.settle.due(), self.wires.expiry()].into_iter().flatten().min();
            let wake = tokio::select! {
                heard = self.reader.next() => Wake::Heard(heard),
                jumped = jump(&mut self.clock) => Wake::ClockJumped(jumped),
                Some(at_us) = self.told.recv() => Wake::Told(at_us),
                Some(frame) = self.wires.next() => Wake::Frame(frame),
                () = sleep_until(due) => Wake::Due,
            };
            self.wake(wake).await?;
        }
    }

    async fn wake(&mut self, wake: Wake) -> Result<(), WatchError> {
        let now = Instant::now();
        match wake {
            Wake::Heard(Ok(Heard::Notice { at_us, notice })) => self.judge(now, at_us, notice).await,
            Wake::Heard(Ok(Heard::Overrun { at_us })) => self.settle.resync(now, at_us),
            Wake::Heard(Err(error)) => return Err(WatchError::Lost(error)),
            Wake::ClockJumped(Ok(())) => self.settle.resync(now, monotonic_us()),
            Wake::ClockJumped(Err(error)) => self.clock = Err(error),
            Wake::Told(at_us) => self.settle.note(now, at_us),
            Wake::Frame(frame) => {
                let at_us = frame.at_us;
                if self.wires.take(frame, now) {
                    self.settle.note(now, at_us);
                }
            }
            Wake::Due => {
                if self.wires.expire(now) {
                    self.settle.note(now, monotonic_us());
                }
            }
        }
        Ok(())
    }

    async fn judge(&mut self, now: Instant, at_us: u64, notice: Notice) {
        match relevance::judge(&self.tables, &notice) {
            Verdict::Ignore => {}
            Verdict::Relevant => self.settle.note(now, at_us),
            Verdict::GatewayMac => self.settle.completed(now, at_us),
            Verdict::NewGateway(link, ip) => {
                self.settle.note(now, at_us);
                self.provoke(link, ip).await;
            }
        }
        // Links are remembered as they come, since what follows is judged by them.
        match notice {
            Notice::Link(link) => {
                if !link.running && self.wires.unplugged(link.index) {
                    self.settle.note(now, at_us);
                }
                self.tables.links.insert(link.index, link);
            }
            Notice::LinkGone(index) => {
                self.tables.links.remove(&index);
            }
            _ => {}
        }
    }

    async fn provoke(&self, link: u32, ip: IpAddr) {
        if let Some(link) = self.tables.links.get(&link) {
            gateway::provoke(link, ip).await;
        }
    }

    /// Measures the network. `None` when it is half-known and there is time left to wait for the rest.
    async fn measure(&mut self, pending: Pending) -> io::Result<Option<Observation>> {
        self.tables = dump::read(&self.handle).await?;
        let attachment = attachment::choose(&self.tables);
        if let Some(Attachment { link, gateway: Some(router), gateway_stale: true, .. }) = &attachment {
            gateway::provoke(link, router.ip).await;
        }
        if !self.is_whole(attachment.as_ref()) && self.settle.wait_longer(Instant::now()) {
            return Ok(None);
        }
        let mut missing = Vec::new();
        if self.clock.is_err() {
            missing.push(Missing { what: Source::WakeUps, why: Reason::NotSupported });
        }
        let network = match attachment {
            Some(attachment) => Some(self.describe(attachment, &mut missing).await),
            None => {
                self.wires.follow(&[]);
                None
            }
        };
        let network_key = network.as_ref().and_then(|n| NetworkKey::of_network(n).ok());
        let event = match &self.last {
            None => Event::Started,
            Some(_) if pending.resync => Event::Resync,
            Some(last) if last.network != network || last.network_key != network_key => Event::Changed,
            Some(_) => Event::Unchanged,
        };
        let observation = Observation { at_us: pending.at_us, event, network, network_key, missing };
        self.last = Some(observation.clone());
        self.settle.done();
        Ok(Some(observation))
    }

    /// False while waiting may tell more: the router's address is being resolved, the link may come back, or IPv4
    /// may follow the IPv6 that came first.
    fn is_whole(&self, attachment: Option<&Attachment>) -> bool {
        let last = self.last.as_ref();
        match attachment {
            None => last.is_none_or(|l| l.network.is_none()),
            Some(found) if !found.is_whole() => false,
            Some(found) if found.is_ipv6_only() => last.is_none_or(|l| {
                let before = l.network.as_ref().and_then(|n| n.gateway.as_ref());
                before.is_some_and(|g| found.gateway.as_ref() == Some(g))
            }),
            Some(_) => true,
        }
    }

    async fn describe(&mut self, attachment: Attachment, missing: &mut Vec<Missing>) -> AccessNetwork {
        self.bus.connect().await;
        let mut lacks = |what, why| missing.push(Missing { what, why });
        let link = &attachment.link;
        let device = self.bus.device(&link.name).await;
        let (medium, wifi) = self.medium(link, device.as_ref()).await;
        if medium == Medium::Wifi && wifi.as_ref().is_none_or(|w| w.bssid.is_none()) {
            lacks(Source::Wifi, Reason::NoAnswer);
        }
        if attachment.gateway.as_ref().is_some_and(|g| g.mac.is_none()) {
            lacks(Source::GatewayMac, Reason::NoAnswer);
        }
        let mut switch_port = None;
        if medium == Medium::Wifi {
            self.wires.follow(&[]);
        } else {
            match self.switch_port(link, device.as_ref()) {
                Ok(port) => switch_port = Some(port),
                Err(why) => lacks(Source::Lldp, why),
            }
        }
        let dns_suffixes = match self.dns_suffixes(&attachment, device.as_ref()).await {
            Ok(suffixes) => suffixes,
            Err(why) => {
                lacks(Source::DnsSuffixes, why);
                Vec::new()
            }
        };
        let mut other_uplinks = Vec::new();
        for (other, router) in &attachment.others {
            let device = self.bus.device(&other.name).await;
            let (medium, wifi) = self.medium(other, device.as_ref()).await;
            let gateway_mac = router.as_ref().map(|n| n.mac);
            other_uplinks.push(OtherUplink { interface: other.name.clone(), medium, wifi, gateway_mac });
        }
        AccessNetwork {
            interface: attachment.link.name,
            medium,
            mac: attachment.link.mac,
            addresses: attachment.addresses,
            gateway: attachment.gateway,
            wifi,
            switch_port,
            dns_suffixes,
            behind_tunnel: attachment.behind_tunnel,
            other_uplinks,
        }
    }

    async fn medium(
        &self,
        link: &Link,
        device: Option<&Device>,
    ) -> (Medium, Option<roamline_domain::access_network::Wifi>) {
        if let Some(device) = device.filter(|d| d.is_wifi) {
            return (Medium::Wifi, device.wifi.clone());
        }
        if let (LinkClass::Physical, Some(wireless)) = (link.class, &self.wireless)
            && let Some(wifi) = wireless.association(link.index).await
        {
            return (Medium::Wifi, wifi);
        }
        (if link.class == LinkClass::Physical { Medium::Wired } else { Medium::Virtual }, None)
    }

    fn switch_port(&mut self, link: &Link, device: Option<&Device>) -> Result<SwitchPort, Reason> {
        if let Some(port) = device.and_then(|d| d.switch_port.clone()) {
            self.wires.follow(&[]);
            return Ok(port);
        }
        self.wires.follow(&attachment::wires(&self.tables, link.index));
        self.wires.port()
    }

    /// Of NetworkManager, else of systemd-resolved, else of resolv.conf. The last does not say whose suffixes it
    /// holds: while a tunnel is up they may be the tunnel's, so those from before it count.
    async fn dns_suffixes(
        &self,
        attachment: &Attachment,
        device: Option<&Device>,
    ) -> Result<Vec<String>, Reason> {
        if let Some(device) = device.filter(|d| !d.dns_suffixes.is_empty()) {
            return Ok(device.dns_suffixes.clone());
        }
        let of_link = self.bus.resolved_suffixes(attachment.link.index).await;
        if !of_link.is_empty() {
            return Ok(of_link);
        }
        if self.tables.links.values().any(|l| l.class == LinkClass::Tunnel && l.running) {
            let before = self.last.as_ref().and_then(|l| l.network.as_ref());
            return before
                .filter(|n| n.interface == attachment.link.name && n.gateway == attachment.gateway)
                .map(|n| n.dns_suffixes.clone())
                .filter(|suffixes| !suffixes.is_empty())
                .ok_or(Reason::Tunnel);
        }
        Ok(resolv_conf::suffixes())
    }
}

async fn jump(clock: &mut io::Result<ClockJumps>) -> io::Result<()> {
    match clock {
        Ok(clock) => clock.next().await,
        Err(_) => std::future::pending().await,
    }
}

fn sleep_until(due: Option<Instant>) -> impl Future<Output = ()> {
    /// tokio's timers are bounded; this one only has to be renewed now and then.
    const FAR: Duration = Duration::from_secs(365 * 24 * 3600);
    let due = due.unwrap_or_else(|| Instant::now() + FAR);
    tokio::time::sleep_until(due.into())
}
