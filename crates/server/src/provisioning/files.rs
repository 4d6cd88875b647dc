//! Which file a telephone asks for. It says so by the file's name, and where that is the same with several makers, by the name that
//! it gives itself.

use roamline_domain::provisioning::PhoneMaker;

use super::{PhoneSettings, generic, grandstream, poly, yealink};

/// The first half of hardware addresses that Poly has, for telephones which do not say what they are.
const POLY: [&str; 3] = ["0004f2", "64167f", "482567"];

/// A file with settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum File {
    Yealink,
    /// Which names the next one, and has nothing in it that anybody may not know.
    PolyMaster,
    Poly,
    Grandstream,
    Json,
    Text,
}

impl File {
    /// What is asked for by this name, if any; none where the file has no settings: telephones ask for logos, licences, call lists
    /// and software of their maker as well.
    pub(crate) fn asked(name: Option<&str>, agent: &str, accept: &str) -> Option<Self> {
        let maker = maker(agent);
        let Some(name) = name.filter(|name| !name.is_empty()).map(str::to_ascii_lowercase) else {
            return Some(match maker {
                Some(PhoneMaker::Yealink) => Self::Yealink,
                Some(PhoneMaker::Poly) => Self::Poly,
                Some(PhoneMaker::Grandstream) => Self::Grandstream,
                Some(PhoneMaker::Other) | None => generic(accept),
            });
        };
        let stem = name.strip_suffix(".cfg");
        match stem {
            Some("000000000000") => return Some(Self::PolyMaster),
            _ if name == poly::SETTINGS_FILE => return Some(Self::Poly),
            Some(mac) if is_mac(mac) => {
                let is_poly = POLY.iter().any(|begin| mac.starts_with(begin));
                return Some(match maker {
                    Some(PhoneMaker::Poly) => Self::PolyMaster,
                    None if is_poly => Self::PolyMaster,
                    _ => Self::Yealink,
                });
            }
            Some(common) if common.strip_prefix('y').is_some_and(is_number) => return Some(Self::Yealink),
            _ => {}
        }
        if name.starts_with("cfg") && name.ends_with(".xml") {
            return Some(Self::Grandstream);
        }
        match (name.as_str(), maker) {
            ("settings.json", _) => Some(Self::Json),
            ("settings.txt", _) => Some(Self::Text),
            (_, Some(_)) => None,
            (_, None) => Some(generic(accept)),
        }
    }

    /// Whose it is.
    pub(crate) const fn maker(self) -> PhoneMaker {
        match self {
            Self::Yealink => PhoneMaker::Yealink,
            Self::PolyMaster | Self::Poly => PhoneMaker::Poly,
            Self::Grandstream => PhoneMaker::Grandstream,
            Self::Json | Self::Text => PhoneMaker::Other,
        }
    }

    /// What it holds (RFC 9110 section 8.3).
    pub(crate) const fn content_type(self) -> &'static str {
        match self {
            Self::Yealink | Self::Text => "text/plain; charset=utf-8",
            Self::PolyMaster | Self::Poly | Self::Grandstream => "application/xml; charset=utf-8",
            Self::Json => "application/json",
        }
    }

    /// The file.
    pub(crate) fn write(self, settings: &PhoneSettings) -> String {
        match self {
            Self::Yealink => yealink::write(settings),
            Self::PolyMaster => poly::master(),
            Self::Poly => poly::write(settings),
            Self::Grandstream => grandstream::write(settings),
            Self::Json => generic::json(settings),
            Self::Text => generic::text(settings),
        }
    }
}

fn generic(accept: &str) -> File {
    if accept.contains("application/json") { File::Json } else { File::Text }
}

/// Who made a telephone that calls itself so.
fn maker(agent: &str) -> Option<PhoneMaker> {
    let agent = agent.to_ascii_lowercase();
    agent.split_ascii_whitespace().find_map(|word| match word {
        _ if word.starts_with("yealink") => Some(PhoneMaker::Yealink),
        _ if word.starts_with("poly") => Some(PhoneMaker::Poly),
        _ if word.starts_with("grandstream") => Some(PhoneMaker::Grandstream),
        _ => None,
    })
}

fn is_mac(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_number(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const YEALINK: &str = "Yealink SIP-T46U 108.86.0.20 80:5e:c0:00:00:01";
    const VVX: &str = "FileTransport PolycomVVX-VVX_500-UA/5.9.7.4477 Type/Application";
    const GRP: &str = "Grandstream Model HW GRP2616 SW 1.0.13.59 DevId ec74d7800474";
    const CURL: &str = "curl/7.88.1";

    #[rstest]
    #[case::common("y000000000108.cfg", YEALINK, Some(File::Yealink))]
    #[case::own("805ec0000001.cfg", YEALINK, Some(File::Yealink))]
    #[case::own_of_somebody("805ec0000001.cfg", "", Some(File::Yealink))]
    #[case::logo("y000000000000.boot", YEALINK, None)]
    #[case::contacts("805ec0000001-contact.xml", YEALINK, None)]
    #[case::master("0004f282e824.cfg", VVX, Some(File::PolyMaster))]
    #[case::master_of_somebody("0004F282E824.cfg", "", Some(File::PolyMaster))]
    #[case::master_of_all("000000000000.cfg", VVX, Some(File::PolyMaster))]
    #[case::settings("roamline-settings.cfg", VVX, Some(File::Poly))]
    #[case::software("3111-44500-001.sip.ld", VVX, None)]
    #[case::licence("0004f282e824-license.cfg", VVX, None)]
    #[case::numbered("cfgec74d7800474.xml", GRP, Some(File::Grandstream))]
    #[case::numbered_for_all("cfg.xml", GRP, Some(File::Grandstream))]
    #[case::binary("cfgec74d7800474", GRP, None)]
    #[case::phonebook("phonebook.xml", GRP, None)]
    #[case::json("settings.json", CURL, Some(File::Json))]
    #[case::text("settings.txt", CURL, Some(File::Text))]
    #[case::anything("snom370.htm", "snom370", Some(File::Text))]
    #[case::nothing("", CURL, Some(File::Text))]
    #[case::nothing_by_a_telephone("", YEALINK, Some(File::Yealink))]
    #[case::nothing_by_another("", VVX, Some(File::Poly))]
    #[case::nothing_by_a_third("", GRP, Some(File::Grandstream))]
    fn a_file_is_known_by_its_name(#[case] name: &str, #[case] agent: &str, #[case] expected: Option<File>) {
        assert_eq!(File::asked(Some(name), agent, "*/*"), expected);
    }

    #[test]
    fn programs_that_take_json_have_it() {
        assert_eq!(File::asked(None, CURL, "application/json"), Some(File::Json));
        assert_eq!(File::asked(None, CURL, "*/*"), Some(File::Text));
    }
}
