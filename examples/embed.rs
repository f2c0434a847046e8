//! A Rust front end that mounts a dashboard into `#analytics` and shows what goes wrong with it.
//!
//! Compile it with `cargo build --example embed --target wasm32-unknown-unknown`.

use core::convert::Infallible;
use core::future::pending;

use embed_host::{EmbedOptions, Error, ErrorCode, Event, View, mount};
use wasm_bindgen_futures::spawn_local;

/// Shows the dashboard for as long as this is awaited.
async fn show_dashboard() -> Result<Infallible, Error> {
    let document = web_sys::window().and_then(|window| window.document());
    let container = document.and_then(|document| document.get_element_by_id("analytics"));
    let container = container.ok_or(Error::new(ErrorCode::UnsupportedEnvironment))?;

    let view = View::Dashboard("sales".into());
    let embed = mount(&container, EmbedOptions::new("https://acme.askwisdom.ai", view, "/api/wisdom-token"))?;
    let _subscription = embed.on(|event| {
        if let Event::TokenError { error, .. } = event {
            web_sys::console::warn_1(&error.message().into());
        }
    });
    embed.ready().await?;

    // Dropping the embed closes it, and dropping the subscription ends it. A component keeps both in its state; here this
    // function keeps them, and never returns.
    pending().await
}

fn main() {
    spawn_local(async {
        let Err(error) = show_dashboard().await;
        web_sys::console::error_1(&error.message().into());
    });
}
