//! The options of `mount` and `attach`.

use web_sys::AbortSignal;

use super::token_source::{TokenRequest, TokenSource};
use crate::browser::provider::TokenProvider;
use crate::protocol::{Attribute, Error, Renewal, TokenBinding, View};

/// Where the tokens of one embed come from: an endpoint's address, a request, or a source shared with other embeds.
#[derive(Clone, Debug)]
pub struct Tokens(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Request(TokenRequest),
    Provider(TokenProvider),
    Shared(TokenSource),
}

impl Tokens {
    /// Binds a user to these tokens. A source of the embed's own is added for them, with a timeout in milliseconds.
    pub(super) fn bind(self, user: Option<String>, timeout: Option<u32>) -> Result<TokenBinding, Error> {
        let provider = match self.0 {
            Kind::Shared(source) => {
                return Ok(TokenBinding { source: source.id()?, owns_source: false, user });
            }
            Kind::Request(request) => request.provider()?,
            Kind::Provider(provider) => provider,
        };
        let source = TokenSource::add(provider, user.clone(), timeout);
        Ok(TokenBinding { source: source.id()?, owns_source: true, user })
    }

    /// Whether the embed gets a source of its own.
    pub(super) const fn is_own(&self) -> bool {
        !matches!(self.0, Kind::Shared(_))
    }
}

impl From<TokenRequest> for Tokens {
    fn from(request: TokenRequest) -> Self {
        Self(Kind::Request(request))
    }
}

impl From<&str> for Tokens {
    fn from(url: &str) -> Self {
        TokenRequest::new(url).into()
    }
}

impl From<&TokenSource> for Tokens {
    fn from(source: &TokenSource) -> Self {
        Self(Kind::Shared(source.clone()))
    }
}

impl From<TokenProvider> for Tokens {
    fn from(provider: TokenProvider) -> Self {
        Self(Kind::Provider(provider))
    }
}

/// What [`attach`](super::attach) needs to know.
#[derive(Clone, Debug)]
pub struct AttachOptions {
    /// The tenant's exact origin, such as `https://acme.askwisdom.ai`: https, or http on loopback.
    pub origin: String,
    /// Where tokens come from.
    pub token: Tokens,
    /// An opaque key of who is signed in. Must equal the user of a shared source that names one.
    pub user: Option<String>,
    /// How long one token fetch may take, in milliseconds. Default 10000; a shared source brings its own.
    pub timeout: Option<u32>,
    /// What the embed does by itself: when it fetches the next token, and what follows when the guest does not ask.
    pub renewal: Renewal,
    /// Aborting it closes the embed.
    pub signal: Option<AbortSignal>,
}

impl AttachOptions {
    /// The options that have no default.
    pub fn new(origin: impl Into<String>, token: impl Into<Tokens>) -> Self {
        Self {
            origin: origin.into(),
            token: token.into(),
            user: None,
            timeout: None,
            renewal: Renewal::default(),
            signal: None,
        }
    }
}

/// What [`mount`](super::mount) needs to know.
#[derive(Clone, Debug)]
pub struct EmbedOptions {
    /// Which tenant, which user, which tokens.
    pub attach: AttachOptions,
    /// What to show.
    pub view: View,
    /// Extra query parameters, encoded as `URLSearchParams` does; `token` is refused.
    pub params: Vec<(String, String)>,
    /// The iframe's accessible name. Default `"WisdomAI"`.
    pub title: Option<String>,
    /// The iframe's permissions policy. Default `"microphone; camera; clipboard-write"`.
    pub allow: Option<String>,
    /// The iframe's sandbox, which must hold `allow-scripts` and `allow-same-origin`. Default: none.
    pub sandbox: Option<String>,
    /// The iframe's referrer policy. Default: the browser's.
    pub referrer_policy: Option<String>,
    /// When the browser loads the iframe: `"eager"` or `"lazy"`. Default: the browser's.
    pub loading: Option<String>,
    /// The iframe's `class` attribute.
    pub class_name: Option<String>,
}

impl EmbedOptions {
    /// The options that have no default.
    pub fn new(origin: impl Into<String>, view: View, token: impl Into<Tokens>) -> Self {
        Self {
            attach: AttachOptions::new(origin, token),
            view,
            params: Vec::new(),
            title: None,
            allow: None,
            sandbox: None,
            referrer_policy: None,
            loading: None,
            class_name: None,
        }
    }

    pub(super) fn attribute(&self, attribute: Attribute) -> Option<String> {
        match attribute {
            Attribute::Title => &self.title,
            Attribute::Allow => &self.allow,
            Attribute::Sandbox => &self.sandbox,
            Attribute::ReferrerPolicy => &self.referrer_policy,
            Attribute::Loading => &self.loading,
            Attribute::ClassName => &self.class_name,
        }
        .clone()
    }
}
