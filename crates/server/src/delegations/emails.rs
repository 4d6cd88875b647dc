//! Mail about delegations: to both sides except who acted, each once; for a common area phone to the administrators of
//! its site.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use roamline_domain::delegation::{DelegateId, Notice};
use roamline_domain::ids::{DelegationId, SiteId, UserId};
use roamline_store::delegations::DelegationRow;
use roamline_store::{StoreError, users};

use super::context::DelegationContext;
use super::text;
use crate::database::Tx;

/// Mails of one batch.
#[derive(Debug)]
pub(super) struct Letters {
    public_url: String,
    news: Vec<News>,
    locks: Vec<(UserId, bool)>,
}

#[derive(Debug)]
struct News {
    id: DelegationId,
    notice: Notice,
    delegator: UserId,
    delegator_name: String,
    delegate: DelegateId,
    delegate_name: String,
    /// Where the administrators of a common area phone are.
    phone_site: Option<SiteId>,
    terms: String,
    reasons: String,
}

/// As what somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reader {
    Delegator,
    Delegate,
    PhoneAdministrator,
}

/// News of the same rank go into one mail.
fn rank(notice: Notice) -> u8 {
    match notice {
        Notice::Invited => 0,
        Notice::Assigned => 1,
        Notice::Accepted => 2,
        Notice::Declined => 3,
        Notice::Withdrawn => 4,
        Notice::Changed => 5,
        Notice::Ended => 6,
        Notice::Expired => 7,
        Notice::Suspended => 8,
        Notice::Resumed => 9,
    }
}

impl Letters {
    pub(super) fn new(public_url: &str) -> Self {
        Self { public_url: public_url.to_owned(), news: Vec::new(), locks: Vec::new() }
    }

    pub(super) fn tell(&mut self, around: &DelegationContext, row: &DelegationRow, notice: Notice) {
        let delegation = &row.delegation;
        let phone_site = match delegation.delegate {
            DelegateId::Phone(_) => around.party(delegation.delegate).map(|party| party.site),
            DelegateId::User(_) => None,
        };
        self.news.push(News {
            id: delegation.id,
            notice,
            delegator: delegation.delegator,
            delegator_name: around.name(DelegateId::User(delegation.delegator)).to_owned(),
            delegate: delegation.delegate,
            delegate_name: around.name(delegation.delegate).to_owned(),
            phone_site,
            terms: text::terms(&delegation.terms),
            reasons: delegation.suspended.as_ref().map(text::reasons).unwrap_or_default(),
        });
    }

    pub(super) fn tell_of_lock(&mut self, user: UserId, locked: bool) {
        self.locks.push((user, locked));
    }

    /// Whoever gets several of the same kind gets one mail that lists them.
    pub(super) async fn send(self, tx: &mut Tx) -> Result<(), StoreError> {
        self.send_to(tx, None).await
    }

    /// The same; for one of those whom it concerns only, where somebody is given.
    pub(super) async fn send_to(self, tx: &mut Tx, only: Option<UserId>) -> Result<(), StoreError> {
        if self.news.is_empty() && self.locks.is_empty() {
            return Ok(());
        }
        let actor = tx.actor();
        let mut administrators: HashMap<SiteId, Vec<UserId>> = HashMap::new();
        for site in self.news.iter().filter_map(|news| news.phone_site).collect::<BTreeSet<_>>() {
            let of_site = users::administrators_of(tx, site).await?;
            administrators.insert(site, of_site.into_iter().map(|user| user.id).collect());
        }
        let mut post: BTreeMap<(UserId, u8), Vec<(&News, Reader)>> = BTreeMap::new();
        for news in &self.news {
            for (user, reader) in news.readers(&administrators) {
                if Some(user) != actor && only.is_none_or(|only| only == user) {
                    post.entry((user, rank(news.notice))).or_default().push((news, reader));
                }
            }
        }
        let mut wanted: BTreeSet<UserId> = post.keys().map(|(user, _)| *user).collect();
        wanted.extend(self.locks.iter().map(|(user, _)| *user));
        wanted.extend(actor);
        let addresses = users::addresses(tx, &Vec::from_iter(wanted)).await?;
        let actor_name = actor.and_then(|user| addresses.get(&user)).map(|(name, _)| name.as_str());
        for ((user, _), news) in post {
            let Some((name, address)) = addresses.get(&user) else { continue };
            let (subject, body) = self.letter(name, actor_name, &news);
            tx.mail(address, &subject, &body).await?;
        }
        for (user, locked) in self.locks.iter().filter(|(user, _)| Some(*user) != actor) {
            let Some((name, address)) = addresses.get(user) else { continue };
            let (subject, body) = self.lock_letter(name, actor_name, *locked);
            tx.mail(address, &subject, &body).await?;
        }
        Ok(())
    }

    fn letter(&self, name: &str, actor: Option<&str>, news: &[(&News, Reader)]) -> (String, String) {
        let url = &self.public_url;
        if let [(one, reader)] = news {
            let said = one.sentence(actor, *reader);
            let mut body = format!("Hello {name},\n\n{said}.\n");
            if matches!(one.notice, Notice::Invited | Notice::Assigned | Notice::Changed) {
                body += &format!("\n    {}\n", one.terms);
            }
            if let Some(next) = one.next(*reader) {
                body += &format!("\n{next}\n");
            }
            body += &match (reader, one.delegate) {
                (Reader::PhoneAdministrator, DelegateId::Phone(phone)) => {
                    format!("\nThe phone: {url}/users/phones/{phone}\n")
                }
                _ => format!(
                    "\nIn Roamline on your computer: roamline://delegation/{}\nIn the browser: {url}/delegation/{}\n",
                    one.id, one.id
                ),
            };
            return (said, body);
        }
        let what = match news.first().map(|(one, _)| one.notice) {
            Some(Notice::Suspended) => "rest for now",
            Some(Notice::Resumed) => "go on",
            Some(Notice::Expired) => "came to their end",
            Some(Notice::Ended) => "were ended",
            _ => "changed",
        };
        let subject = format!("{} delegations {what}", news.len());
        let lines: Vec<_> = news.iter().map(|(one, reader)| one.sentence(actor, *reader)).collect();
        let body = format!(
            "Hello {name},\n\n{subject}:\n\n    {}\n\nIn the browser: {url}/delegation\n",
            lines.join("\n    ")
        );
        (subject, body)
    }

    fn lock_letter(&self, name: &str, actor: Option<&str>, locked: bool) -> (String, String) {
        let actor = actor.unwrap_or("An administrator");
        let (done, means) = if locked {
            ("locked", "You see them, but only an administrator changes them. Delegates keep what they have.")
        } else {
            ("unlocked", "You can change them again.")
        };
        let subject = format!("{actor} {done} your delegation settings");
        let url = &self.public_url;
        let body = format!("Hello {name},\n\n{subject}. {means}\n\nIn the browser: {url}/delegation\n");
        (subject, body)
    }
}

impl News {
    /// Each once: the delegator who administers the site of the phone is told as the delegator.
    fn readers(&self, administrators: &HashMap<SiteId, Vec<UserId>>) -> BTreeMap<UserId, Reader> {
        let mut readers = BTreeMap::new();
        let of_phone = self.phone_site.and_then(|site| administrators.get(&site)).into_iter().flatten();
        readers.extend(of_phone.map(|user| (*user, Reader::PhoneAdministrator)));
        if let DelegateId::User(user) = self.delegate {
            readers.insert(user, Reader::Delegate);
        }
        readers.insert(self.delegator, Reader::Delegator);
        readers
    }

    fn sentence(&self, actor: Option<&str>, reader: Reader) -> String {
        let actor = actor.unwrap_or("Somebody");
        let delegate = if reader == Reader::Delegate { "you" } else { &self.delegate_name };
        let lines = match reader {
            Reader::Delegator => "your lines".to_owned(),
            _ => format!("the lines of {}", self.delegator_name),
        };
        match self.notice {
            Notice::Invited => format!("{actor} asks {delegate} to act on {lines}"),
            Notice::Assigned => format!("{actor} had {delegate} act on {lines}"),
            Notice::Accepted => format!("{actor} accepted: {delegate} may act on {lines} now"),
            Notice::Declined => {
                format!("{actor} declined the request to act on {lines} ({})", self.delegate_name)
            }
            Notice::Withdrawn => format!("{actor} took back the request to act on {lines}"),
            Notice::Changed => format!("{actor} changed what {delegate} may do on {lines}"),
            Notice::Ended => format!("{actor} ended the delegation of {lines} to {delegate}"),
            Notice::Expired => format!("The delegation of {lines} to {delegate} came to its end, as planned"),
            Notice::Suspended => {
                format!("The delegation of {lines} to {delegate} is suspended, since {}", self.reasons)
            }
            Notice::Resumed => format!("The delegation of {lines} to {delegate} goes on"),
        }
    }

    fn next(&self, reader: Reader) -> Option<&'static str> {
        match (self.notice, reader) {
            (Notice::Invited, Reader::Delegate | Reader::PhoneAdministrator) => {
                Some("Please accept or decline.")
            }
            (Notice::Suspended, _) => Some("It goes on by itself once nothing is in the way."),
            _ => None,
        }
    }
}
