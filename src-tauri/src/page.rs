//! Pages of the main window that the shell opens by itself, and the links that lead to them.

use roamline_domain::ids::{DelegationId, EmergencyCallId, LineId};
use tauri::Url;

/// Scheme of our links, as `tauri.conf.json` claims it.
const SCHEME: &str = "roamline";

/// A page of the main window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Page {
    /// Delegations, and which of them is meant.
    Delegation(Option<DelegationId>),
    /// A shared line.
    Line(LineId),
    /// An emergency call.
    Emergency(EmergencyCallId),
}

impl Page {
    /// The page that a link such as `roamline://delegation/0193b1e0-0000-7000-8000-000000000001` leads to.
    pub(crate) fn of_link(link: &Url) -> Option<Self> {
        if link.scheme() != SCHEME || link.host_str() != Some("delegation") {
            return None;
        }
        let id = link.path().trim_matches('/');
        if id.is_empty() {
            return Some(Self::Delegation(None));
        }
        // Anybody can make a link, so nothing of it goes further than an identifier.
        serde_json::from_value(id.into()).ok().map(|id| Self::Delegation(Some(id)))
    }

    /// Where the window's own router finds it.
    pub(crate) fn fragment(self) -> String {
        match self {
            Self::Delegation(None) => "#/delegation".to_owned(),
            Self::Delegation(Some(id)) => format!("#/delegation/{id}"),
            Self::Line(id) => format!("#/lines/{id}"),
            Self::Emergency(id) => format!("#/emergency/{id}"),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn fragment_of(link: &str) -> Option<String> {
        Page::of_link(&Url::parse(link).unwrap()).map(Page::fragment)
    }

    #[test]
    fn a_link_to_a_delegation_leads_to_it() {
        let id = "0193b1e0-0000-7000-8000-000000000001";
        let page = Some(format!("#/delegation/{id}"));
        assert_eq!(fragment_of(&format!("roamline://delegation/{id}")), page);
        assert_eq!(fragment_of(&format!("roamline://delegation/{id}/")), page);
        assert_eq!(fragment_of("roamline://delegation"), Some("#/delegation".to_owned()));
    }

    #[test]
    fn other_links_lead_nowhere() {
        for link in [
            "roamline://open",
            "roamline://delegation/x",
            "roamline://delegation/x'+alert(1)+'",
            "roamline://delegation/0193b1e0-0000-7000-8000-000000000001/more",
            "https://delegation/0193b1e0-0000-7000-8000-000000000001",
        ] {
            assert_eq!(fragment_of(link), None, "{link}");
        }
    }
}
