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

use super::names::{Names, Param, name_and_value};

/// A part of an address, from the mark before it to the next one.
#[derive(Debug)]
pub(super) struct Segment<'address> {
    /// `?`, `&` or `#`.
    pub(super) delimiter: u8,
    /// What follows the mark.
    pub(super) text: &'address str,
    /// What it is to a link; nothing for what is not ours.
    pub(super) param: Option<Param>,
}

/// The pieces of an address behind its path.
#[derive(Debug)]
pub(super) struct Segments<'address> {
    rest: &'address str,
    in_hash: bool,
    names: &'address Names,
}

/// An address up to the end of its path, and the pieces behind that.
pub(super) fn segments<'address>(
    address: &'address str,
    names: &'address Names,
) -> (&'address str, Segments<'address>) {
    let end = address.bytes().position(|byte| matches!(byte, b'?' | b'#')).unwrap_or(address.len());
    let rest = address.get(end..).unwrap_or_default();
    (address.get(..end).unwrap_or_default(), Segments { rest, in_hash: false, names })
}

impl<'address> Iterator for Segments<'address> {
    type Item = Segment<'address>;

    fn next(&mut self) -> Option<Segment<'address>> {
        let delimiter = *self.rest.as_bytes().first()?;
        self.in_hash |= delimiter == b'#';
        let mut end = self.next_mark(1);
        let param = self.names.param_of(self.rest.get(1..end)?);
        if param.is_some() && name_and_value(self.rest.get(1..end)?).1.is_some() {
            end = self.end_of_value(end);
        }
        let text = self.rest.get(1..end)?;
        self.rest = self.rest.get(end..)?;
        Some(Segment { delimiter, text, param })
    }
}

impl Segments<'_> {
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
            let follows = self.rest.get(end + 1..next).and_then(|text| self.names.param_of(text));
            if follows.is_some() {
                break;
            }
            end = next;
        }
        end
    }
}
