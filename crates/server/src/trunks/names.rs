//! Where carriers' hosts are, as the DNS has said it last. A good answer is kept until there is a better one, so that no call waits
//! for the DNS, nor is lost for want of it.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use roamline_switch::{Located, NotLocated, Peer, Transport};

/// How soon it is asked again where nothing came.
const RETRY: Duration = Duration::from_secs(30);

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Host {
    pub(crate) name: String,
    pub(crate) port: Option<u16>,
    pub(crate) transport: Option<Transport>,
}

#[derive(Debug, Default)]
struct Known {
    peers: Vec<Peer>,
    problem: Option<NotLocated>,
    /// When it was asked last.
    asked: Option<Instant>,
    /// When it is asked again; never where the answer is good for ever.
    due: Option<Instant>,
    /// It is being asked now.
    is_asked: bool,
}

/// Hosts and their addresses.
#[derive(Debug, Default)]
pub(crate) struct Names(Mutex<HashMap<Host, Known>>);

impl Names {
    fn lock(&self) -> MutexGuard<'_, HashMap<Host, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// These hosts are wanted from now on. What is an address is known at once; true where a name is new.
    pub(crate) fn want(&self, hosts: &HashSet<Host>, now: Instant) -> bool {
        let mut known = self.lock();
        known.retain(|host, _| hosts.contains(host));
        let mut is_new = false;
        for host in hosts {
            if known.contains_key(host) {
                continue;
            }
            let found = Located::of_address(&host.name, host.port, host.transport);
            is_new |= found.is_none();
            let due = found.is_none().then_some(now);
            let peers = found.map(|found| found.peers).unwrap_or_default();
            known.insert(host.clone(), Known { peers, due, ..Known::default() });
        }
        is_new
    }

    /// Where a host is, and what was wrong when it was asked last.
    pub(crate) fn of(&self, host: &Host) -> (Vec<Peer>, Option<NotLocated>) {
        self.lock().get(host).map(|known| (known.peers.clone(), known.problem.clone())).unwrap_or_default()
    }

    /// The hosts that are to be asked now. Each is given once until its answer is here.
    pub(crate) fn due(&self, now: Instant) -> Vec<Host> {
        let mut known = self.lock();
        let is_due = |known: &Known| !known.is_asked && known.due.is_some_and(|due| due <= now);
        let due = known.iter_mut().filter(|(_, known)| is_due(known));
        let take = |(host, known): (&Host, &mut Known)| {
            (known.is_asked, known.asked) = (true, Some(now));
            host.clone()
        };
        due.map(take).collect()
    }

    /// When the next one is to be asked.
    pub(crate) fn next_due(&self) -> Option<Instant> {
        self.lock().values().filter(|known| !known.is_asked).filter_map(|known| known.due).min()
    }

    /// What came. True where a host is elsewhere now, or it is known for the first time that it is nowhere.
    pub(crate) fn came(&self, host: &Host, answer: Result<Located, NotLocated>, now: Instant) -> bool {
        let mut all = self.lock();
        let Some(known) = all.get_mut(host) else { return false };
        known.is_asked = false;
        match answer {
            Ok(found) => {
                // Drawn by lot anew, the same addresses would come in another order each time.
                let is_same = known.peers.len() == found.peers.len()
                    && found.peers.iter().all(|peer| known.peers.contains(peer));
                let is_news = !is_same || known.problem.is_some();
                if !is_same {
                    known.peers = found.peers;
                }
                known.problem = None;
                known.due = found.lasts.map(|lasts| now + lasts);
                is_news
            }
            Err(problem) => {
                let is_news = known.problem.is_none() && known.peers.is_empty();
                (known.problem, known.due) = (Some(problem), Some(now + RETRY));
                is_news
            }
        }
    }

    /// Nobody waits for the answer any more: it is asked again.
    pub(crate) fn give_up(&self, host: &Host, now: Instant) {
        if let Some(known) = self.lock().get_mut(host).filter(|known| known.is_asked) {
            (known.is_asked, known.due) = (false, Some(now));
        }
    }

    /// Nobody answers where a host is: it may be elsewhere. Asked once in a while, however often that is found.
    pub(crate) fn doubt(&self, host: &Host, now: Instant) {
        if let Some(known) = self.lock().get_mut(host)
            && let Some(due) = &mut known.due
        {
            *due = (*due).min(known.asked.map_or(now, |asked| now.max(asked + RETRY)));
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn host(name: &str) -> Host {
        Host { name: name.into(), port: None, transport: None }
    }

    fn located(address: &str, lasts: u64) -> Result<Located, NotLocated> {
        let peers = vec![Peer { address: address.parse().unwrap(), transport: None }];
        Ok(Located { peers, lasts: Some(Duration::from_secs(lasts)) })
    }

    fn address(names: &Names, host: &Host) -> Vec<String> {
        names.of(host).0.iter().map(|peer| peer.address.to_string()).collect()
    }

    #[test]
    fn a_good_answer_is_kept_until_there_is_a_better_one() {
        let (names, now) = (Names::default(), Instant::now());
        let carrier = host("carrier.example");
        assert!(names.want(&HashSet::from([carrier.clone()]), now));
        assert_eq!(names.due(now), std::slice::from_ref(&carrier));
        assert!(names.due(now).is_empty(), "it is being asked");
        assert!(names.came(&carrier, located("192.0.2.1:5060", 60), now));
        assert_eq!(names.next_due(), Some(now + Duration::from_secs(60)));
        let later = now + Duration::from_secs(60);
        assert_eq!(names.due(later), std::slice::from_ref(&carrier));
        assert!(!names.came(&carrier, Err(NotLocated::NoAnswer), later), "nothing changes for calls");
        assert_eq!(address(&names, &carrier), ["192.0.2.1:5060"]);
        assert_eq!(names.of(&carrier).1, Some(NotLocated::NoAnswer));
        assert_eq!(names.next_due(), Some(later + RETRY));
        names.due(later + RETRY);
        assert!(names.came(&carrier, located("192.0.2.2:5060", 60), later + RETRY));
        assert_eq!(address(&names, &carrier), ["192.0.2.2:5060"]);
    }

    #[test]
    fn the_same_addresses_in_another_order_are_no_news() {
        let (names, now) = (Names::default(), Instant::now());
        let carrier = host("carrier.example");
        names.want(&HashSet::from([carrier.clone()]), now);
        let both = |order: [&str; 2]| {
            let peers = order.map(|address| Peer { address: address.parse().unwrap(), transport: None });
            Ok(Located { peers: peers.to_vec(), lasts: Some(Duration::from_secs(60)) })
        };
        assert!(names.came(&carrier, both(["192.0.2.1:5060", "192.0.2.2:5060"]), now));
        assert!(!names.came(&carrier, both(["192.0.2.2:5060", "192.0.2.1:5060"]), now));
        assert_eq!(address(&names, &carrier), ["192.0.2.1:5060", "192.0.2.2:5060"]);
        assert!(names.came(&carrier, located("192.0.2.2:5060", 60), now));
    }

    #[test]
    fn an_address_is_known_at_once_and_for_ever() {
        let (names, now) = (Names::default(), Instant::now());
        let fixed = host("192.0.2.9");
        assert!(!names.want(&HashSet::from([fixed.clone()]), now));
        assert_eq!((address(&names, &fixed), names.next_due()), (vec!["192.0.2.9:5060".to_owned()], None));
        names.doubt(&fixed, now);
        assert!(names.due(now + Duration::from_secs(1_000_000)).is_empty());
        names.want(&HashSet::new(), now);
        assert!(names.of(&fixed).0.is_empty(), "nobody wants it any more");
    }

    #[test]
    fn a_host_where_nobody_answers_is_asked_for_before_its_time_but_not_without_end() {
        let (names, now) = (Names::default(), Instant::now());
        let carrier = host("carrier.example");
        names.want(&HashSet::from([carrier.clone()]), now);
        names.due(now);
        names.came(&carrier, located("192.0.2.1:5060", 3_600), now);
        names.doubt(&carrier, now + Duration::from_secs(1));
        assert_eq!(names.next_due(), Some(now + RETRY));
        let later = now + Duration::from_secs(100);
        names.doubt(&carrier, later);
        assert_eq!(names.next_due(), Some(now + RETRY));
    }
}
