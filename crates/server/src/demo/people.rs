//! Who works there.

use roamline_domain::civic::CivicAddress;
use roamline_domain::civic::CivicElement::{A1, A3, Hno, Pc, Rd, Unit};

/// What somebody is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Administrator,
    SiteAdministrator,
    SafetyTeam,
    User,
}

impl Role {
    pub(super) fn in_words(self) -> &'static str {
        match self {
            Role::Administrator => "administrator",
            Role::SiteAdministrator => "site administrator",
            Role::SafetyTeam => "safety team",
            Role::User => "user",
        }
    }
}

/// Somebody who works there.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) name: &'static str,
    pub(super) email: &'static str,
    pub(super) role: Role,
    pub(super) in_austin: bool,
    pub(super) licensed: bool,
    pub(super) extension: Option<&'static str>,
    pub(super) number: Option<&'static str>,
    has_home: bool,
}

impl Person {
    const fn new(name: &'static str, email: &'static str, role: Role) -> Self {
        Self {
            name,
            email,
            role,
            in_austin: false,
            licensed: true,
            extension: None,
            number: None,
            has_home: false,
        }
    }

    const fn reached_at(mut self, extension: &'static str, number: &'static str) -> Self {
        self.extension = Some(extension);
        self.number = Some(number);
        self
    }

    const fn in_austin(mut self) -> Self {
        self.in_austin = true;
        self
    }

    const fn unlicensed(mut self) -> Self {
        self.licensed = false;
        self
    }

    const fn with_home(mut self) -> Self {
        self.has_home = true;
        self
    }

    /// A personal location that they have saved already.
    pub(super) fn home(&self) -> Option<(&'static str, CivicAddress)> {
        let values = [
            (Hno, "4407"),
            (Rd, "Avenue G"),
            (Unit, "Apartment 2"),
            (A3, "Austin"),
            (A1, "TX"),
            (Pc, "78751"),
        ];
        self.has_home.then(|| ("Home", super::address("US", &values)))
    }
}

pub(super) const PEOPLE: &[Person] = &[
    Person::new("Imogen Harrier", "imogen.harrier@harrier-finch.example", Role::Administrator)
        .reached_at("2010", "+441134960210"),
    Person::new("Marcus Delgado", "marcus.delgado@harrier-finch.example", Role::SiteAdministrator)
        .in_austin()
        .reached_at("3010", "+15125550110"),
    Person::new("Beatrix Finch", "beatrix.finch@harrier-finch.example", Role::SafetyTeam)
        .reached_at("2011", "+441134960211"),
    Person::new("Tom Aldous", "tom.aldous@harrier-finch.example", Role::User)
        .reached_at("2012", "+441134960212"),
    Person::new("Ottilie Wolfeschlegelsteinhausenbergerdorff", "ottilie.w@harrier-finch.example", Role::User)
        .reached_at("2013", "+441134960213"),
    Person::new("Priya Raman", "priya.raman@harrier-finch.example", Role::User)
        .in_austin()
        .with_home()
        .reached_at("3011", "+15125550111"),
    Person::new("Wendell Oyelaran", "wendell.oyelaran@harrier-finch.example", Role::User)
        .in_austin()
        .unlicensed(),
];
