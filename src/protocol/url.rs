//! The view to show, and the address that an iframe loads for it.
//!
//! Source: <https://docs.wisdom.ai/integrations/embeddings/embedding-modes>

use super::percent::encode;
use super::{Error, InvalidOption, Origin, Secret, Token};

const BAD_ID: Error = Error::invalid(InvalidOption::ViewId);
const BAD_PATH: Error = Error::invalid(InvalidOption::ViewPath);

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
struct PathAndQuery {
    path: String,
    query: String,
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

    fn path_and_query(&self, has_token_param: fn(&str) -> bool) -> Result<PathAndQuery, Error> {
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
            Self::Path(address) => return split(address, has_token_param),
        };
        Ok(PathAndQuery { path, query })
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

fn split(address: &str, has_token_param: fn(&str) -> bool) -> Result<PathAndQuery, Error> {
    // A URL parser drops spaces at the end, which may be the end of a parameter's name.
    let address = address.trim_end_matches(' ');
    let rooted = address.starts_with('/') && !address.starts_with("//");
    let plain = !address.bytes().any(|byte| matches!(byte, b'\\' | b'#') || byte.is_ascii_control());
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    if rooted && plain && !has_token_param(query) {
        Ok(PathAndQuery { path: path.into(), query: query.into() })
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

/// A view on one tenant, complete but for the token.
#[derive(Clone, Debug)]
pub struct EmbedUrl {
    origin: Origin,
    address: PathAndQuery,
}

impl EmbedUrl {
    /// The address of a view with an extra query, which is encoded already. `has_token_param` is the browser's own reading of a
    /// query: whether it has a parameter `token`, which the guest would take for its token.
    ///
    /// # Errors
    ///
    /// `invalid-options` if the view has no address inside the origin, or the query has a parameter `token`.
    pub fn new(
        origin: Origin,
        view: &View,
        query: &str,
        has_token_param: fn(&str) -> bool,
    ) -> Result<Self, Error> {
        let mut address = view.path_and_query(has_token_param)?;
        if has_token_param(query) {
            return Err(Error::invalid(InvalidOption::ParamsToken));
        }
        if !address.query.is_empty() && !query.is_empty() {
            address.query.push('&');
        }
        address.query.push_str(query);
        Ok(Self { origin, address })
    }

    /// The origin that the guest is served from, and that every message is checked against.
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The path inside the origin, encoded.
    pub fn path(&self) -> &str {
        &self.address.path
    }

    /// The whole address with a token. A compact JWT needs no encoding in a query.
    pub fn with_token(&self, token: &Token) -> Secret {
        let mut url = String::from(self.origin.as_str());
        url.push_str(&self.address.path);
        url.push_str("?token=");
        url.push_str(token.secret().expose());
        if !self.address.query.is_empty() {
            url.push('&');
            url.push_str(&self.address.query);
        }
        Secret::new(url)
    }
}
