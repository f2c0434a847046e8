//! Impersonation links: taken out of the page's address, exchanged, verified, held and ended.

use std::rc::Rc;

use futures_channel::oneshot::{Receiver, channel};
use futures_util::future::LocalBoxFuture;
use wasm_bindgen_futures::spawn_local;

use crate::browser::sessions::{self, Confirm, SessionHandle};
use crate::browser::storage::WebStorage;
use crate::browser::subscription::Subscription;
use crate::browser::{environment, link_mark, links, location, prerendering, url};
use crate::protocol::impersonation::{
    Claims, Event, Input, Link, LinkSource, Names, OpenOptions, Options, Paths, Reply, SessionId, StorageKind,
};
use crate::protocol::{Error, ErrorCode, Secret};

const SESSION_OVER: Error = Error::new(ErrorCode::SessionOver);

/// Who a session is for, as the host is asked before it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImpersonationSubject {
    /// Whom the app would be shown as: `sub` of the access token.
    pub subject: String,
    /// Who began it: `impersonatedBy` of the access token.
    pub impersonated_by: Option<String>,
}

/// What [`Impersonation::end`] came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// Whether the auth server confirmed that the refresh token is revoked.
    pub revoked: bool,
}

/// What [`impersonate`] needs to know.
#[derive(Clone)]
pub struct ImpersonationOptions {
    /// The link to open.
    pub link: LinkSource,
    options: Options,
    confirm: Option<Confirm>,
}

impl ImpersonationOptions {
    /// The options that have no default: the auth server's address, which its tokens name as `iss` (https, or http on
    /// loopback, without query and hash), and the app's client id there, which its tokens name as `azp`.
    pub fn new(server: impl Into<String>, client_id: impl Into<String>) -> Self {
        let options = Options::new(server.into(), client_id.into());
        Self { link: LinkSource::Page, options, confirm: None }
    }

    /// Where the session is stored. Default [`StorageKind::Session`]: it survives a reload, and ends with the tab.
    #[must_use]
    pub fn storage(mut self, storage: StorageKind) -> Self {
        self.options.storage = storage;
        self
    }

    /// How long a request to the auth server may take with all its retries, in milliseconds. Default 10000.
    #[must_use]
    pub fn timeout(mut self, milliseconds: u32) -> Self {
        self.options.timeout = milliseconds;
        self
    }

    /// Accepts a session without the claim `impersonatedBy`, which is `not-impersonation` else.
    #[must_use]
    pub fn without_impersonator(mut self) -> Self {
        self.options.require_impersonator = false;
        self
    }

    /// The paths of the auth server's token and revocation endpoints, each with a `/` in front. Default
    /// `/oauth2/v1/token` and `/oauth2/v1/revoke`.
    #[must_use]
    pub fn paths(mut self, token: Option<String>, revoke: Option<String>) -> Self {
        let default = Paths::default();
        self.options.paths =
            Paths { token: token.unwrap_or(default.token), revoke: revoke.unwrap_or(default.revoke) };
        self
    }

    /// Sends `client_id` in the forms, for servers that demand it.
    #[must_use]
    pub fn send_client_id(mut self) -> Self {
        self.options.send_client_id = true;
        self
    }

    /// Asks before a session begins; anything but `true` is `declined`. It is asked for links, and not when a session is
    /// resumed. It may take as long as it takes.
    #[must_use]
    pub fn confirm<F>(mut self, confirm: impl Fn(ImpersonationSubject) -> F + 'static) -> Self
    where
        F: Future<Output = bool> + 'static,
    {
        self.options.needs_confirmation = true;
        self.confirm = Some(Rc::new(move |claims| Box::pin(confirm(subject(&claims))) as LocalBoxFuture<_>));
        self
    }
}

impl core::fmt::Debug for ImpersonationOptions {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter
            .debug_struct("ImpersonationOptions")
            .field("link", &self.link)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// Takes the link out of the page's address: parses it, and removes exactly its parameters from the address and from the
/// history entry. `None` if there is no refresh token in the address; then nothing is touched.
///
/// # Errors
///
/// `link-malformed`, after the address is clean; `unsupported-environment` where the address cannot be changed.
pub fn take_link(names: &Names) -> Result<Option<Link>, Error> {
    location::take_link(names)
}

/// Takes the link out of the page's address, as [`take_link`] does, and keeps it for the next [`impersonate`], or what was wrong
/// with it; so from now on with every link that comes to the page, until it is left. The newest one is the one that is opened,
/// and the same token is one link: a router that puts back the address which it remembers brings no second one.
///
/// Call it before anything else can read the address. [`on_link`] tells of the links that come later.
///
/// # Errors
///
/// `unsupported-environment` outside a browser.
pub fn keep_links(names: &Names) -> Result<(), Error> {
    links::watch(Some(names.clone()))
}

/// Calls back when a link has come to the open page and waits for [`impersonate`], until the subscription is dropped. Links are
/// kept from now on, as [`keep_links`] does; that function says under which names. The link that is in the address already is
/// no news: [`impersonate`] opens it.
///
/// # Errors
///
/// `unsupported-environment` outside a browser.
pub fn on_link(listen: impl Fn() + 'static) -> Result<Subscription, Error> {
    links::watch(None)?;
    let listeners = sessions::with(|state| state.link_listeners.clone());
    Ok(listeners.subscribe(move |()| listen()))
}

/// Keeps a link that was taken out of this address before the module ran, as [`keep_links`] does.
pub(crate) fn keep_taken(address: &str, names: &Names) {
    links::keep_taken(address, names);
}

/// Takes the link out of the address, if there is one, and keeps it for this call of [`impersonate`].
pub(crate) fn look_for_link() -> Result<(), Error> {
    links::look()
}

/// Opens a link, or resumes the session that this tab holds. The refresh token is exchanged first; what comes is verified
/// (`iss`, `azp`, expiry by the server's clock, `impersonatedBy`); then the host confirms; only then is anything stored or
/// replaced.
///
/// A link that fails leaves the app's own session and a running or stored impersonation exactly as they were: where there is one,
/// it is what this gives, and [`Impersonation::link_error`] says what was wrong with the link. So does a stored session whose
/// server cannot be reached: it is given with what was verified when it was stored, it can be shown and ended, and
/// [`Impersonation::access_token`] fails until the server is back, which is asked once a minute.
///
/// The link is taken out of the address before this returns. Gives `None` if there is no link and nothing to resume. While the
/// page is prerendered nothing else happens: that waits until somebody sees the page.
///
/// # Errors
///
/// Only where no session is running or stored. For good: `link-malformed`, `link-expired`, `link-taken`, `exchange-refused`, `wrong-issuer`, `wrong-app`, `not-impersonation`, `declined`,
/// `session-over`. For now, and the link is kept for another call: `timeout`, `network`, `backend-status`, `bad-response`.
/// `invalid-options` for an invalid option; the link is out of the address all the same.
pub fn impersonate(
    options: ImpersonationOptions,
) -> impl Future<Output = Result<Option<Impersonation>, Error>> + 'static {
    let is_of_page = matches!(options.link, LinkSource::Page);
    let opened = open(options);
    async move {
        let reply = opened?.await;
        if is_of_page {
            // The page's router may have put the address back meanwhile. A failure shows with the next call.
            let _: Result<(), Error> = links::look();
        }
        match reply {
            Ok(Reply::Opened(session)) => Ok(session.and_then(Impersonation::of)),
            Ok(Reply::Failed(error)) => Err(error),
            _ => Err(SESSION_OVER),
        }
    }
}

fn open(options: ImpersonationOptions) -> Result<Receiver<Reply>, Error> {
    let ImpersonationOptions { link, options, confirm } = options;
    environment::window()?;
    let is_of_page = matches!(link, LinkSource::Page);
    if is_of_page {
        links::look()?;
    }
    let checked =
        OpenOptions::new(&options, |kind| Rc::new(WebStorage(kind)), url::origin)?.with_link(link)?;
    Ok(once_seen(move || {
        let options = checked.with_taken_elsewhere(is_of_page && link_mark::is_of_another_copy());
        sessions::call(confirm, |call| Input::Open { call, options })
    }))
}

/// Makes a call at once, or when somebody sees the page if it is prerendered.
fn once_seen(call: impl FnOnce() -> Receiver<Reply> + 'static) -> Receiver<Reply> {
    let Some(activation) = prerendering::activation() else { return call() };
    let (sender, reply) = channel();
    spawn_local(async move {
        activation.await;
        if let Ok(reply) = call().await {
            // An error says that nobody waits any more.
            let _: Result<(), Reply> = sender.send(reply);
        }
    });
    reply
}

/// A session. Dropping this value ends nothing: the page has one session, and later calls of [`impersonate`] give it again.
#[derive(Clone)]
pub struct Impersonation(Rc<SessionHandle>);

impl Impersonation {
    /// The session of that number, if there ever was one.
    pub(crate) fn of(id: SessionId) -> Option<Self> {
        sessions::session(id).map(Self)
    }

    pub(crate) fn id(&self) -> SessionId {
        self.0.id
    }

    /// Whom the app is shown as: `sub` of the access token.
    pub fn subject(&self) -> &str {
        self.0.claims.subject.as_deref().unwrap_or_default()
    }

    /// Who began it: `impersonatedBy` of the access token.
    pub fn impersonated_by(&self) -> Option<&str> {
        self.0.claims.impersonated_by.as_deref()
    }

    /// The subject's roles, as the first access token names them.
    pub fn roles(&self) -> &[String] {
        &self.0.claims.roles
    }

    /// When the session ends, in milliseconds since the epoch by this machine's clock, unless the server refuses it before. If
    /// the link did not say, it is when the access token expires, and every renewal puts it off. After a reload without the server
    /// it is what was known before, and may be in the past: only the server ends such a session.
    pub fn expires_at(&self) -> u64 {
        if let Some(at) = sessions::expires_at(self.0.id) {
            self.0.expires_at.set(at);
        }
        self.0.expires_at.get()
    }

    /// Whether the session has not ended.
    pub fn is_active(&self) -> bool {
        self.expires_at();
        sessions::expires_at(self.0.id).is_some()
    }

    /// Where the session really is: in memory also where the storage is blocked or full, and when the session has ended.
    pub fn storage(&self) -> StorageKind {
        sessions::with(|state| state.sessions.storage(self.0.id))
    }

    /// What was wrong with the last link that was to replace this session, or to be opened where this one was stored. `None` where
    /// nothing was, and when the session has ended. For the transient codes of [`impersonate`] the link is kept for another call.
    pub fn link_error(&self) -> Option<Error> {
        sessions::with(|state| state.sessions.link_error(self.0.id))
    }

    /// Calls back at each event, until the subscription is dropped or the session has ended.
    pub fn on(&self, listen: impl Fn(&Event) + 'static) -> Subscription {
        self.0.listeners.subscribe(listen)
    }

    /// Gives an access token: the current one, or a new one shortly before that expires. Concurrent calls share one request.
    ///
    /// # Errors
    ///
    /// `session-over` when the session has ended; `timeout`, `network`, `backend-status` or `bad-response` when there is no new
    /// token for now, and the old one has expired or was that of another page.
    pub fn access_token(&self) -> impl Future<Output = Result<Rc<Secret>, Error>> + 'static {
        let session = self.0.id;
        let reply = sessions::call(None, |call| Input::WantToken { call, session });
        async move {
            match reply.await {
                Ok(Reply::Token(token)) => Ok(token),
                Ok(Reply::Failed(error)) => Err(error),
                _ => Err(SESSION_OVER),
            }
        }
    }

    /// Ends the session. It is forgotten in memory and storage before this returns; then its refresh token is revoked, within
    /// the timeout. Final, and harmless when called again.
    pub fn end(&self) -> impl Future<Output = Revocation> + 'static {
        let handle = self.0.clone();
        let reply = sessions::call(None, |call| Input::End { call, session: handle.id });
        async move {
            let revoked = matches!(reply.await, Ok(Reply::Ended { revoked: true }));
            // Of a session that ended before, nothing is left to revoke: what the first call came to counts.
            let revoked = handle.revoked.get().unwrap_or(revoked);
            handle.revoked.set(Some(revoked));
            Revocation { revoked }
        }
    }
}

impl core::fmt::Debug for Impersonation {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.debug_tuple("Impersonation").field(&self.0.id).finish()
    }
}

fn subject(claims: &Claims) -> ImpersonationSubject {
    ImpersonationSubject {
        subject: claims.subject.clone().unwrap_or_default(),
        impersonated_by: claims.impersonated_by.clone(),
    }
}
