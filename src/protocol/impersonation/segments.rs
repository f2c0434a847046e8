//! An address, split into the segments that a link is made of.
//!
//! Requirements:
//!
//! 1. The query, the hash with or without its own `?`, and a second `?` in either are searched. All of them are places where a
//!    link ends up when `?refresh_token=…` is appended to a redirect address.
//! 2. A `?` begins a parameter of the link only if one of its names follows. Elsewhere it is part of the text around it. So the
//!    value of a parameter ends at the next `&`, as every other reader of the address takes it, and no rest of a token is left
//!    in the address.
//! 3. All segments together are the address.

use super::names::{Names, Param, name_and_value};

/// A part of an address, from one delimiter to the next.
#[derive(Debug)]
pub(super) struct Segment<'address> {
    /// `?`, `&` or `#`.
    pub(super) delimiter: u8,
    /// What follows the delimiter.
    pub(super) text: &'address str,
    /// Which of the link's parameters it is, if it is one.
    pub(super) param: Option<Param>,
}

/// The segments of an address after its path.
#[derive(Debug)]
pub(super) struct Segments<'address> {
    rest: &'address str,
    in_hash: bool,
    names: &'address Names,
}

/// An address up to the end of its path, and the segments after that.
pub(super) fn segments<'address>(
    address: &'address str,
    names: &'address Names,
) -> (&'address str, Segments<'address>) {
    let end = address.find(['?', '#']).unwrap_or(address.len());
    let (page, rest) = address.split_at(end);
    (page, Segments { rest, in_hash: false, names })
}

impl<'address> Iterator for Segments<'address> {
    type Item = Segment<'address>;

    fn next(&mut self) -> Option<Segment<'address>> {
        let delimiter = *self.rest.as_bytes().first()?;
        self.in_hash |= delimiter == b'#';
        let mut end = self.next_delimiter(1);
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
    /// The position of the next delimiter, from there on.
    fn next_delimiter(&self, from: usize) -> usize {
        let bytes = self.rest.as_bytes().get(from..).unwrap_or_default();
        let is_delimiter = |byte: &u8| matches!(byte, b'?' | b'&') || (*byte == b'#' && !self.in_hash);
        from + bytes.iter().position(is_delimiter).unwrap_or(bytes.len())
    }

    /// Where the value of a link's parameter ends; at this delimiter or a later one.
    fn end_of_value(&self, mut end: usize) -> usize {
        while self.rest.as_bytes().get(end) == Some(&b'?') {
            let next = self.next_delimiter(end + 1);
            let following = self.rest.get(end + 1..next).and_then(|text| self.names.param_of(text));
            if following.is_some() {
                break;
            }
            end = next;
        }
        end
    }
}
