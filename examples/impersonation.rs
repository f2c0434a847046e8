//! A Rust front end that opens impersonation links. `#banner` says who is impersonated and by whom, and the button `#end` ends
//! it.
//!
//! Compile it with `cargo build --example impersonation --target wasm32-unknown-unknown`.

use embed_host::{
    Error, ErrorCode, Impersonation, ImpersonationEvent, ImpersonationOptions, LinkNames, impersonate,
    keep_links,
};
use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Document, HtmlElement};

const NO_ELEMENT: Error = Error::new(ErrorCode::UnsupportedEnvironment);

/// Opens the link of the page, or resumes the session of this tab.
async fn open() -> Result<Option<Impersonation>, Error> {
    impersonate(ImpersonationOptions::new("https://auth.acme.example", "acme-app")).await
}

/// Says who is impersonated, until the session has ended.
async fn show(session: &Impersonation, banner: &HtmlElement, end: &HtmlElement) {
    let impersonator = session.impersonated_by().unwrap_or("somebody");
    banner.set_text_content(Some(&format!("You see the app as {}: {impersonator}", session.subject())));
    banner.set_hidden(false);

    let shown = banner.clone();
    let _subscription = session.on(move |event| match event {
        ImpersonationEvent::Expiring { .. } => shown.set_title("The session ends in a minute"),
        ImpersonationEvent::Ended { .. } => shown.set_hidden(true),
        ImpersonationEvent::Error(code) => web_sys::console::warn_1(&code.message().into()),
    });

    clicked(end).await;
    let ended = session.end().await;
    if !ended.revoked {
        web_sys::console::warn_1(&"the session has ended here; its token expires by itself".into());
    }
}

/// Waits for a click. A promise's own `resolve` is the listener.
async fn clicked(button: &HtmlElement) {
    let click = Promise::new(&mut |resolve, _| button.set_onclick(Some(&resolve.unchecked_into())));
    // It is never rejected.
    let _click = JsFuture::from(click).await;
    button.set_onclick(None);
}

fn element(document: &Document, id: &str) -> Result<HtmlElement, Error> {
    let element = document.get_element_by_id(id).and_then(|element| element.dyn_into().ok());
    element.ok_or(NO_ELEMENT)
}

async fn run(kept: Result<(), Error>) -> Result<(), Error> {
    kept?;
    let session = open().await?;
    let document = web_sys::window().and_then(|window| window.document()).ok_or(NO_ELEMENT)?;
    if let Some(session) = session {
        show(&session, &element(&document, "banner")?, &element(&document, "end")?).await;
    }
    Ok(())
}

/// Shows an error where the banner would be.
fn show_error(error: Error) {
    let document = web_sys::window().and_then(|window| window.document());
    let banner = document.and_then(|document| element(&document, "banner").ok());
    match banner {
        Some(banner) => {
            banner.set_text_content(Some(error.message()));
            banner.set_hidden(false);
        }
        None => web_sys::console::error_1(&error.message().into()),
    }
}

fn main() {
    // First of all, before a router, a library or an error report reads the address.
    let kept = keep_links(&LinkNames::default());
    spawn_local(async move {
        if let Err(error) = run(kept).await {
            show_error(error);
        }
    });
}
