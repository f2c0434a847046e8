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
#[derive(Clone, Debug)]
pub struct TokenSource {
    id: SourceId,
}

impl TokenSource {
    /// A source that calls the host's token endpoint, for `user` if one is named, with a timeout in milliseconds
    /// (default 10000).
    ///
    /// # Errors
    ///
    /// `unsupported-environment` outside a browser; `invalid-options` if the address is not a URL, or the timeout is zero.
    pub fn endpoint(
        request: TokenRequest,
        user: Option<String>,
        timeout: Option<u32>,
    ) -> Result<Self, Error> {
        environment::document()?;
        Self::add(request.provider()?, user, timeout)
    }

    /// A source that calls back. An error with the code `refused` is final.
    ///
    /// # Errors
    ///
    /// `unsupported-environment` outside a browser; `invalid-options` if the timeout is zero.
    pub fn callback<F>(
        callback: impl Fn(TokenContext) -> F + 'static,
        user: Option<String>,
        timeout: Option<u32>,
    ) -> Result<Self, Error>
    where
        F: Future<Output = Result<TokenGrant, Error>> + 'static,
    {
        environment::document()?;
        Self::add(TokenProvider::new(callback), user, timeout)
    }

    /// Adds a source, which ends when it is closed.
    pub(crate) fn add(
        provider: TokenProvider,
        user: Option<String>,
        timeout: Option<u32>,
    ) -> Result<Self, Error> {
        let spec = SourceSpec { timeout: timeout.unwrap_or(DEFAULT_TIMEOUT), user };
        Ok(Self { id: effects::add_source(spec, provider)? })
    }

    /// The source of that number, whether or not there is one.
    pub(crate) const fn of(id: SourceId) -> Self {
        Self { id }
    }

    pub(crate) const fn id(&self) -> SourceId {
        self.id
    }

    /// Ends the source: a fetch under way is aborted and its embeds get no more tokens. Harmless when called again.
    pub fn close(&self) {
        inputs::handle(Input::CloseSource(self.id));
    }
}
