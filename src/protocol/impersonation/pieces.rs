//! An address, cut into the pieces that a link is made of.
//!
//! Requirements:
//!
//! 1. The query, the hash with or without a `?` of its own, and a second `?` in either are looked at. All of them are
//!    places where a link is put by appending `?refresh_token=…` to a redirect address.
//! 2. A `?` begins a parameter of the link only where one of its names follows: elsewhere it is part of what it stands in.
//!    So the value of a parameter goes up to the next `&`, as any other reader of the address takes it, and no rest of a
//!    token can stay behind.
//! 3. All pieces, put together again, are the address.

use super::names::{Names, Role, name_and_value};

/// A part of an address, from the mark before it to the next one.
#[derive(Debug)]
pub(super) struct Piece<'address> {
    /// `?`, `&` or `#`.
    pub(super) mark: u8,
    /// What follows the mark.
    pub(super) text: &'address str,
    /// What it is to a link; nothing for what is not ours.
    pub(super) role: Option<Role>,
}

/// The pieces of an address behind its path.
#[derive(Debug)]
pub(super) struct Pieces<'address> {
    rest: &'address str,
    in_hash: bool,
    names: &'address Names,
}

/// An address up to the end of its path, and the pieces behind that.
pub(super) fn pieces<'address>(
    address: &'address str,
    names: &'address Names,
) -> (&'address str, Pieces<'address>) {
    let end = address.bytes().position(|byte| matches!(byte, b'?' | b'#')).unwrap_or(address.len());
    let rest = address.get(end..).unwrap_or_default();
    (address.get(..end).unwrap_or_default(), Pieces { rest, in_hash: false, names })
}

impl<'address> Iterator for Pieces<'address> {
    type Item = Piece<'address>;

    fn next(&mut self) -> Option<Piece<'address>> {
        let mark = *self.rest.as_bytes().first()?;
        self.in_hash |= mark == b'#';
        let mut end = self.next_mark(1);
        let role = self.names.role_of(self.rest.get(1..end)?);
        if role.is_some() && name_and_value(self.rest.get(1..end)?).1.is_some() {
            end = self.end_of_value(end);
        }
        let text = self.rest.get(1..end)?;
        self.rest = self.rest.get(end..)?;
        Some(Piece { mark, text, role })
    }
}

impl Pieces<'_> {
    /// Where the next mark stands, from there on.
    fn next_mark(&self, from: usize) -> usize {
        let behind = self.rest.as_bytes().get(from..).unwrap_or_default();
        let is_mark = |byte: &u8| matches!(byte, b'?' | b'&') || (*byte == b'#' && !self.in_hash);
        from + behind.iter().position(is_mark).unwrap_or(behind.len())
    }

    /// Where a value of ours ends that goes on at least to this mark.
    fn end_of_value(&self, mut end: usize) -> usize {
        while self.rest.as_bytes().get(end) == Some(&b'?') {
            let next = self.next_mark(end + 1);
            let follows = self.rest.get(end + 1..next).and_then(|text| self.names.role_of(text));
            if follows.is_some() {
                break;
            }
            end = next;
        }
        end
    }
}
