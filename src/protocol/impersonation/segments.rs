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
//! 4. An `access_token` beside the refresh token is the answer of another vendor to a sign-in (RFC 6749 section 4.2.2, with the
//!    refresh token that some add). The query or the hash that has both holds no link.

use super::names::{Names, Param, name_and_value};
use crate::protocol::percent::decode;

/// What an answer to a sign-in has, and a link never.
const ACCESS_TOKEN: &[u8] = b"access_token";

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

/// Splits what follows an address's path. It does not know other vendors.
#[derive(Debug)]
struct Segments<'address> {
    rest: &'address str,
    in_hash: bool,
    names: &'address Names,
}

/// An address up to the end of its path, and the segments after that.
pub(super) fn segments<'address>(
    address: &'address str,
    names: &'address Names,
) -> (&'address str, Vec<Segment<'address>>) {
    let end = address.find(['?', '#']).unwrap_or(address.len());
    let (page, rest) = address.split_at(end);
    let mut segments: Vec<_> = Segments { rest, in_hash: false, names }.collect();
    let hash = segments.iter().position(|segment| segment.delimiter == b'#').unwrap_or(segments.len());
    let (query, hash) = segments.split_at_mut(hash);
    for part in [query, hash] {
        if part.iter().any(Segment::is_access_token) {
            for segment in part {
                segment.param = None;
            }
        }
    }
    (page, segments)
}

impl Segment<'_> {
    /// Whether it is an access token. A server may use that name for the parameters of its links; then it is one of those.
    fn is_access_token(&self) -> bool {
        self.param.is_none() && decode(name_and_value(self.text).0) == ACCESS_TOKEN
    }
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
