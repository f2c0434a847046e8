//! Tokens, and sources that give them.

use std::cell::RefCell;
use std::rc::Rc;

use embed_host::{EmbedOptions, FetchReason, TokenContext, TokenGrant, TokenSource, View};
use js_sys::JSON;

use super::auth_server::unsigned_jwt;
use super::page::own_origin;

/// What a source was called for.
pub(crate) type Calls = Rc<RefCell<Vec<FetchReason>>>;

/// A compact JWT that was issued at the given second and lives an hour.
pub(crate) fn jwt(issued_at: u32) -> String {
    let claims = JSON::parse(&format!(r#"{{"iat":{issued_at},"exp":{}}}"#, issued_at + 3600)).unwrap();
    unsigned_jwt(&claims)
}

/// A source that gives a newer token at each call.
pub(crate) fn minting() -> (TokenSource, Calls) {
    minting_with(None)
}

/// The same, of tokens that live so many seconds.
pub(crate) fn minting_for(seconds: u32) -> (TokenSource, Calls) {
    minting_with(Some(seconds))
}

fn minting_with(expires_in: Option<u32>) -> (TokenSource, Calls) {
    let calls = Calls::default();
    let seen = calls.clone();
    let callback = move |context: TokenContext| {
        seen.borrow_mut().push(context.reason);
        let issued_at = u32::try_from(seen.borrow().len()).unwrap();
        async move { Ok(TokenGrant { expires_in, ..TokenGrant::new(jwt(issued_at)) }) }
    };
    (TokenSource::callback(callback, None, None), calls)
}

/// A view of the page's own origin.
pub(crate) fn options(source: &TokenSource) -> EmbedOptions {
    EmbedOptions::new(own_origin(), View::Path("/guest".into()), source)
}
