//! A session: who is at its two ends, by the offers and answers of all that take part.

use super::stream::{Proof, Told};
use super::{Described, Protection, Side, Stream};
use crate::sdes::Crypto;
use std::net::IpAddr;

/// Streams of a session: sound, and four of pictures.
pub const MAX_STREAMS: usize = 5;
/// Parties that a session remembers at a side: more than ring together for one call.
const MAX_PARTIES: usize = 64;

/// Somebody answers an offer that was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such offer")]
pub struct NotOffered;

/// A party, and what it has said of its streams.
#[derive(Clone, Debug)]
struct Party {
    name: String,
    heard_from: IpAddr,
    streams: Vec<Option<Described>>,
}

/// What two sides, of which each may be several that ring at the same time, have said of their streams.
#[derive(Debug, Default)]
pub struct Session {
    /// The last one of a side is at it; where it leaves, the one before it is.
    first: Vec<Party>,
    second: Vec<Party>,
    /// An offer that nobody has answered: until then what was agreed on before holds.
    offered: Option<(Side, Party)>,
    streams: Vec<Stream>,
}

impl Session {
    fn at(&self, side: Side) -> &Vec<Party> {
        match side {
            Side::First => &self.first,
            Side::Second => &self.second,
        }
    }

    fn at_mut(&mut self, side: Side) -> &mut Vec<Party> {
        match side {
            Side::First => &mut self.first,
            Side::Second => &mut self.second,
        }
    }

    fn side_of(&self, name: &str) -> Option<Side> {
        let offered = self.offered.iter().find(|(_, party)| party.name == name).map(|(side, _)| *side);
        let is_at = |side: &Side| self.at(*side).iter().any(|party| party.name == name);
        offered.or_else(|| [Side::First, Side::Second].into_iter().find(is_at))
    }

    /// The streams, in the order of the descriptions.
    pub fn stream(&mut self, index: usize) -> Option<&mut Stream> {
        self.streams.get_mut(index)
    }

    /// A party offers; tells at which side it is. What it says holds once it is answered.
    pub fn offer(&mut self, name: &str, heard_from: IpAddr, streams: Vec<Option<Described>>) -> Side {
        let nobody = self.first.is_empty() && self.offered.is_none();
        let side = self.side_of(name).unwrap_or(if nobody { Side::First } else { Side::Second });
        let wanted = streams.len().min(MAX_STREAMS);
        if self.streams.len() < wanted {
            self.streams.resize_with(wanted, Stream::default);
        }
        self.offered = Some((side, Party { name: name.to_owned(), heard_from, streams }));
        side
    }

    /// A party answers what another has offered; tells at which side it is. Who answers last is at its side, until it leaves.
    ///
    /// # Errors
    /// [`NotOffered`] where the other has not offered anything.
    pub fn answer(
        &mut self,
        to: &str,
        name: &str,
        heard_from: IpAddr,
        streams: Vec<Option<Described>>,
    ) -> Result<Side, NotOffered> {
        let side = self.side_of(to).ok_or(NotOffered)?;
        if let Some((_, offered)) = self.offered.take_if(|(_, party)| party.name == to) {
            self.place(side, offered);
        }
        self.place(side.other(), Party { name: name.to_owned(), heard_from, streams });
        self.settle();
        Ok(side.other())
    }

    /// A party is gone.
    pub fn leave(&mut self, name: &str) {
        self.offered.take_if(|(_, party)| party.name == name);
        self.first.retain(|party| party.name != name);
        self.second.retain(|party| party.name != name);
        self.settle();
    }

    fn place(&mut self, side: Side, party: Party) {
        let name = &party.name;
        self.first.retain(|known| known.name != *name);
        self.second.retain(|known| known.name != *name);
        let parties = self.at_mut(side);
        if parties.len() >= MAX_PARTIES {
            parties.remove(0);
        }
        parties.push(party);
    }

    /// Tells each stream who is at its ends.
    fn settle(&mut self) {
        let (first, second) = (self.first.last(), self.second.last());
        for (index, stream) in self.streams.iter_mut().enumerate() {
            let of =
                |party: Option<&Party>| party.and_then(|party| party.streams.get(index).cloned().flatten());
            let (here, there) = (of(first), of(second));
            let told = |party: Option<&Party>, own: &Option<Described>, other: &Option<Described>| {
                let (party, described) = party.zip(own.clone())?;
                let proof = proof(&described, other.as_ref());
                Some(Told { party: party.name.clone(), heard_from: party.heard_from, described, proof })
            };
            stream.tell(Side::First, told(first, &here, &there));
            stream.tell(Side::Second, told(second, &there, &here));
        }
    }
}

/// What somebody's packets have to prove. Of several keys the one holds that has the tag of the other's only one: an answer repeats
/// the tag that it has chosen (RFC 4568 section 5.1.2).
fn proof(own: &Described, other: Option<&Described>) -> Proof {
    let keys = |described: &Described| match &described.protection {
        Protection::Keys(keys) => keys.clone(),
        Protection::None | Protection::Other => Vec::new(),
    };
    let mut own = keys(own);
    let chosen = match (own.len(), other.map(keys).as_deref()) {
        (0, _) => return Proof::Address,
        (1, _) => own.pop(),
        (_, Some([Crypto { tag, .. }])) => own.into_iter().find(|crypto| crypto.tag == *tag),
        _ => None,
    };
    match chosen {
        None => Proof::Undecided,
        Some(Crypto { key: Some(key), .. }) => Proof::Key(key),
        Some(Crypto { key: None, .. }) => Proof::Address,
    }
}
