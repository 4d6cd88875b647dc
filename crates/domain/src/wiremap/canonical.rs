//! One spelling for what switches and administrators call one thing (docs/rules.md, "Match order").
//!
//! A chassis and a port come from two sides: as the switch announces them by LLDP (IEEE 802.1AB), which is read by
//! our own parser, by lldpd or by NetworkManager; and as administrators paste them out of a switch's command line.
//! Both are brought into the form that this module gives before they are compared.

use std::net::IpAddr;

use crate::mac::MacAddr;

/// A family of port names: the short form, the names in full, and short forms of other makers.
///
/// As on a command line, any beginning of a full name counts that is as long as the short form. Of several families that
/// a beginning fits, the first counts. Names are in lower case without hyphens.
struct Family {
    short: &'static str,
    full: &'static [&'static str],
    others: &'static [&'static str],
}

const FAMILIES: [Family; 16] = [
    family("Fa", &["fastethernet"], &["fe"]),
    family("Gi", &["gigabitethernet", "gigethernet", "gige"], &["ge"]),
    family("Twe", &["twentyfivegigabitethernet", "twentyfivegige"], &["wge"]),
    family("Tw", &["twogigabitethernet"], &[]),
    family("Te", &["tengigabitethernet", "tengige", "tengigethernet"], &["xge", "xgigabitethernet"]),
    family("Fif", &["fiftygigabitethernet", "fiftygige"], &[]),
    family("Fi", &["fivegigabitethernet", "fivegige"], &[]),
    family("Fou", &["fourhundredgigabitethernet", "fourhundredgige"], &["fh"]),
    family("Fo", &["fortygigabitethernet", "fortygige"], &["fge"]),
    family("Hu", &["hundredgigabitethernet", "hundredgige"], &["hge"]),
    family("TwoH", &["twohundredgigabitethernet", "twohundredgige"], &["th"]),
    family("Ap", &["appgigabitethernet"], &[]),
    family("Vl", &["vlan"], &[]),
    family("Ma", &["management"], &[]),
    // No beginnings of these full names: "ether1" and "port 1" are names of their own.
    family("Eth", &[], &["et", "ethernet"]),
    family("Po", &[], &["portchannel"]),
];

const fn family(
    short: &'static str,
    full: &'static [&'static str],
    others: &'static [&'static str],
) -> Family {
    Family { short, full, others }
}

/// The canonical spelling of a chassis ID: a MAC address as six lower-case pairs, an IP address as it is usually written,
/// any other name in lower case with single blanks. A word before it that tells its kind, as lldpd writes, is dropped.
#[must_use]
pub fn chassis(text: &str) -> String {
    let name = without_kind(text);
    address(&name).unwrap_or(name)
}

/// The canonical spelling of a port ID: addresses as in [`chassis`]; names of interfaces in the short form that most
/// switches announce (`Gi1/0/3` for `GigabitEthernet1/0/3`, `gi 1/0/03` and `GE1/0/3`); any other name, such as
/// `ge-0/0/1` or `1:12`, in lower case with single blanks, and none between a word and its number.
#[must_use]
pub fn port(text: &str) -> String {
    let name = without_kind(text);
    let joined = joined(&name);
    address(&name).or_else(|| interface(&name, false)).or_else(|| address(&joined)).unwrap_or(joined)
}

/// The canonical spelling of what the ports of a range begin with, so that a number of the range behind it makes the
/// canonical spelling of that port.
#[must_use]
pub fn port_prefix(text: &str) -> String {
    let name = without_kind(text);
    let spaced = name.ends_with(|c: char| c.is_ascii_digit()) && text.ends_with(char::is_whitespace);
    match interface(&name, true) {
        Some(name) => name,
        None if spaced => joined(&name) + " ",
        None => joined(&name),
    }
}

/// The address that a name is, if it is one.
fn address(name: &str) -> Option<String> {
    let bare = ["mac ", "ip "].iter().find_map(|kind| name.strip_prefix(kind)).unwrap_or(name);
    let mac = bare.parse::<MacAddr>().ok().map(|mac| mac.to_string());
    mac.or_else(|| bare.parse::<IpAddr>().ok().map(|ip| ip.to_canonical().to_string()))
}

/// In lower case with single blanks, without the words by which lldpd tells the kind of a name.
fn without_kind(text: &str) -> String {
    let lower = text.to_lowercase();
    let mut words: Vec<&str> = lower.split_whitespace().collect();
    while let [kind, _, ..] = words[..]
        && matches!(kind, "ifname" | "ifalias" | "local")
    {
        words.remove(0);
    }
    words.join(" ")
}

/// The short form of an interface's name, where it is one; `is_open` where a number is still to follow.
fn interface(name: &str, is_open: bool) -> Option<String> {
    let at = name.find(|c: char| c.is_ascii_digit()).unwrap_or(name.len());
    let (word, numbers) = name.split_at(at);
    let word = word.trim_end();
    let short = if word.is_empty() { "" } else { short_form(word)? };
    Some(short.to_owned() + &plain_numbers(numbers, short.is_empty(), is_open)?)
}

fn short_form(word: &str) -> Option<&'static str> {
    if !word.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let letters = word.replace(['-', ' '], "");
    let fits = |family: &&Family| {
        let short = family.short.to_ascii_lowercase();
        letters == short
            || family.others.contains(&letters.as_str())
            || letters.starts_with(&short) && family.full.iter().any(|full| full.starts_with(&letters))
    };
    FAMILIES.iter().find(fits).map(|family| family.short)
}

/// Numbers with `/`, `.` or `:` between them, without zeros before them; none where there is anything else. What has no word
/// before it must have a separator other than `:`, so that it is neither a serial number nor an address.
fn plain_numbers(text: &str, is_bare: bool, is_open: bool) -> Option<String> {
    const LONGEST: usize = 9;
    let separator = if is_bare { &['/', '.'][..] } else { &['/', '.', ':'][..] };
    if is_bare && !text.contains(separator) || text.contains(':') && !text.contains('/') {
        return None;
    }
    let numbers: Vec<&str> = text.split(separator).map(str::trim).collect();
    let last = numbers.len().checked_sub(1)?;
    let mut plain = String::new();
    let mut separators = text.chars().filter(|c| separator.contains(c));
    for (at, number) in numbers.into_iter().enumerate() {
        let is_open = is_open && at == last;
        let is_number = number.len() <= LONGEST && number.bytes().all(|b| b.is_ascii_digit());
        if !is_number || number.is_empty() && !is_open {
            return None;
        }
        let digits = number.trim_start_matches('0');
        plain.push_str(if digits.is_empty() && !is_open { "0" } else { digits });
        plain.extend(separators.next());
    }
    Some(plain)
}

/// Without a blank between a word and its number: "Port 7" is "port7".
fn joined(name: &str) -> String {
    let mut joined = String::with_capacity(name.len());
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        let after_word = joined.ends_with(char::is_alphabetic);
        if c != ' ' || !after_word || !chars.peek().is_some_and(char::is_ascii_digit) {
            joined.push(c);
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("00:24:39:5d:bb:02")]
    #[case("00-24-39-5D-BB-02")]
    #[case("00:24:39:5D:BB:02")]
    #[case("0024395dbb02")]
    #[case("0024395DBB02")]
    #[case("0024.395d.bb02")]
    #[case("0024.395D.BB02")]
    #[case("0024-395d-bb02")]
    #[case("0024:395d:bb02")]
    #[case("002439-5dbb02")]
    #[case("002439:5dbb02")]
    #[case("00 24 39 5d bb 02")]
    #[case("0:24:39:5d:bb:2")]
    #[case("0x0024395dbb02")]
    #[case("  00-24-39-5d-bb-02\t")]
    #[case("mac 00:24:39:5d:bb:02")]
    fn a_mac_address_has_one_spelling(#[case] text: &str) {
        assert_eq!(chassis(text), "00:24:39:5d:bb:02");
        assert_eq!(port(text), "00:24:39:5d:bb:02");
    }

    #[rstest]
    #[case("SW-Access-3.Example.COM", "sw-access-3.example.com")]
    #[case("  Core   Switch 1 ", "core switch 1")]
    #[case("local Closet 4", "closet 4")]
    #[case("local", "local")]
    #[case("192.0.2.7", "192.0.2.7")]
    #[case("ip 192.0.2.7", "192.0.2.7")]
    #[case("2001:0DB8:0:0::1", "2001:db8::1")]
    #[case("ip", "ip")]
    #[case("macintosh 1", "macintosh 1")]
    fn other_chassis_keep_their_name(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(chassis(text), expected);
    }

    #[rstest]
    #[case::cisco("Gi1/0/3", &["gi1/0/3", "GI1/0/3", "GigabitEthernet1/0/3", "gigabitethernet 1/0/3", "GigE1/0/3", "Gig 1/0/3",
        "gigab1/0/3", "Gi 1/0/3", "GigabitEthernet1/0/03", "GE1/0/3", "ifname Gi1/0/3", "GigEthernet1/0/3"])]
    #[case::fast("Fa0/1", &["FastEthernet0/1", "fa0/1", "Fas0/1", "Fast 0/1"])]
    #[case::two("Tw1/0/1", &["TwoGigabitEthernet1/0/1", "tw1/0/1", "TwoGig1/0/1"])]
    #[case::five("Fi1/0/1", &["FiveGigabitEthernet1/0/1", "fi1/0/1"])]
    #[case::ten("Te1/1/4", &["TenGigabitEthernet1/1/4", "TenGigE1/1/4", "te1/1/4", "Ten-GigabitEthernet1/1/4", "XGE1/1/4",
        "XGigabitEthernet1/1/4", "TenGig 1/1/4"])]
    #[case::twenty_five("Twe1/1/1", &["TwentyFiveGigE1/1/1", "twe1/1/1", "Twenty-FiveGigE1/1/1", "TwentyFive1/1/1"])]
    #[case::forty("Fo1/1/1", &["FortyGigabitEthernet1/1/1", "FortyGigE1/1/1", "FGE1/1/1"])]
    #[case::fifty("Fif1/1/1", &["FiftyGigE1/1/1"])]
    #[case::hundred("Hu0/0/0/1", &["HundredGigE0/0/0/1", "HundredGigabitEthernet0/0/0/1", "hu0/0/0/1"])]
    #[case::nexus("Eth1/12", &["Ethernet1/12", "eth1/12", "Et1/12", "Ethernet 1/12"])]
    #[case::breakout("Eth1/1:2", &["Ethernet1/1:2", "eth1/1:2"])]
    #[case::subinterface("Gi1/0/3.100", &["GigabitEthernet1/0/3.100"])]
    #[case::channel("Po12", &["port-channel12", "Port-channel 12", "po12"])]
    #[case::juniper("ge-0/0/1", &["GE-0/0/1", " ge-0/0/1 "])]
    #[case::juniper_ten("xe-0/0/1", &["XE-0/0/1"])]
    #[case::juniper_et("et-0/0/1", &["ET-0/0/1"])]
    #[case::aruba("1/1/12", &["1/1/12", "01/1/12", "1/1/012"])]
    #[case::extreme("1:12", &[" 1:12"])]
    #[case::procurve("a12", &["A12"])]
    #[case::number("12", &["12 "])]
    #[case::words("port7", &["Port 7", "port  7", "PORT7"])]
    #[case::mikrotik("ether1", &["Ether1"])]
    #[case::linux("swp1s0", &["SWP1S0"])]
    fn a_port_has_one_spelling(#[case] expected: &str, #[case] spellings: &[&str]) {
        for text in spellings.iter().chain([&expected]) {
            assert_eq!(port(text), expected, "{text}");
        }
    }

    #[rstest]
    #[case("Gi1/0/", "Gi1/0/")]
    #[case("GigabitEthernet 1/0/", "Gi1/0/")]
    #[case("gi", "Gi")]
    #[case("gi1/0/1", "Gi1/0/1")]
    #[case("gi1/0/0", "Gi1/0/")]
    #[case("ge-0/0/", "ge-0/0/")]
    #[case("1/1/", "1/1/")]
    #[case("1:", "1:")]
    #[case("Port ", "port")]
    #[case("Port", "port")]
    #[case("Unit 1 ", "unit1 ")]
    #[case("A", "a")]
    #[case("", "")]
    fn a_range_begins_as_its_ports_do(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(port_prefix(text), expected);
    }

    #[test]
    fn no_two_families_are_one() {
        let mut seen = std::collections::HashSet::new();
        for family in FAMILIES {
            for name in family.full.iter().chain(family.others).chain([&family.short]) {
                let short = short_form(&name.to_ascii_lowercase());
                assert_eq!(short, Some(family.short), "{name}");
            }
            assert!(seen.insert(family.short.to_ascii_lowercase()));
        }
    }

    /// Names as switches have them, in parts: the family's spellings, and numbers.
    const SPELLINGS: &[&[&str]] = &[
        &["Gi", "gi", "GigabitEthernet", "GIGE", "gigabitethernet ", "Gi ", "ge"],
        &["Te", "TenGigabitEthernet", "tengige ", "XGE", "Ten-GigabitEthernet"],
        &["Fa", "FastEthernet", "fa "],
        &["Eth", "Ethernet", "et", "ethernet "],
        &["ge-", "GE-", "Ge-"],
        &["xe-", "XE-"],
        &["Port", "port ", "PORT  "],
        &["", " "],
    ];

    fn numbers() -> impl Strategy<Value = Vec<u16>> {
        proptest::collection::vec(0_u16..60, 2..4)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn the_canonical_form_of_any_text_is_its_own(text in r"(?i)[ \t0-9a-fgihtem.:/x-]{0,16}|\PC{0,20}") {
            for canonical in [chassis, port, port_prefix] {
                let once = canonical(&text);
                prop_assert_eq!(canonical(&once), once.clone());
                prop_assert_eq!(canonical(&format!(" {text}")), once);
            }
        }

        #[test]
        fn spellings_of_one_port_are_one_and_of_two_are_two(
            family in 0..SPELLINGS.len(), other in 0..SPELLINGS.len(),
            first in any::<prop::sample::Index>(), second in any::<prop::sample::Index>(),
            numbers in numbers(), others in numbers(),
        ) {
            let spelt = |family: usize, which: prop::sample::Index, numbers: &[u16]| {
                let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
                port(&format!("{}{}", which.get(SPELLINGS[family]), numbers.join("/")))
            };
            let same = family == other && numbers == others;
            prop_assert_eq!(spelt(family, first, &numbers), spelt(family, second, &numbers));
            prop_assert_eq!(spelt(family, first, &numbers) == spelt(other, second, &others), same);
        }

        #[test]
        fn a_number_behind_the_beginning_of_a_range_makes_its_port(
            family in 0..SPELLINGS.len(), which in any::<prop::sample::Index>(), slot in 0_u16..60, number in 0_u32..200,
        ) {
            let begins = format!("{}{slot}/", which.get(SPELLINGS[family]));
            prop_assert_eq!(format!("{}{number}", port_prefix(&begins)), port(&format!("{begins}{number}")));
        }
    }
}
