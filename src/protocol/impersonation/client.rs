//! The app, as its auth server knows it, and the two requests it makes there.
//!
//! Source: RFC 6749 sections 2.3.1 and 6, RFC 7009 section 2.1

use super::{BadOption, Error};
use crate::protocol::cut::cut;
use crate::protocol::path::encode;
use crate::protocol::{Origin, Secret, add_parameter};

/// What a host says of its auth server and of itself.
#[derive(Clone, Debug)]
pub struct ClientSpec {
    /// The address of the auth server, which is also the issuer of its tokens.
    pub server: String,
    /// The app's client id there.
    pub client_id: String,
    /// The path of the token endpoint.
    pub token_path: Option<String>,
    /// The path of the revocation endpoint.
    pub revoke_path: Option<String>,
    /// Whether the client id goes into the form, instead of a header where one is needed.
    pub send_client_id: bool,
    /// Whether only sessions that an impersonator began are let in.
    pub require_impersonator: bool,
    /// How long a request may take with all its repetitions, in milliseconds.
    pub timeout: Option<u32>,
}

/// An app at its auth server.
#[derive(Debug)]
pub struct Client {
    /// The address of the auth server, without a slash at its end.
    pub(super) server: String,
    pub(super) id: String,
    pub(super) require_impersonator: bool,
    pub(super) timeout: u32,
    token_url: String,
    revoke_url: String,
    send_client_id: bool,
}

/// A request to the auth server: a form that is posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Where it goes.
    pub url: String,
    /// The form, encoded.
    pub form: Secret,
    /// The user name and password of HTTP Basic, before they are encoded.
    pub basic: Option<String>,
    /// Whether the browser is to complete it though the page goes away.
    pub outlives_page: bool,
}

impl Client {
    /// Reads what a host says. `serialise` is the browser's URL parser: it gives the serialised origin of an address.
    ///
    /// # Errors
    ///
    /// `invalid-options` for a server that is not https (or http on loopback), for an empty client id, for a path that
    /// does not begin with `/`, and for a timeout of zero.
    pub fn new(spec: ClientSpec, serialise: impl FnOnce(&str) -> Option<String>) -> Result<Self, Error> {
        let server = without_slash(&spec.server);
        if !is_address(server, serialise) {
            return Err(Error::invalid(BadOption::Server));
        }
        if spec.client_id.is_empty() {
            return Err(Error::invalid(BadOption::ClientId));
        }
        let timeout = spec.timeout.unwrap_or(10_000);
        if timeout == 0 {
            return Err(Error::invalid(BadOption::Timeout));
        }
        Ok(Self {
            server: server.into(),
            token_url: endpoint(server, spec.token_path.as_deref().unwrap_or("/oauth2/v1/token"))?,
            revoke_url: endpoint(server, spec.revoke_path.as_deref().unwrap_or("/oauth2/v1/revoke"))?,
            id: spec.client_id,
            send_client_id: spec.send_client_id,
            require_impersonator: spec.require_impersonator,
            timeout,
        })
    }

    /// Whether both are one app at one server.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.server == other.server && self.id == other.id
    }

    /// Asks for an access token.
    pub(super) fn exchange(&self, refresh_token: &Secret) -> Request {
        let form = self.form("grant_type", "refresh_token", "refresh_token", refresh_token);
        Request { url: self.token_url.clone(), form, basic: None, outlives_page: false }
    }

    /// Asks to have a refresh token revoked. The server wants to know who asks: a public client has no password.
    pub(super) fn revoke(&self, refresh_token: &Secret) -> Request {
        let form = self.form("token_type_hint", "refresh_token", "token", refresh_token);
        let mut basic = String::new();
        encode(&mut basic, &self.id);
        basic.push(':');
        let basic = if self.send_client_id { None } else { Some(basic) };
        Request { url: self.revoke_url.clone(), form, basic, outlives_page: true }
    }

    fn form(&self, kind: &str, kind_value: &str, token_name: &str, token: &Secret) -> Secret {
        let mut form = String::new();
        add_parameter(&mut form, kind, kind_value);
        add_parameter(&mut form, token_name, token.expose());
        if self.send_client_id {
            add_parameter(&mut form, "client_id", &self.id);
        }
        Secret::new(form)
    }
}

/// An address without the slashes at its end, by which issuers differ in how they are configured.
pub(super) fn without_slash(address: &str) -> &str {
    let mut rest = address;
    while let Some(shorter) = rest.strip_suffix('/') {
        rest = shorter;
    }
    rest
}

/// Whether text is an exact origin with a path behind it, or none.
fn is_address(text: &str, serialise: impl FnOnce(&str) -> Option<String>) -> bool {
    let authority = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let path = authority.and_then(|authority| cut(authority, b'/').1);
    let origin = text.get(..text.len() - path.map_or(0, |path| path.len() + 1)).unwrap_or_default();
    is_plain(path.unwrap_or_default(), b'?') && Origin::parse(origin, serialise).is_ok()
}

/// Whether text has none of what would end or change a path.
fn is_plain(text: &str, forbidden: u8) -> bool {
    let changes = |byte: u8| byte == forbidden || matches!(byte, b'#' | b'\\') || byte.is_ascii_control();
    !text.bytes().any(changes)
}

fn endpoint(server: &str, path: &str) -> Result<String, Error> {
    if !path.starts_with('/') || !is_plain(path, b'#') {
        return Err(Error::invalid(BadOption::Paths));
    }
    let mut url = String::from(server);
    url.push_str(path);
    Ok(url)
}
