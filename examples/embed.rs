//! A Rust front end that mounts a dashboard into `#analytics` and shows what happens to it.
//!
//! Compile it with `cargo build --example front_end --target wasm32-unknown-unknown`.

#[cfg(target_arch = "wasm32")]
mod front_end {
    use embed_host::{EmbedOptions, Error, ErrorCode, Event, View, mount};
    use wasm_bindgen_futures::spawn_local;

    /// Mounts the view, and keeps it for as long as it is shown.
    async fn show_dashboard() -> Result<(), Error> {
        let document = web_sys::window().and_then(|window| window.document());
        let container = document.and_then(|document| document.get_element_by_id("analytics"));
        let container = container.ok_or(Error::new(ErrorCode::UnsupportedEnvironment))?;

        let options = EmbedOptions::new(
            "https://acme.askwisdom.ai",
            View::Dashboard("sales".into()),
            "/api/wisdom-token",
        );
        let embed = mount(&container, options)?;
        embed.on(|event| {
            if let Event::TokenError { error, .. } = event {
                web_sys::console::warn_1(&error.message().into());
            }
        });
        embed.ready().await?;

        // The embed is closed when it is dropped: a component keeps it in its state. This page shows it for good.
        core::mem::forget(embed);
        Ok(())
    }

    pub(crate) fn start() {
        spawn_local(async {
            if let Err(error) = show_dashboard().await {
                web_sys::console::error_1(&error.message().into());
            }
        });
    }
}

fn main() {
    #[cfg(target_arch = "wasm32")]
    front_end::start();
}
