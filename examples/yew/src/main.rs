//! A Yew app with a WisdomAI dashboard, and with impersonation links of Melody Auth.
//!
//! `trunk serve` runs it; `docs/rust.md` says what it needs.

mod banner;
mod dashboard;
mod settings;

use banner::ImpersonationBanner;
use dashboard::Dashboard;
use embed_host::{LinkNames, keep_links};
use settings::Settings;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

fn main() {
    // First of all, before a router or an error report reads the address. What is wrong with it is what `impersonate` gives.
    let _ = keep_links(&LinkNames::default());
    yew::Renderer::<App>::new().render();
}

#[component]
fn App() -> Html {
    let settings = use_state(|| None);
    {
        let settings = settings.clone();
        use_effect_with((), move |_| spawn_local(async move { settings.set(Some(Settings::load().await)) }));
    }
    let page = match &*settings {
        None => Html::default(),
        Some(Ok(settings)) => html! { <Page settings={settings.clone()} /> },
        Some(Err(_)) => html! { <p role="alert">{"The settings cannot be loaded."}</p> },
    };
    html! { <><h1>{"Sales"}</h1>{page}</> }
}

#[derive(PartialEq, Properties)]
struct PageProps {
    settings: Settings,
}

/// The banner, and the dashboard unless it is hidden.
#[component]
fn Page(PageProps { settings }: &PageProps) -> Html {
    let Settings { wisdom, melody, melody_client_id } = settings;
    let shown = use_state(|| true);
    let toggle = {
        let shown = shown.clone();
        Callback::from(move |_: MouseEvent| shown.set(!*shown))
    };
    html! {
        <>
            <ImpersonationBanner server={melody.clone()} client_id={melody_client_id.clone()} />
            <button class="toggle" onclick={toggle}>{ if *shown { "Hide" } else { "Show" } }</button>
            if *shown {
                <Dashboard origin={wisdom.clone()} id="sales" />
            }
        </>
    }
}
