//! The view to show, and the address inside the tenant that shows it.
//!
//! Source: <https://docs.wisdom.ai/integrations/embeddings/embedding-modes>

use super::cut::cut;
use super::{BadOption, Error};

const BAD_ID: Error = Error::invalid(BadOption::ViewId);
const BAD_PATH: Error = Error::invalid(BadOption::ViewPath);

/// What the guest shows. Ids are opaque, and percent-encoded here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum View {
    /// Search, dashboards and chat together.
    Search,
    /// The list of all dashboards the user may see.
    Dashboards,
    /// One dashboard, by id.
    Dashboard(String),
    /// One conversation, scrolled to one message if its id is given.
    Chat {
        /// The conversation's id.
        conversation: String,
        /// The message's id.
        message: Option<String>,
    },
    /// Any other address inside the tenant, with its own query.
    Path(String),
}

/// A path without its query, and the query behind `?`, both encoded.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) path: String,
    pub(super) query: String,
}

impl View {
    /// The view of that name: `search` or `dashboards`.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "search" => Some(Self::Search),
            "dashboards" => Some(Self::Dashboards),
            _ => None,
        }
    }

    /// One conversation, by id.
    pub const fn conversation(id: String) -> Self {
        Self::Chat { conversation: id, message: None }
    }

    pub(super) fn place(&self, names_token: fn(&str) -> bool) -> Result<Place, Error> {
        let mut query = String::new();
        let path = match self {
            Self::Search => "/embed/search".into(),
            Self::Dashboards => "/embed/dashboards".into(),
            Self::Dashboard(id) => with_id("/embed/dashboards/", id)?,
            Self::Chat { conversation, message } => {
                if let Some(message) = message {
                    add_parameter(&mut query, "messageid", message);
                }
                with_id("/embed/chat/", conversation)?
            }
            Self::Path(address) => return split(address, names_token),
        };
        Ok(Place { path, query })
    }
}

fn with_id(prefix: &str, id: &str) -> Result<String, Error> {
    if matches!(id, "" | "." | "..") {
        return Err(BAD_ID);
    }
    let mut path = String::from(prefix);
    encode(&mut path, id);
    Ok(path)
}

fn split(address: &str, names_token: fn(&str) -> bool) -> Result<Place, Error> {
    let rooted = address.starts_with('/') && !address.starts_with("//");
    let plain = !address.bytes().any(|byte| matches!(byte, b'\\' | b'#') || byte.is_ascii_control());
    let (path, query) = cut(address, b'?');
    let query = query.unwrap_or_default();
    if rooted && plain && !names_token(query) {
        Ok(Place { path: path.into(), query: query.into() })
    } else {
        Err(BAD_PATH)
    }
}

/// Adds one parameter to a query, both halves encoded.
pub fn add_parameter(query: &mut String, name: &str, value: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    encode(query, name);
    query.push('=');
    encode(query, value);
}

/// Percent-encodes every byte that is not unreserved (RFC 3986 section 2.3).
pub(super) fn encode(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(hex_digit(byte >> 4)));
            out.push(char::from(hex_digit(byte & 15)));
        }
    }
}

/// The digit of a number below 16.
pub(super) const fn hex_digit(nibble: u8) -> u8 {
    nibble + if nibble < 10 { b'0' } else { b'A' - 10 }
}
