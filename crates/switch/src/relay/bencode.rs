//! The encoding of a relay's control messages (bencode, BEP 3). What comes from the network is never trusted: depth and
//! lengths are bounded, and what is wrong is `None`.

use std::collections::BTreeMap;

/// Nothing that a relay says is nested deeper.
const DEPTH: usize = 16;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// A number.
    Number(i64),
    /// A string of bytes.
    Bytes(Vec<u8>),
    /// A list.
    List(Vec<Value>),
    /// A dictionary; its keys are written in their order.
    Dict(BTreeMap<Vec<u8>, Value>),
}

impl Value {
    /// Appends what goes over the wire.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Number(number) => out.extend_from_slice(format!("i{number}e").as_bytes()),
            Self::Bytes(bytes) => write_bytes(bytes, out),
            Self::List(items) => {
                out.push(b'l');
                items.iter().for_each(|item| item.write(out));
                out.push(b'e');
            }
            Self::Dict(entries) => {
                out.push(b'd');
                for (key, value) in entries {
                    write_bytes(key, out);
                    value.write(out);
                }
                out.push(b'e');
            }
        }
    }

    /// Reads a whole message; what follows the value makes it wrong.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let value = value(&mut rest, DEPTH)?;
        rest.is_empty().then_some(value)
    }

    /// An entry of a dictionary that is a string.
    pub(super) fn text(&self, key: &str) -> Option<&[u8]> {
        match self {
            Self::Dict(entries) => match entries.get(key.as_bytes())? {
                Self::Bytes(bytes) => Some(bytes),
                _ => None,
            },
            _ => None,
        }
    }
}

fn write_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(format!("{}:", bytes.len()).as_bytes());
    out.extend_from_slice(bytes);
}

fn until(rest: &mut &[u8], end: u8) -> Option<i64> {
    let at = rest.iter().take(24).position(|b| *b == end)?;
    let (digits, after) = rest.split_at_checked(at)?;
    let number = std::str::from_utf8(digits).ok()?.parse().ok()?;
    *rest = after.strip_prefix(&[end])?;
    Some(number)
}

fn bytes(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let length = usize::try_from(until(rest, b':')?).ok()?;
    let (found, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(found.to_vec())
}

/// Whether a list or dictionary ends here, which is then behind us.
fn ends(rest: &mut &[u8]) -> Option<bool> {
    let (first, after) = rest.split_first()?;
    let ends = *first == b'e';
    if ends {
        *rest = after;
    }
    Some(ends)
}

fn value(rest: &mut &[u8], depth: usize) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    let (first, after) = rest.split_first()?;
    if first.is_ascii_digit() {
        return bytes(rest).map(Value::Bytes);
    }
    *rest = after;
    match first {
        b'i' => until(rest, b'e').map(Value::Number),
        b'l' => {
            let mut items = Vec::new();
            while !ends(rest)? {
                items.push(value(rest, depth)?);
            }
            Some(Value::List(items))
        }
        b'd' => {
            let mut entries = BTreeMap::new();
            while !ends(rest)? {
                let key = bytes(rest)?;
                entries.insert(key, value(rest, depth)?);
            }
            Some(Value::Dict(entries))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<i64>().prop_map(Value::Number),
            proptest::collection::vec(any::<u8>(), 0..20).prop_map(Value::Bytes),
        ];
        leaf.prop_recursive(4, 32, 5, |inner| {
            let key = proptest::collection::vec(any::<u8>(), 0..6);
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::List),
                proptest::collection::btree_map(key, inner, 0..5).prop_map(Value::Dict),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(value in values(), cut in any::<prop::sample::Index>()) {
            let mut out = Vec::new();
            value.write(&mut out);
            prop_assert_eq!(Value::read(&out), Some(value));
            prop_assert_eq!(Value::read(&out[..cut.index(out.len())]), None);
        }

        #[test]
        fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Value::read(&bytes);
        }
    }

    #[test]
    fn what_is_wrong_is_nothing() {
        for wrong in [
            "",
            "i",
            "ie",
            "i1",
            "-1:",
            "99999999999999999999:x",
            "9:abc",
            "d1:ae",
            "di1ei2ee",
            "l",
            "i1ei2e",
            "x",
        ] {
            assert_eq!(Value::read(wrong.as_bytes()), None, "{wrong}");
        }
        assert_eq!(Value::read("l".repeat(100_000).as_bytes()), None);
    }
}
