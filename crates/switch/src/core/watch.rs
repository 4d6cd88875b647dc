//! Phones that watch lines: subscriptions to the dialog event package (RFC 6665, RFC 4235), to one line or to all that
//! stand on a phone's own keys (RFC 4662). What a line shows is told from above; who may see it is asked for each time.

use super::line_xml::{Face, Item, List, address_of, dialog_info};
use super::proof::Proof;
use super::timers::Timer;
use super::tx::{Reply, User};
use super::{Core, Route};
use crate::switch::{Accepted, CallId, LineKey, PhoneId, ShownCall};
use roamline_sip::Body;
use roamline_sip::shrink;
use roamline_sip::{Dialog, Message, Name, NameAddr, Params, Uri};
use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, Instant};

/// The event package that there is.
pub(crate) const PACKAGE: &str = "dialog";
/// The name at which every phone finds the lines on its own keys: `sip:keys@<realm>`.
const KEYS: &str = "keys";
const DEFAULT_EXPIRES: u32 = 3600;
const MIN_EXPIRES: u32 = 60;
const MAX_EXPIRES: u32 = 3600;
/// Lines on the keys of one phone, and calls of one line, that are told.
const MAX_KEYS: usize = 100;
const MAX_CALLS: usize = 16;
/// What a list may weigh; further lines follow in the next message. Well below the largest datagram.
const ROOM: usize = 40_000;

/// A subscription.
pub(crate) type WatchId = u64;

/// A call of a line, with the tags by which a phone may ask for it. They belong to no real dialog.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) call: ShownCall,
    pub(crate) own: String,
    pub(crate) other: String,
}

impl Shown {
    /// Whether a phone may see with whom it is.
    pub(crate) fn open_to(&self, phone: &PhoneId) -> bool {
        self.call.only.as_ref().is_none_or(|only| only.contains(phone))
    }

    fn face(&self, phone: &PhoneId) -> Face<'_> {
        let open = self.open_to(phone);
        Face {
            call: self.call.call,
            tags: (open && self.call.party.is_some()).then_some((&*self.own, &*self.other)),
            placed: self.call.placed,
            state: self.call.state,
            remote: self.call.remote.as_ref().filter(|_| open),
            by: self.call.by.as_ref().filter(|_| open),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Watch {
    Line(LineKey),
    Keys,
}

/// What a phone has yet to be told.
#[derive(Debug, PartialEq, Eq)]
enum News {
    Nothing,
    Lines(BTreeSet<LineKey>),
    Everything,
}

#[derive(Debug, Default)]
struct Told {
    version: u32,
    calls: Vec<CallId>,
}

struct Watcher {
    phone: PhoneId,
    of: Watch,
    route: Route,
    dialog: Dialog,
    /// The Event field, with the number that the phone gave this subscription.
    event: String,
    until: Instant,
    timer: roamline_sip::Key,
    /// A NOTIFY is on its way: what comes meanwhile is gathered.
    waits: bool,
    news: News,
    /// It ends with the next NOTIFY, for this reason.
    ends: Option<&'static str>,
    version: u32,
    told: HashMap<LineKey, Told>,
}

/// All subscriptions, and what lines show.
#[derive(Default)]
pub(crate) struct Watchers {
    next: WatchId,
    pub(crate) lines: HashMap<LineKey, Vec<Shown>>,
    all: HashMap<WatchId, Watcher>,
    dialogs: HashMap<(String, String), WatchId>,
    phones: HashMap<PhoneId, BTreeSet<WatchId>>,
    watched: HashMap<LineKey, BTreeSet<WatchId>>,
}

impl Watchers {
    fn watches(&mut self, id: WatchId, line: &LineKey) {
        self.watched.entry(line.clone()).or_default().insert(id);
    }

    fn watches_no_more(&mut self, id: WatchId, line: &LineKey) {
        if let Some(ids) = self.watched.get_mut(line) {
            ids.remove(&id);
            if ids.is_empty() {
                self.watched.remove(line);
            }
        }
    }

    /// As if everybody had come over this connection.
    #[cfg(test)]
    pub(crate) fn reroute(&mut self, conn: u64) {
        self.all.values_mut().for_each(|watcher| watcher.route.conn = conn);
    }

    /// Gives back what the tables have no use for.
    pub(super) fn shrink(&mut self) {
        shrink(&mut self.lines);
        shrink(&mut self.all);
        shrink(&mut self.dialogs);
        shrink(&mut self.phones);
        shrink(&mut self.watched);
    }

    /// Whether nobody watches.
    #[cfg(feature = "fuzzing")]
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty() && self.dialogs.is_empty() && self.watched.is_empty()
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        assert_eq!(self.all.len(), self.dialogs.len());
        assert_eq!(self.all.len(), self.phones.values().map(BTreeSet::len).sum::<usize>());
        assert!(!self.all.is_empty() || self.watched.is_empty());
        self.all.len()
    }
}

/// Whether a SUBSCRIBE is for the package that there is.
fn wants_dialogs(message: &Message) -> bool {
    let event = message.get(Name::Event).unwrap_or_default();
    event.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(PACKAGE)
}

/// A word that a phone chose, as far as it can be repeated.
fn event_of(message: &Message) -> String {
    let params = message.get(Name::Event).and_then(|event| event.split_once(';')).map_or("", |(_, p)| p);
    match Params::parse(params).as_ref().and_then(|params| params.get("id")) {
        Some(id) if !id.is_empty() && id.len() <= 64 && id.bytes().all(roamline_sip::text::is_token) => {
            format!("{PACKAGE};id={id}")
        }
        _ => PACKAGE.to_owned(),
    }
}

#[expect(clippy::result_large_err, reason = "a refusal is made once and sent at once")]
fn expires_of(message: &Message) -> Result<u32, Reply> {
    let asked = message.get(Name::Expires).and_then(|v| v.parse().ok()).unwrap_or(DEFAULT_EXPIRES);
    if asked > 0 && asked < MIN_EXPIRES {
        return Err(Reply::new(423).field("Min-Expires", MIN_EXPIRES.to_string()));
    }
    Ok(asked.min(MAX_EXPIRES))
}

fn bad_event() -> Reply {
    Reply::new(489).field("Allow-Events", PACKAGE)
}

impl Core {
    /// A phone wants to watch.
    pub(crate) fn subscribe(&mut self, route: &Route, message: &Message, key: String) {
        let phone = match self.prove_account(route.peer.ip(), message) {
            Proof::Answer(reply) => return self.reply_stateless(message, route, reply),
            Proof::Account(account) => account.phone,
        };
        self.is_proven_at(route);
        let tx = self.begin_server(message, route, key);
        let tag = format!("{:016x}", self.random());
        match self.begin_watch(route, message, &phone, &tag) {
            Ok((id, expires)) => {
                let reply = self.watching(id, expires);
                self.reply(tx, &reply);
                self.inform(id);
            }
            Err(reply) => self.reply(tx, &Reply { to_tag: Some(tag), ..reply }),
        }
    }

    /// Whether a SUBSCRIBE outside of any dialog is answered at once, and how.
    pub(crate) fn not_watchable(message: &Message) -> Option<Reply> {
        if !wants_dialogs(message) {
            return Some(bad_event());
        }
        let takes = |accept: &str| {
            let kind = accept.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            matches!(kind.as_str(), "application/dialog-info+xml" | "application/*" | "*/*")
        };
        let refused = message.list(Name::Accept).next().is_some() && !message.list(Name::Accept).any(takes);
        refused.then(|| Reply::new(406))
    }

    #[expect(clippy::result_large_err, reason = "a refusal is made once and sent at once")]
    fn begin_watch(
        &mut self,
        route: &Route,
        message: &Message,
        phone: &PhoneId,
        tag: &str,
    ) -> Result<(WatchId, u32), Reply> {
        let expires = expires_of(message)?;
        let bad = || Reply::new(400);
        let target = roamline_sip::target_of(message).ok_or_else(bad)?;
        let remote_tag = message.sender_tag().ok_or_else(bad)?;
        let asked = message.uri().and_then(|uri| Uri::parse(uri).ok()).ok_or_else(bad)?.dialled();
        let of = if asked == KEYS {
            if !message.lists(Name::Supported, "eventlist") {
                return Err(Reply::new(421).field("Require", "eventlist"));
            }
            Watch::Keys
        } else {
            Watch::Line(LineKey::new(asked))
        };
        // A line that is not there is refused like one that may not be seen.
        if let Watch::Line(line) = &of
            && !self.directory.may_watch(phone, line)
        {
            return Err(Reply::new(403));
        }
        let event = event_of(message);
        self.make_room(phone, route, &of, &event);
        if self.watchers.all.len() >= self.cfg.limits.subscriptions {
            let wait = 10 + self.random() % 20;
            return Err(Reply::new(503).field("Retry-After", wait.to_string()));
        }
        let name = match &of {
            Watch::Keys => format!("sip:{KEYS}@{}", self.cfg.realm),
            Watch::Line(line) => address_of(line, &self.cfg.realm),
        };
        let remote = message.get(Name::From).and_then(NameAddr::read).ok_or_else(bad)?;
        let until = self.now + Duration::from_secs(u64::from(expires));
        self.watchers.next += 1;
        let id = self.watchers.next;
        let watcher = Watcher {
            phone: phone.clone(),
            route: *route,
            dialog: Dialog {
                call_id: message.get(Name::CallId).unwrap_or_default().to_owned(),
                local_tag: tag.to_owned(),
                remote_tag: Some(remote_tag),
                local: format!("<{name}>"),
                remote: format!("<{}>", remote.uri),
                target,
                routes: roamline_sip::routes_of(message, Name::RecordRoute),
                local_cseq: 0,
                remote_cseq: message.cseq().map_or(0, |(number, _)| number),
            },
            event,
            until,
            timer: self.timers.at(until, Timer::Watch(id)),
            waits: false,
            news: News::Everything,
            ends: (expires == 0).then_some("timeout"),
            version: 0,
            told: HashMap::new(),
            of: of.clone(),
        };
        if let Watch::Line(line) = &of {
            self.watchers.watches(id, line);
        }
        self.watchers.dialogs.insert(watcher.dialog.key(), id);
        self.watchers.phones.entry(phone.clone()).or_default().insert(id);
        self.watchers.all.insert(id, watcher);
        Ok((id, expires))
    }

    /// A phone that was restarted subscribes anew and has forgotten its old subscription; and nobody has too many.
    fn make_room(&mut self, phone: &PhoneId, route: &Route, of: &Watch, event: &str) {
        let Some(own) = self.watchers.phones.get(phone) else { return };
        let old = own.iter().copied().find(|id| {
            self.watchers.all.get(id).is_some_and(|w| w.route == *route && w.of == *of && w.event == event)
        });
        let full = own.len() >= self.cfg.limits.subscriptions_per_phone.max(1);
        let soonest =
            || own.iter().copied().min_by_key(|id| self.watchers.all.get(id).map(|watcher| watcher.until));
        if let Some(id) = old.or_else(|| soonest().filter(|_| full)) {
            self.forget_watch(id);
        }
    }

    /// The answer to a subscription or to its renewal.
    fn watching(&self, id: WatchId, expires: u32) -> Reply {
        let Some(watcher) = self.watchers.all.get(&id) else { return Reply::new(481) };
        let reply = Reply { to_tag: Some(watcher.dialog.local_tag.clone()), ..Reply::new(200) }
            .field("Contact", self.contact(&watcher.route))
            .field("Expires", expires.to_string());
        if watcher.of == Watch::Keys { reply.field("Require", "eventlist") } else { reply }
    }

    /// A SUBSCRIBE within a subscription: it renews, or ends. False where there is none such.
    pub(crate) fn subscribe_again(&mut self, route: &Route, message: &Message, key: &str) -> bool {
        let dialog = message.get(Name::CallId).map(str::to_owned).zip(message.to_tag());
        let Some(id) = dialog.and_then(|dialog| self.watchers.dialogs.get(&dialog).copied()) else {
            return false;
        };
        let cseq = message.cseq().map_or(0, |(number, _)| number);
        let Some(watcher) = self.watchers.all.get(&id) else { return false };
        if !watcher.dialog.is_with(message.sender_tag().as_deref()) {
            return false;
        }
        let (old, phone) = (watcher.dialog.remote_cseq, watcher.phone.clone());
        let refused = match self.prove_account(route.peer.ip(), message) {
            Proof::Answer(reply) => Some(reply),
            Proof::Account(account) if account.phone != phone => Some(Reply::new(403)),
            Proof::Account(_) if cseq <= old => Some(Reply::new(500)),
            Proof::Account(_) if !wants_dialogs(message) => Some(bad_event()),
            Proof::Account(_) => None,
        };
        let expires = match (refused, expires_of(message)) {
            (Some(reply), _) | (None, Err(reply)) => {
                self.reply_stateless(message, route, reply);
                return true;
            }
            (None, Ok(expires)) => expires,
        };
        let until = self.now + Duration::from_secs(u64::from(expires));
        let timer = self.timers.at(until, Timer::Watch(id));
        if let Some(watcher) = self.watchers.all.get_mut(&id) {
            self.timers.cancel(std::mem::replace(&mut watcher.timer, timer));
            watcher.until = until;
            watcher.dialog.remote_cseq = cseq;
            watcher.route = *route;
            watcher.news = News::Everything;
            watcher.dialog.refreshed(message);
            if expires == 0 {
                watcher.ends = Some("timeout");
            }
        }
        let tx = self.begin_server(message, route, key.to_owned());
        let reply = self.watching(id, expires);
        self.reply(tx, &reply);
        self.inform(id);
        true
    }

    /// What a line shows from now on.
    pub(crate) fn show_line(&mut self, line: &LineKey, calls: Vec<ShownCall>) -> Accepted {
        let mut old = self.watchers.lines.remove(line).unwrap_or_default();
        if old.iter().map(|shown| &shown.call).eq(calls.iter()) {
            if !old.is_empty() {
                self.watchers.lines.insert(line.clone(), old);
            }
            return Accepted::Done;
        }
        let shown: Vec<Shown> = calls
            .into_iter()
            .map(|call| match old.iter().position(|shown| shown.call.call == call.call) {
                Some(at) => Shown { call, ..old.swap_remove(at) },
                None => Shown {
                    call,
                    own: format!("{:016x}", self.random()),
                    other: format!("{:016x}", self.random()),
                },
            })
            .collect();
        if !shown.is_empty() {
            self.watchers.lines.insert(line.clone(), shown);
        }
        let watching: Vec<WatchId> =
            self.watchers.watched.get(line).map(|ids| ids.iter().copied().collect()).unwrap_or_default();
        for id in watching {
            if let Some(watcher) = self.watchers.all.get_mut(&id) {
                match &mut watcher.news {
                    News::Everything => {}
                    News::Lines(lines) => {
                        lines.insert(line.clone());
                    }
                    News::Nothing => watcher.news = News::Lines(BTreeSet::from([line.clone()])),
                }
            }
            self.inform(id);
        }
        Accepted::Done
    }

    /// A phone's keys, or what it may watch, have changed.
    pub(crate) fn keys_changed(&mut self, phone: &PhoneId) -> Accepted {
        let own: Vec<WatchId> =
            self.watchers.phones.get(phone).map(|ids| ids.iter().copied().collect()).unwrap_or_default();
        for id in own {
            if let Some(watcher) = self.watchers.all.get_mut(&id) {
                watcher.news = News::Everything;
            }
            self.inform(id);
        }
        Accepted::Done
    }

    /// A phone has to prove anew who it is, to go on watching (RFC 6665 section 4.1.3: it may come back at once).
    pub(crate) fn watchers_revoked(&mut self, phone: &PhoneId) {
        let own: Vec<WatchId> =
            self.watchers.phones.get(phone).map(|ids| ids.iter().copied().collect()).unwrap_or_default();
        for id in own {
            if let Some(watcher) = self.watchers.all.get_mut(&id) {
                (watcher.news, watcher.ends) = (News::Nothing, Some("deactivated"));
            }
            self.inform(id);
        }
    }

    pub(crate) fn watch_due(&mut self, id: WatchId) {
        if let Some(watcher) = self.watchers.all.get_mut(&id).filter(|watcher| watcher.until <= self.now) {
            watcher.ends = Some("timeout");
            self.inform(id);
        }
    }

    /// A phone has answered a NOTIFY, or refused it.
    pub(crate) fn informed(&mut self, id: WatchId, code: u16) {
        if code < 200 {
            return;
        }
        let Some(watcher) = self.watchers.all.get_mut(&id) else { return };
        watcher.waits = false;
        // RFC 6665 section 4.2.2: after these there is no subscription any more.
        if matches!(code, 404 | 405 | 408 | 410 | 416 | 480..=485 | 489 | 501 | 604) {
            return self.forget_watch(id);
        }
        self.inform(id);
    }

    /// Who watched over a connection that broke has to come back.
    pub(crate) fn watchers_disconnected(&mut self, conn: u64) {
        let lost: Vec<WatchId> =
            self.watchers.all.iter().filter(|(_, w)| w.route.conn == conn).map(|(id, _)| *id).collect();
        for id in lost {
            self.forget_watch(id);
        }
    }

    pub(crate) fn forget_watch(&mut self, id: WatchId) {
        let Some(watcher) = self.watchers.all.remove(&id) else { return };
        self.timers.cancel(watcher.timer);
        self.watchers.dialogs.remove(&watcher.dialog.key());
        if let Some(own) = self.watchers.phones.get_mut(&watcher.phone) {
            own.remove(&id);
            if own.is_empty() {
                self.watchers.phones.remove(&watcher.phone);
            }
        }
        if let Watch::Line(line) = &watcher.of {
            self.watchers.watches_no_more(id, line);
        }
        for line in watcher.told.keys() {
            self.watchers.watches_no_more(id, line);
        }
    }

    /// Tells a phone what it does not know yet, unless it still has the last message to answer.
    fn inform(&mut self, id: WatchId) {
        let Some(watcher) = self.watchers.all.get_mut(&id) else { return };
        if let Watch::Line(line) = &watcher.of
            && !self.directory.may_watch(&watcher.phone, line)
        {
            watcher.news = News::Nothing;
            watcher.ends = Some("rejected");
        }
        if watcher.waits || watcher.news == News::Nothing && watcher.ends.is_none() {
            return;
        }
        let news = std::mem::replace(&mut watcher.news, News::Nothing);
        let body = match (news, watcher.of.clone()) {
            (News::Nothing, _) => None,
            (_, Watch::Line(line)) => {
                let text = self.line_document(id, &line);
                text.map(|text| Body { kind: "application/dialog-info+xml".into(), bytes: text.into() })
            }
            (News::Everything, Watch::Keys) => self.list_document(id, None),
            (News::Lines(lines), Watch::Keys) => self.list_document(id, Some(&lines)),
        };
        self.send_notify(id, body);
    }

    fn send_notify(&mut self, id: WatchId, body: Option<Body>) {
        let now = self.now;
        let Some(route) = self.watchers.all.get(&id).map(|watcher| watcher.route) else { return };
        let contact = self.contact(&route);
        let Some(watcher) = self.watchers.all.get_mut(&id) else { return };
        watcher.waits = true;
        let left = watcher.until.saturating_duration_since(now).as_secs();
        let state = match watcher.ends {
            Some(why) => format!("terminated;reason={why}"),
            None => format!("active;expires={left}"),
        };
        let mut fields =
            vec![("Contact", contact), ("Event", watcher.event.clone()), ("Subscription-State", state)];
        if watcher.of == Watch::Keys {
            fields.push(("Require", "eventlist".into()));
        }
        let request = watcher.dialog.request("NOTIFY", fields, body);
        if watcher.ends.is_some() {
            self.send_request(route, request, User::Nobody);
            self.forget_watch(id);
        } else {
            self.send_request(route, request, User::Watch(id));
        }
    }

    /// A line as one phone may see it, noted as told.
    fn line_document(&mut self, id: WatchId, line: &LineKey) -> Option<String> {
        let watcher = self.watchers.all.get_mut(&id)?;
        let shown = self.watchers.lines.get(line).map(Vec::as_slice).unwrap_or_default();
        let faces: Vec<Face<'_>> =
            shown.iter().take(MAX_CALLS).map(|shown| shown.face(&watcher.phone)).collect();
        let now: Vec<CallId> = faces.iter().map(|face| face.call).collect();
        let told = watcher.told.entry(line.clone()).or_default();
        let version = told.version;
        told.version += 1;
        let mut ended = std::mem::take(&mut told.calls);
        ended.retain(|call| !now.contains(call));
        told.calls = now;
        Some(dialog_info(line, &self.cfg.realm, version, &faces, &ended))
    }

    /// The lines on a phone's keys: all of them, or those that changed.
    fn list_document(&mut self, id: WatchId, only: Option<&BTreeSet<LineKey>>) -> Option<Body> {
        let phone = self.watchers.all.get(&id)?.phone.clone();
        let mut keys = self.directory.keys(&phone);
        let mut seen = BTreeSet::new();
        keys.retain(|key| seen.insert(key.line.clone()) && self.directory.may_watch(&phone, &key.line));
        keys.truncate(MAX_KEYS);
        if only.is_none() {
            let gone: Vec<LineKey> = self.watchers.all.get_mut(&id).map_or_else(Vec::new, |watcher| {
                let gone = watcher.told.keys().filter(|line| keys.iter().all(|key| key.line != **line));
                let gone: Vec<LineKey> = gone.cloned().collect();
                gone.iter().for_each(|line| drop(watcher.told.remove(line)));
                gone
            });
            gone.iter().for_each(|line| self.watchers.watches_no_more(id, line));
        }
        let (mut items, mut later, mut size) = (Vec::new(), BTreeSet::new(), 0);
        for key in keys.into_iter().filter(|key| only.is_none_or(|only| only.contains(&key.line))) {
            self.watchers.watches(id, &key.line);
            let document = if size > ROOM {
                later.insert(key.line.clone());
                // Noted, so that the line is let go with the subscription.
                self.watchers.all.get_mut(&id)?.told.entry(key.line.clone()).or_default();
                None
            } else {
                self.line_document(id, &key.line)
            };
            size += document.as_ref().map_or(0, String::len);
            if document.is_some() || only.is_none() {
                items.push(Item { line: key.line, label: key.label, document });
            }
        }
        let (boundary, address) =
            (format!("r{:016x}", self.random()), format!("sip:{KEYS}@{}", self.cfg.realm));
        let watcher = self.watchers.all.get_mut(&id)?;
        if !later.is_empty() {
            watcher.news = News::Lines(later);
        }
        let list = List {
            address: &address,
            realm: &self.cfg.realm,
            version: watcher.version,
            full: only.is_none(),
            boundary: &boundary,
        };
        watcher.version += 1;
        Some(Body { kind: list.kind(), bytes: list.body(&items).into() })
    }
}
