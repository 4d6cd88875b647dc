//! All lines, found by who is on them and by when they are due.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use roamline_domain::ids::LineId;
use roamline_domain::shared_line::{Line, Member};

/// The lines of the account, with what is looked up of all of them at once.
#[derive(Debug, Default)]
pub(super) struct LineTable {
    all: BTreeMap<LineId, Line>,
    by_member: HashMap<Member, BTreeSet<LineId>>,
    deadlines: BTreeSet<(Timestamp, LineId)>,
}

impl LineTable {
    /// A line as it is now. As it was before, if it was there.
    pub(super) fn insert(&mut self, line: Line) -> Option<Line> {
        let id = line.id;
        let due = line.next_deadline();
        let before = self.all.remove(&id);
        let was_due = before.as_ref().and_then(Line::next_deadline);
        if was_due != due {
            self.deadlines.extend(due.map(|at| (at, id)));
            if let Some(at) = was_due {
                self.deadlines.remove(&(at, id));
            }
        }
        let is_same = before.as_ref().is_some_and(|before| before.entitled() == line.entitled());
        if !is_same {
            for entitled in before.iter().flat_map(Line::entitled) {
                self.leaves(entitled.member, id);
            }
            for entitled in line.entitled() {
                self.by_member.entry(entitled.member).or_default().insert(id);
            }
        }
        self.all.insert(id, line);
        before
    }

    /// Takes a line out.
    pub(super) fn remove(&mut self, id: &LineId) -> Option<Line> {
        let line = self.all.remove(id)?;
        if let Some(at) = line.next_deadline() {
            self.deadlines.remove(&(at, line.id));
        }
        for entitled in line.entitled() {
            self.leaves(entitled.member, line.id);
        }
        Some(line)
    }

    fn leaves(&mut self, member: Member, line: LineId) {
        if let Some(lines) = self.by_member.get_mut(&member) {
            lines.remove(&line);
            if lines.is_empty() {
                self.by_member.remove(&member);
            }
        }
    }

    /// One line.
    pub(super) fn get(&self, id: &LineId) -> Option<&Line> {
        self.all.get(id)
    }

    /// Whether it is there.
    pub(super) fn contains(&self, id: &LineId) -> bool {
        self.all.contains_key(id)
    }

    /// All of them, in order.
    pub(super) fn ids(&self) -> impl Iterator<Item = LineId> {
        self.all.keys().copied()
    }

    /// Those on which somebody is entitled.
    pub(super) fn of(&self, member: Member) -> Vec<LineId> {
        self.by_member.get(&member).map(|lines| lines.iter().copied().collect()).unwrap_or_default()
    }

    /// When the first of them is due.
    pub(super) fn next_deadline(&self) -> Option<Timestamp> {
        self.deadlines.first().map(|(at, _)| *at)
    }

    /// Those that are due by now.
    pub(super) fn due(&self, now: Timestamp) -> Vec<LineId> {
        self.deadlines.iter().take_while(|(at, _)| *at <= now).map(|(_, line)| *line).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use jiff::SignedDuration;
    use roamline_domain::delegation::DelegateId;
    use roamline_domain::ids::{CallId, DeviceId, UserId};
    use roamline_domain::shared_line::{Entitled, Forwarding, Input, OtherParty, Reach, Report};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn lines_are_found_by_who_is_on_them_and_by_when_they_are_due() {
        let (ann, ben) = (UserId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));
        let (of_ann, of_ben) = (DelegateId::User(ann), DelegateId::User(ben));
        let now = Timestamp::UNIX_EPOCH;
        let number = "+441134960001".parse().unwrap();
        let mut line = Line::new(LineId(Uuid::from_u128(3)), number, ann, Forwarding::default());
        let mut table = LineTable::default();
        let mut put = |table: &mut LineTable, input| {
            line = line.apply(input, now).unwrap().line;
            table.insert(line.clone());
            assert_eq!(table.next_deadline(), line.next_deadline());
        };
        let delegates = vec![Entitled::delegator(ben, true)];
        put(&mut table, Input::Entitled { delegator_rings: true, delegates });
        assert_eq!((table.of(of_ann).len(), table.of(of_ben).len()), (1, 1));
        let phones = [(DeviceId(Uuid::from_u128(4)), true)].into();
        put(&mut table, Input::Reach(Reach { phones, ..Reach::nothing(of_ann) }));
        let call = CallId(Uuid::from_u128(5));
        let report = Report::Incoming { from: OtherParty::default(), diverted: Vec::new(), caller: None };
        put(&mut table, Input::Report { call, report });
        let due = table.next_deadline().unwrap();
        assert_eq!(table.due(due - SignedDuration::from_millis(1)), []);
        assert_eq!(table.due(due), [LineId(Uuid::from_u128(3))]);
        put(&mut table, Input::Report { call, report: Report::Lost });
        put(&mut table, Input::Entitled { delegator_rings: true, delegates: Vec::new() });
        assert_eq!((table.of(of_ann).len(), table.of(of_ben).len()), (1, 0));
        table.remove(&LineId(Uuid::from_u128(3)));
        assert_eq!((table.of(of_ann).len(), table.next_deadline(), table.ids().count()), (0, None, 0));
    }
}
