//! A Leptos app with a WisdomAI dashboard, and with impersonation links of Melody Auth.
//!
//! `trunk serve` runs it; `docs/rust.md` says what it needs.

mod banner;
mod dashboard;
mod settings;

use banner::ImpersonationBanner;
use dashboard::Dashboard;
use embed_host::{LinkNames, keep_links};
use leptos::prelude::*;
use settings::Settings;

fn main() {
    // First of all, before a router or an error report reads the address. What is wrong with it is what `impersonate` gives.
    let _ = keep_links(&LinkNames::default());
    leptos::mount::mount_to_body(App);
}

#[component]
fn App() -> impl IntoView {
    let settings = LocalResource::new(async || Settings::load().await.ok());
    view! {
        <h1>"Sales"</h1>
        {move || settings.get().map(|loaded| match loaded {
            Some(settings) => view! { <Page settings /> }.into_any(),
            None => view! { <p role="alert">"The settings cannot be loaded."</p> }.into_any(),
        })}
    }
}

/// The banner, and the dashboard unless it is hidden.
#[component]
fn Page(settings: Settings) -> impl IntoView {
    let Settings { wisdom, melody, melody_client_id } = settings;
    let (shown, set_shown) = signal(true);
    view! {
        <ImpersonationBanner server=melody client_id=melody_client_id />
        <button class="toggle" on:click=move |_| set_shown.update(|shown| *shown = !*shown)>
            {move || if shown.get() { "Hide" } else { "Show" }}
        </button>
        <Show when=move || shown.get()>
            <Dashboard origin=wisdom.clone() id="sales" />
        </Show>
    }
}
