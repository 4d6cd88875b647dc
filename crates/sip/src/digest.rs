//! Digest authentication (RFC 7616, RFC 8760): our own nonces, their counts, and the answers of our trunks.

use crate::text::{quote, split_list, unquote};
use crate::uri::{Scheme, Uri};
use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::fmt;
use std::time::{Duration, Instant};

/// How long a nonce may be used; after it the phone is told `stale` and takes another without asking its user.
const NONCE_LIFE: Duration = Duration::from_secs(300);
/// How soon a phone answers a challenge that it has just got.
const AT_ONCE: Duration = Duration::from_secs(4);
/// Nonces that are remembered before the older half is forgotten; twice as many are at a time.
const MAX_NONCES: usize = 100_000;

/// The hash functions, the better one first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// SHA-256 (RFC 8760).
    Sha256,
    /// MD5 (RFC 2617): all that many desk phones know.
    Md5,
}

impl Algorithm {
    fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA-256",
            Self::Md5 => "MD5",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        if name.is_empty() || name.eq_ignore_ascii_case("MD5") {
            Some(Self::Md5)
        } else if name.eq_ignore_ascii_case("SHA-256") {
            Some(Self::Sha256)
        } else {
            None
        }
    }

    fn hash(self, text: &str) -> String {
        match self {
            Self::Sha256 => hex(&Sha256::digest(text.as_bytes())),
            Self::Md5 => hex(&Md5::digest(text.as_bytes())),
        }
    }
}

/// What the engine knows of a password: its hashes with user and realm (HA1), never the password itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    md5: String,
    sha256: String,
}

impl Secret {
    /// From the hashes, each in lower-case hexadecimal: of `user:realm:password`.
    pub fn from_hashes(md5: impl Into<String>, sha256: impl Into<String>) -> Self {
        Self { md5: md5.into(), sha256: sha256.into() }
    }

    /// Hashes a password; to be called where the password is made or typed, and nowhere else.
    pub fn hash(user: &str, realm: &str, password: &str) -> Self {
        let text = format!("{user}:{realm}:{password}");
        Self { md5: Algorithm::Md5.hash(&text), sha256: Algorithm::Sha256.hash(&text) }
    }

    /// The hash with MD5, to be stored.
    pub fn md5(&self) -> &str {
        &self.md5
    }

    /// The hash with SHA-256, to be stored.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    fn of(&self, algorithm: Algorithm) -> &str {
        match algorithm {
            Algorithm::Md5 => &self.md5,
            Algorithm::Sha256 => &self.sha256,
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// How an attempt to authenticate went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The user is who they say.
    Proven,
    /// The password is right, the nonce is not (any more): challenge again, the phone answers by itself.
    Stale,
    /// Wrong, malformed, or a replay.
    Wrong,
}

/// An answer to a challenge, as a phone wrote it.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    fields: HashMap<String, String>,
}

impl Answer {
    /// Reads an `Authorization` value; `None` for another scheme than Digest.
    pub fn parse(value: &str) -> Option<Self> {
        let (scheme, rest) = value.trim().split_once([' ', '\t'])?;
        if !scheme.eq_ignore_ascii_case("Digest") {
            return None;
        }
        let fields = split_list(rest)
            .filter_map(|item| item.split_once('='))
            .map(|(name, value)| (name.trim().to_ascii_lowercase(), unquote(value)))
            .collect();
        Some(Self { fields })
    }

    /// A field, empty where it is missing.
    pub fn get(&self, name: &str) -> &str {
        self.fields.get(name).map(String::as_str).unwrap_or_default()
    }
}

/// A window over the counts that a nonce was used with: each counts once, in whatever order datagrams arrive.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    highest: u32,
    seen: u64,
}

impl Counts {
    fn take(&mut self, count: u32) -> bool {
        if count == 0 {
            return false;
        }
        if count > self.highest {
            let step = count - self.highest;
            self.seen = if step < 64 { self.seen << step | 1 } else { 1 };
            self.highest = count;
            return true;
        }
        let back = self.highest - count;
        if back >= 64 || self.seen & (1 << back) != 0 {
            return false;
        }
        self.seen |= 1 << back;
        true
    }
}

/// Makes nonces and judges answers to them.
pub struct Authenticator {
    realm: String,
    key: [u8; 32],
    start: Instant,
    used: Used,
}

/// The nonces that were used, in two generations. With the older one its nonces die: what is forgotten is never taken
/// again, however many calls there are.
struct Used {
    young: HashMap<u64, Counts>,
    old: HashMap<u64, Counts>,
    young_since: Instant,
    /// What was made before is stale.
    old_since: Instant,
    /// As many make a generation.
    most: usize,
}

impl Used {
    fn counts(&mut self, number: u64) -> &mut Counts {
        match self.old.get_mut(&number) {
            Some(counts) => counts,
            None => self.young.entry(number).or_default(),
        }
    }

    fn knows(&self, number: u64) -> bool {
        self.old.contains_key(&number) || self.young.contains_key(&number)
    }

    fn grow_old(&mut self, now: Instant) {
        let due = now.saturating_duration_since(self.young_since) >= NONCE_LIFE;
        if due || self.young.len() >= self.most {
            self.old = std::mem::take(&mut self.young);
            self.old_since = std::mem::replace(&mut self.young_since, now);
        }
    }
}

impl Authenticator {
    /// One for a realm, whose nonces nobody can make who does not know the key.
    pub fn new(realm: &str, key: [u8; 32], now: Instant) -> Self {
        let used = Used {
            young: HashMap::new(),
            old: HashMap::new(),
            young_since: now,
            old_since: now,
            most: MAX_NONCES,
        };
        Self { realm: realm.to_owned(), key, start: now, used }
    }

    /// The challenges to send, one header value each: the better algorithm first (RFC 8760 section 2.4).
    pub fn challenge(&self, salt: u64, stale: bool, md5_only: bool, now: Instant) -> Vec<String> {
        let nonce = self.nonce(salt, now);
        let stale = if stale { ", stale=true" } else { "" };
        [Algorithm::Sha256, Algorithm::Md5]
            .into_iter()
            .filter(|algorithm| *algorithm == Algorithm::Md5 || !md5_only)
            .map(|algorithm| {
                format!(
                    "Digest realm={}, nonce=\"{nonce}\", algorithm={}, qop=\"auth\"{stale}",
                    quote(&self.realm),
                    algorithm.name()
                )
            })
            .collect()
    }

    fn nonce(&self, salt: u64, now: Instant) -> String {
        let age = now.saturating_duration_since(self.start).as_millis() as u64;
        let body = format!("{age:012x}{salt:016x}");
        let seal = self.seal(&body);
        body + &seal
    }

    fn seal(&self, body: &str) -> String {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key) else {
            return String::new();
        };
        mac.update(body.as_bytes());
        hex(mac.finalize().into_bytes().get(..12).unwrap_or_default())
    }

    /// When a nonce of ours was made, and its number; `None` for one that is not ours.
    fn made(&self, nonce: &str) -> Option<(Instant, u64)> {
        if nonce.len() != 52 || !nonce.is_ascii() {
            return None;
        }
        let (body, seal) = nonce.split_at(28);
        if !same(&self.seal(body), seal) {
            return None;
        }
        let (age, number) = body.split_at(12);
        let made = self.start + Duration::from_millis(u64::from_str_radix(age, 16).ok()?);
        Some((made, u64::from_str_radix(number, 16).ok()?))
    }

    /// Judges an answer to a request with this method and Request-URI.
    pub fn judge(
        &mut self,
        answer: &Answer,
        secret: &Secret,
        (method, uri): (&str, &str),
        now: Instant,
    ) -> Verdict {
        let Some(algorithm) = Algorithm::parse(answer.get("algorithm")) else {
            return Verdict::Wrong;
        };
        if !is_for(answer.get("uri"), uri) {
            return Verdict::Wrong;
        }
        if answer.get("realm") != self.realm || !answer.get("qop").eq_ignore_ascii_case("auth") {
            return Verdict::Wrong;
        }
        let count = answer.get("nc");
        let Some(use_number) = (count.len() == 8).then(|| u32::from_str_radix(count, 16).ok()).flatten()
        else {
            return Verdict::Wrong;
        };
        let expected = response(algorithm, secret.of(algorithm), method, answer.get("uri"), answer);
        if !same(&expected, &answer.get("response").to_ascii_lowercase()) {
            return Verdict::Wrong;
        }
        self.used.grow_old(now);
        let Some(number) = self.good(answer, NONCE_LIFE, now) else { return Verdict::Stale };
        // A count that was seen is a replay: it gets a fresh challenge, which only who knows the password can answer.
        if self.used.counts(number).take(use_number) { Verdict::Proven } else { Verdict::Stale }
    }

    /// Whether this may be the answer to a challenge that was just given: once for each, whether it proves anything or not.
    pub fn awaited(&mut self, answer: &Answer, now: Instant) -> bool {
        self.used.grow_old(now);
        let number = self.good(answer, AT_ONCE, now).filter(|number| !self.used.knows(*number));
        if let Some(number) = number {
            self.used.counts(number);
        }
        number.is_some()
    }

    /// The number of a nonce that is ours and not too old.
    fn good(&self, answer: &Answer, life: Duration, now: Instant) -> Option<u64> {
        let (made, number) = self.made(answer.get("nonce"))?;
        // A nonce says when it was made in whole milliseconds.
        let forgotten = made + Duration::from_millis(1) <= self.used.old_since;
        (now.saturating_duration_since(made) < life && !forgotten).then_some(number)
    }
}

fn response(algorithm: Algorithm, ha1: &str, method: &str, uri: &str, answer: &Answer) -> String {
    let ha2 = algorithm.hash(&format!("{method}:{uri}"));
    let (nonce, count, own, qop) =
        (answer.get("nonce"), answer.get("nc"), answer.get("cnonce"), answer.get("qop"));
    if qop.is_empty() {
        algorithm.hash(&format!("{ha1}:{nonce}:{ha2}"))
    } else {
        algorithm.hash(&format!("{ha1}:{nonce}:{count}:{own}:{qop}:{ha2}"))
    }
}

/// Answers somebody else's challenges: the `Authorization` value for the best one that we can.
pub fn answer<'a>(
    challenges: impl Iterator<Item = &'a str>,
    user: &str,
    password: &str,
    method: &str,
    uri: &str,
    own: u64,
) -> Option<String> {
    let challenges: Vec<Answer> = challenges.filter_map(Answer::parse).collect();
    let pick = |wanted| challenges.iter().find(|c| Algorithm::parse(c.get("algorithm")) == Some(wanted));
    let (algorithm, challenge) = pick(Algorithm::Sha256)
        .map(|c| (Algorithm::Sha256, c))
        .or_else(|| pick(Algorithm::Md5).map(|c| (Algorithm::Md5, c)))?;
    let realm = challenge.get("realm");
    let ha1 = algorithm.hash(&format!("{user}:{realm}:{password}"));
    let mut fields = Answer::default();
    let with_qop = challenge.get("qop").split(',').any(|q| q.trim().eq_ignore_ascii_case("auth"));
    fields.fields.insert("nonce".into(), challenge.get("nonce").into());
    if with_qop {
        fields.fields.insert("nc".into(), "00000001".into());
        fields.fields.insert("cnonce".into(), format!("{own:016x}"));
        fields.fields.insert("qop".into(), "auth".into());
    }
    let response = response(algorithm, &ha1, method, uri, &fields);
    let mut value = format!(
        "Digest username={}, realm={}, nonce={}, uri={}, response=\"{response}\", algorithm={}",
        quote(user),
        quote(realm),
        quote(challenge.get("nonce")),
        quote(uri),
        algorithm.name()
    );
    if with_qop {
        value += &format!(", qop=auth, nc=00000001, cnonce=\"{own:016x}\"");
    }
    if !challenge.get("opaque").is_empty() {
        value += &format!(", opaque={}", quote(challenge.get("opaque")));
    }
    Some(value)
}

/// Whether a challenge only says that the nonce was used up, and not that the proof was wrong (RFC 7616 section 3.3).
pub fn is_stale<'a>(mut challenges: impl Iterator<Item = &'a str>) -> bool {
    challenges.any(|challenge| {
        Answer::parse(challenge).is_some_and(|challenge| challenge.get("stale").eq_ignore_ascii_case("true"))
    })
}

/// Whether what a proof was made for is what is asked for (RFC 7616 section 3.4.6). Who is asked for has to be the same. Hosts on
/// the way may have written another host or other parameters, and of an address that names the server alone nothing else follows.
fn is_for(proven: &str, asked: &str) -> bool {
    if proven == asked {
        return true;
    }
    match (Uri::parse(proven), Uri::parse(asked)) {
        (Ok(proven), Ok(asked)) if proven.scheme == asked.scheme => {
            proven.user == asked.user || proven.scheme == Scheme::Sip && proven.user.is_empty()
        }
        _ => false,
    }
}

fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}

/// Compares without telling by its time how much was right.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |acc, (a, b)| acc | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    fn authenticator(now: Instant) -> Authenticator {
        Authenticator::new("example.org", [7; 32], now)
    }

    fn answered(auth: &Authenticator, algorithm: Algorithm, count: u32, now: Instant) -> Answer {
        let challenges = auth.challenge(1, false, false, now);
        let challenge = challenges.iter().find(|c| c.contains(algorithm.name())).unwrap();
        let nonce = Answer::parse(challenge).unwrap().get("nonce").to_owned();
        with_nonce(&nonce, algorithm, count)
    }

    fn with_nonce(nonce: &str, algorithm: Algorithm, count: u32) -> Answer {
        let mut a = Answer::default();
        for (name, value) in [
            ("username", "alice"),
            ("realm", "example.org"),
            ("nonce", nonce),
            ("uri", "sip:example.org"),
            ("qop", "auth"),
            ("cnonce", "abc"),
            ("algorithm", algorithm.name()),
            ("nc", &format!("{count:08x}")),
        ] {
            a.fields.insert(name.into(), value.into());
        }
        let secret = Secret::hash("alice", "example.org", "pass");
        let r = response(algorithm, secret.of(algorithm), "REGISTER", "sip:example.org", &a);
        a.fields.insert("response".into(), r);
        a
    }

    #[test]
    fn the_examples_of_rfc_7616_come_out() {
        let fields = |algorithm: &str| {
            let mut a = Answer::default();
            for (n, v) in [
                ("nonce", "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"),
                ("nc", "00000001"),
                ("cnonce", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"),
                ("qop", "auth"),
                ("algorithm", algorithm),
            ] {
                a.fields.insert(n.into(), v.into());
            }
            a
        };
        let secret = Secret::hash("Mufasa", "http-auth@example.org", "Circle of Life");
        let uri = "/dir/index.html";
        assert_eq!(
            response(Algorithm::Md5, secret.of(Algorithm::Md5), "GET", uri, &fields("MD5")),
            "8ca523f5e9506fed4657c9700eebdbec"
        );
        assert_eq!(
            response(Algorithm::Sha256, secret.of(Algorithm::Sha256), "GET", uri, &fields("SHA-256")),
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
        );
    }

    #[test]
    fn each_count_of_a_nonce_counts_once_in_any_order_and_beyond_nine() {
        let now = Instant::now();
        let mut auth = authenticator(now);
        let secret = Secret::hash("alice", "example.org", "pass");
        let first = answered(&auth, Algorithm::Sha256, 1, now);
        let nonce = first.get("nonce").to_owned();
        for (count, expected) in [
            (1, Verdict::Proven),
            (1, Verdict::Stale),
            (0x0a, Verdict::Proven),
            (3, Verdict::Proven),
            (3, Verdict::Stale),
            (0x0b, Verdict::Proven),
            (0x200, Verdict::Proven),
            (0x0c, Verdict::Stale),
            (0, Verdict::Stale),
        ] {
            let answer = with_nonce(&nonce, Algorithm::Sha256, count);
            assert_eq!(
                auth.judge(&answer, &secret, ("REGISTER", "sip:example.org"), now),
                expected,
                "count {count:x}"
            );
        }
    }

    #[test]
    fn a_nonce_of_somebody_else_or_of_long_ago_is_stale_and_a_wrong_password_is_wrong() {
        let now = Instant::now();
        let mut auth = authenticator(now);
        let secret = Secret::hash("alice", "example.org", "pass");
        let old = answered(&auth, Algorithm::Md5, 1, now);
        let later = now + NONCE_LIFE;
        assert_eq!(auth.judge(&old, &secret, ("REGISTER", "sip:example.org"), later), Verdict::Stale);
        let forged = with_nonce(&"0".repeat(52), Algorithm::Md5, 1);
        assert_eq!(auth.judge(&forged, &secret, ("REGISTER", "sip:example.org"), now), Verdict::Stale);
        let other = Secret::hash("alice", "example.org", "other");
        assert_eq!(auth.judge(&old, &other, ("REGISTER", "sip:example.org"), now), Verdict::Wrong);
        assert_eq!(auth.judge(&old, &secret, ("INVITE", "sip:example.org"), now), Verdict::Wrong);
    }

    #[test]
    fn however_many_phones_prove_themselves_none_is_refused_and_no_proof_is_taken_twice() {
        let start = Instant::now();
        let mut auth = authenticator(start);
        let secret = Secret::hash("alice", "example.org", "pass");
        let mut early = Vec::new();
        auth.used.most = 1_000;
        let calls = 2_010;
        for number in 0..calls {
            // A thousand a second, for longer than they are remembered.
            let now = start + Duration::from_millis(number);
            let challenge = auth.challenge(number, false, true, now);
            let nonce = Answer::parse(&challenge[0]).unwrap().get("nonce").to_owned();
            let answer = with_nonce(&nonce, Algorithm::Md5, 1);
            assert_eq!(
                auth.judge(&answer, &secret, ("REGISTER", "sip:example.org"), now),
                Verdict::Proven,
                "call {number}"
            );
            if number % 100 == 0 {
                early.push(answer);
            }
        }
        assert!(auth.used.young.len() + auth.used.old.len() <= 2_000);
        let now = start + Duration::from_millis(calls);
        for answer in early {
            assert_eq!(auth.judge(&answer, &secret, ("REGISTER", "sip:example.org"), now), Verdict::Stale);
        }
    }

    #[test]
    fn an_answer_is_awaited_once_and_at_once() {
        let now = Instant::now();
        let mut auth = authenticator(now);
        let secret = Secret::hash("alice", "example.org", "pass");
        let answer = answered(&auth, Algorithm::Md5, 1, now);
        assert!(!auth.awaited(&answer, now + AT_ONCE), "too late");
        assert!(auth.awaited(&answer, now));
        assert!(!auth.awaited(&answer, now), "a second time");
        assert_eq!(
            auth.judge(&answer, &secret, ("REGISTER", "sip:example.org"), now),
            Verdict::Proven,
            "it is still good"
        );
        let proven = with_nonce(answer.get("nonce"), Algorithm::Md5, 2);
        assert!(!auth.awaited(&proven, now), "used already");
        assert!(!auth.awaited(&with_nonce(&"0".repeat(52), Algorithm::Md5, 1), now), "not ours");
    }

    #[test]
    fn our_own_answers_satisfy_our_own_challenges() {
        let now = Instant::now();
        let mut auth = authenticator(now);
        let challenges = auth.challenge(9, false, false, now);
        let secret = Secret::hash("trunk", "example.org", "p\"w");
        let value =
            answer(challenges.iter().map(String::as_str), "trunk", "p\"w", "INVITE", "sip:1@example.org", 5)
                .unwrap();
        assert!(value.contains("SHA-256"), "the better algorithm is taken: {value}");
        let answer = Answer::parse(&value).unwrap();
        assert_eq!(
            auth.judge(&answer, &secret, ("INVITE", "sip:2@example.org"), now),
            Verdict::Wrong,
            "a proof for another number"
        );
        assert_eq!(
            auth.judge(&answer, &secret, ("INVITE", "sip:1@example.org:5060;transport=tcp"), now),
            Verdict::Proven
        );
    }

    #[test]
    fn hashes_do_not_show_in_debug_output() {
        let secret = Secret::hash("a", "b", "c");
        assert!(!format!("{secret:?}").contains(secret.md5()));
    }
}
