//! The app, as its auth server knows it, and the two requests it makes there.
//!
//! Source: RFC 6749 sections 2.3.1 and 6, RFC 7009 section 2.1

use super::{InvalidOption, Options};
use crate::protocol::Secret;
use crate::protocol::origin::is_loopback;
use crate::protocol::path::encode;

/// An app at its auth server.
#[derive(Debug)]
pub struct Client {
    /// The address of the auth server, without a slash at its end.
    pub(super) server: String,
    pub(super) id: String,
    pub(super) require_impersonator: bool,
    pub(super) timeout: u32,
    token_path: String,
    revoke_path: String,
    send_client_id: bool,
}

/// A request to the auth server: a form that is posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Where it goes.
    pub url: String,
    /// The form, encoded.
    pub form: Secret,
    /// The user name and password of HTTP Basic, before they are encoded. Empty if there is none.
    pub basic: String,
    /// Whether the browser is to complete it though the page goes away.
    pub outlives_page: bool,
}

impl Client {
    /// Judges what a host says of its auth server and of itself. `origin_of` is the browser's URL parser: it gives the
    /// serialised origin of an address.
    pub(super) fn new(
        options: &Options,
        origin_of: impl FnOnce(&str) -> Option<String>,
    ) -> Result<Self, InvalidOption> {
        let server = without_slash(&options.server);
        let bad = if !is_address(server, origin_of) {
            InvalidOption::Server
        } else if options.client_id.is_empty() {
            InvalidOption::ClientId
        } else if !is_path(&options.token_path) || !is_path(&options.revoke_path) {
            InvalidOption::Paths
        } else if options.timeout.is_nan() || options.timeout <= 0.0 {
            InvalidOption::Timeout
        } else if options.send_client_id > 1 || options.require_impersonator > 1 {
            InvalidOption::Switch
        } else if options.needs_confirmation > 1 {
            InvalidOption::Confirm
        } else {
            return Ok(Self {
                server: server.into(),
                id: options.client_id.clone(),
                require_impersonator: options.require_impersonator == 1,
                timeout: whole_milliseconds(options.timeout),
                token_path: options.token_path.clone(),
                revoke_path: options.revoke_path.clone(),
                send_client_id: options.send_client_id == 1,
            });
        };
        Err(bad)
    }

    /// Whether both are one app at one server.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.server == other.server && self.id == other.id
    }

    /// Asks for an access token.
    pub(super) fn exchange(&self, refresh_token: &Secret) -> Request {
        let form = self.form("grant_type=refresh_token&refresh_token=", refresh_token);
        Request { url: self.url(&self.token_path), form, basic: String::new(), outlives_page: false }
    }

    /// Asks to have a refresh token revoked. The server wants to know who asks: a public client has no password.
    pub(super) fn revoke(&self, refresh_token: &Secret) -> Request {
        let form = self.form("token_type_hint=refresh_token&token=", refresh_token);
        let mut basic = String::new();
        if !self.send_client_id {
            encode(&mut basic, &self.id);
            basic.push(':');
        }
        Request { url: self.url(&self.revoke_path), form, basic, outlives_page: true }
    }

    fn url(&self, path: &str) -> String {
        let mut url = self.server.clone();
        url.push_str(path);
        url
    }

    fn form(&self, beginning: &str, token: &Secret) -> Secret {
        let mut form = String::from(beginning);
        encode(&mut form, token.expose());
        if self.send_client_id {
            form.push_str("&client_id=");
            encode(&mut form, &self.id);
        }
        Secret::new(form)
    }
}

/// An address without the slashes at its end, by which issuers differ in how they are configured.
pub(super) fn without_slash(address: &str) -> &str {
    let slashes = address.bytes().rev().take_while(|byte| *byte == b'/').count();
    address.get(..address.len() - slashes).unwrap_or_default()
}

/// Whether text is an origin as a browser writes it, secure or of this machine, and nothing behind it but a path.
fn is_address(text: &str, origin_of: impl FnOnce(&str) -> Option<String>) -> bool {
    let Some(origin) = origin_of(text) else { return false };
    let Some(path) = text.strip_prefix(&*origin) else { return false };
    let secure = match origin.strip_prefix("http://") {
        Some(authority) => is_loopback(authority),
        None => origin.starts_with("https://"),
    };
    secure && (path.is_empty() || is_path(path)) && !path.bytes().any(|byte| byte == b'?')
}

/// Whether text begins a path, and has nothing in it that would end or change one.
fn is_path(text: &str) -> bool {
    let changes = |byte: u8| matches!(byte, b'#' | b'\\') || byte.is_ascii_control();
    text.starts_with('/') && !text.bytes().any(changes)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the number is above zero, and the cast saturates"
)]
fn whole_milliseconds(milliseconds: f64) -> u32 {
    (milliseconds as u32).max(1)
}
