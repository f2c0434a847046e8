//! The app as its auth server knows it: the two requests it makes there, and the access tokens it accepts.
//!
//! Source: RFC 6749 sections 2.3.1 and 6, RFC 7009 section 2.1

use super::claims::{Claims, Grant, Times};
use super::{Options, Verified};
use crate::protocol::origin::is_loopback;
use crate::protocol::percent::encode;
use crate::protocol::{Error, ErrorCode, InvalidOption, Secret};

/// An app at its auth server.
#[derive(Debug)]
pub struct Client {
    /// The address of the auth server, without slashes at its end.
    pub(super) server: String,
    pub(super) id: String,
    pub(super) timeout: u32,
    require_impersonator: bool,
    token_path: String,
    revoke_path: String,
    send_client_id: bool,
}

/// A request to the auth server: a form to post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Where to post it.
    pub url: String,
    /// The form, encoded.
    pub form: Secret,
    /// The user name and password of HTTP Basic, before base64, if the request needs them.
    pub basic: Option<String>,
    /// Whether the browser completes the request even if the page is closed.
    pub keepalive: bool,
}

impl Client {
    /// Checks what a host says of its auth server and of itself. `origin_of` is the browser's URL parser: it gives the
    /// serialised origin of an address.
    pub(super) fn new(
        options: &Options,
        origin_of: impl FnOnce(&str) -> Option<String>,
    ) -> Result<Self, Error> {
        let server = trim_slashes(&options.server);
        let paths = &options.paths;
        let invalid = if !is_server(server, origin_of) {
            InvalidOption::Server
        } else if options.client_id.is_empty() {
            InvalidOption::ClientId
        } else if !is_path(&paths.token) || !is_path(&paths.revoke) {
            InvalidOption::Paths
        } else if options.timeout == 0 {
            InvalidOption::Timeout
        } else {
            return Ok(Self {
                server: server.into(),
                id: options.client_id.clone(),
                timeout: options.timeout,
                require_impersonator: options.require_impersonator,
                token_path: paths.token.clone(),
                revoke_path: paths.revoke.clone(),
                send_client_id: options.send_client_id,
            });
        };
        Err(Error::invalid(invalid))
    }

    /// Whether both are the same app at the same server.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.server == other.server && self.id == other.id
    }

    /// Checks that a grant is a session which a link may open in this app, and gives its times.
    pub(super) fn validate(&self, grant: &Grant) -> Result<Times, Error> {
        self.validate_claims(&grant.claims)?;
        grant.times().ok_or(Error::new(ErrorCode::BadResponse))
    }

    /// Checks that claims are those of a session which a link may open in this app.
    pub(super) fn validate_claims(&self, claims: &Claims) -> Result<(), Error> {
        let code = if claims.issuer.as_deref().map(trim_slashes) != Some(&self.server) {
            ErrorCode::WrongIssuer
        } else if claims.authorized_party.as_ref() != Some(&self.id) {
            ErrorCode::WrongApp
        } else if self.require_impersonator && claims.impersonated_by.is_none() {
            ErrorCode::NotImpersonation
        } else if claims.subject.is_none() {
            ErrorCode::BadResponse
        } else {
            return Ok(());
        };
        Err(Error::new(code))
    }

    /// What the access token claimed when this app stored its session; without that, no subject.
    pub(super) fn claims(&self, verified: Option<&Verified>) -> Claims {
        let Some(verified) = verified.cloned() else { return Claims::default() };
        let claims = Claims {
            issuer: Some(self.server.clone()),
            authorized_party: Some(self.id.clone()),
            subject: Some(verified.subject),
            impersonated_by: verified.impersonated_by,
            roles: verified.roles,
            ..Claims::default()
        };
        claims.without_empty_texts()
    }

    /// The request for an access token.
    pub(super) fn exchange(&self, refresh_token: &Secret) -> Request {
        let form = self.form("grant_type=refresh_token&refresh_token=", refresh_token);
        Request { url: self.url(&self.token_path), form, basic: None, keepalive: false }
    }

    /// The request to revoke a refresh token. The server requires the client id here; a public client has no password.
    pub(super) fn revoke(&self, refresh_token: &Secret) -> Request {
        let form = self.form("token_type_hint=refresh_token&token=", refresh_token);
        let basic = (!self.send_client_id).then(|| {
            let mut basic = String::new();
            encode(&mut basic, &self.id);
            basic.push(':');
            basic
        });
        Request { url: self.url(&self.revoke_path), form, basic, keepalive: true }
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

/// An address without the slashes at its end: servers and their issuers are configured with and without them.
fn trim_slashes(address: &str) -> &str {
    address.trim_end_matches('/')
}

/// Whether text is an origin as a browser serialises it, https or on this machine, with nothing after it but a path.
fn is_server(text: &str, origin_of: impl FnOnce(&str) -> Option<String>) -> bool {
    let Some(origin) = origin_of(text) else { return false };
    let Some(path) = text.strip_prefix(&*origin) else { return false };
    let secure = match origin.strip_prefix("http://") {
        Some(authority) => is_loopback(authority),
        None => origin.starts_with("https://"),
    };
    secure && (path.is_empty() || is_path(path)) && !path.contains('?')
}

/// Whether text begins with `/`, and holds nothing that a URL parser would rewrite or end a path at.
fn is_path(text: &str) -> bool {
    let is_rewritten = |byte: u8| matches!(byte, b'#' | b'\\') || byte.is_ascii_control();
    text.starts_with('/') && !text.bytes().any(is_rewritten)
}
