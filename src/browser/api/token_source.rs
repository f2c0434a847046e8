//! Where tokens come from.

use std::rc::Rc;

use futures_util::future::LocalBoxFuture;
use web_sys::RequestInit;

use crate::browser::provider::{TokenProvider, fetch_token};
use crate::browser::{effects, environment, inputs, url};
use crate::protocol::{DEFAULT_TIMEOUT, Error, Input, InvalidOption, SourceId, SourceSpec, TokenGrant};

pub use crate::browser::provider::TokenContext;

type Prepare = Rc<dyn Fn(TokenContext) -> LocalBoxFuture<'static, Result<RequestInit, Error>>>;

/// A request to the host's own backend, which answers JSON `{ "token": "…" }` or `{ "jwt": "…" }`, optionally with
/// `expires_in` or `expiresIn` in seconds. It is sent with `cache: 'no-store'`.
#[derive(Clone)]
pub struct TokenRequest {
    url: String,
    prepare: Option<Prepare>,
}

impl TokenRequest {
    /// A `GET` of this address, resolved against the page's.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), prepare: None }
    }

    /// Asks for the method, headers, body and credentials before each fetch, in the browser's own form: headers may hold what
    /// has changed since. An error of it counts as one of the fetch.
    ///
    /// ```no_run
    /// # use embed_host::TokenRequest;
    /// # async fn csrf_token() -> String { String::new() }
    /// let request = TokenRequest::new("/api/wisdom-token").prepare(|_context| async {
    ///     let headers = web_sys::Headers::new().expect("headers can be made");
    ///     headers.set("x-csrf-token", &csrf_token().await).expect("a token is a header's value");
    ///     let init = web_sys::RequestInit::new();
    ///     init.set_method("POST");
    ///     init.set_headers(&headers);
    ///     Ok(init)
    /// });
    /// ```
    #[must_use]
    pub fn prepare<F>(self, prepare: impl Fn(TokenContext) -> F + 'static) -> Self
    where
        F: Future<Output = Result<RequestInit, Error>> + 'static,
    {
        Self { prepare: Some(Rc::new(move |context| Box::pin(prepare(context)))), ..self }
    }

    /// What calls the endpoint.
    pub(crate) fn provider(self) -> Result<TokenProvider, Error> {
        if self.url.is_empty() || url::parse(&self.url).is_none() {
            return Err(Error::invalid(InvalidOption::Token));
        }
        let Self { url, prepare } = self;
        Ok(TokenProvider::new(move |context| {
            let (url, signal) = (url.as_str().into(), context.signal.clone());
            let prepared = prepare.as_ref().map(|prepare| prepare(context));
            async move {
                let init = match prepared {
                    Some(prepared) => prepared.await?,
                    None => RequestInit::new(),
                };
                fetch_token(url, init, signal).await
            }
        }))
    }
}

impl core::fmt::Debug for TokenRequest {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.debug_struct("TokenRequest").field("url", &self.url).finish_non_exhaustive()
    }
}

/// A token source that several embeds can share: they share one fetch. Dropping it leaves it to its embeds;
/// [`TokenSource::close`] ends it.
///
/// It can be made anywhere, also on a server. What was wrong with it is the error of the first embed that is given it:
/// `invalid-options` if the address is not a URL or the timeout is zero, `unsupported-environment` outside a browser.
#[derive(Clone, Debug)]
pub struct TokenSource {
    added: Result<SourceId, Error>,
}

impl TokenSource {
    /// A source that calls the host's token endpoint, for `user` if one is named, with a timeout in milliseconds
    /// (default 10000).
    pub fn endpoint(request: TokenRequest, user: Option<String>, timeout: Option<u32>) -> Self {
        let provider = environment::document().and_then(|_| request.provider());
        provider.map_or_else(Self::refused, |provider| Self::add(provider, user, timeout))
    }

    /// A source that calls back. An error with the code `refused` is final.
    pub fn callback<F>(
        callback: impl Fn(TokenContext) -> F + 'static,
        user: Option<String>,
        timeout: Option<u32>,
    ) -> Self
    where
        F: Future<Output = Result<TokenGrant, Error>> + 'static,
    {
        let document = environment::document();
        document.map_or_else(Self::refused, |_| Self::add(TokenProvider::new(callback), user, timeout))
    }

    /// Adds a source, which ends when it is closed.
    pub(crate) fn add(provider: TokenProvider, user: Option<String>, timeout: Option<u32>) -> Self {
        let spec = SourceSpec { timeout: timeout.unwrap_or(DEFAULT_TIMEOUT), user };
        Self { added: effects::add_source(spec, provider) }
    }

    const fn refused(error: Error) -> Self {
        Self { added: Err(error) }
    }

    /// The source of that number, whether or not there is one.
    pub(crate) const fn of(id: SourceId) -> Self {
        Self { added: Ok(id) }
    }

    /// Its number, or why it has none.
    pub(crate) const fn id(&self) -> Result<SourceId, Error> {
        self.added
    }

    /// Ends the source: a fetch under way is aborted and its embeds get no more tokens. Harmless when called again.
    pub fn close(&self) {
        if let Ok(id) = self.added {
            inputs::handle(Input::CloseSource(id));
        }
    }
}
