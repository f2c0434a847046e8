//! A dashboard in an iframe, with its state in words.

use embed_host::{Embed, EmbedOptions, Event, State, Subscription, View, mount};
use leptos::html::Div;
use leptos::prelude::*;

/// Shows a dashboard for as long as the component is there.
#[component]
pub fn Dashboard(origin: String, #[prop(into)] id: String) -> impl IntoView {
    let container = NodeRef::<Div>::new();
    let (state, set_state) = signal(State::Loading);
    let (sent, set_sent) = signal(0);
    let (problem, set_problem) = signal(None);
    // Both belong to the page's thread. What comes first is dropped first: there is nobody to be told that the embed was closed.
    let kept = StoredValue::new_local(None::<(Subscription, Embed)>);

    Effect::new(move |_| {
        // It is there once the view is in the document.
        let Some(container) = container.get() else { return };
        let options = EmbedOptions::new(origin.clone(), View::Dashboard(id.clone()), "/api/wisdom-token");
        match mount(&container, options) {
            Ok(embed) => {
                let subscription = embed.on(move |event| match *event {
                    Event::StateChange { to, .. } => set_state.set(to),
                    Event::TokenSent { .. } => set_sent.update(|sent| *sent += 1),
                    Event::TokenError { error, .. } => set_problem.set(Some(error)),
                    Event::Ready => set_problem.set(None),
                    _ => {}
                });
                kept.set_value(Some((subscription, embed)));
            }
            Err(error) => set_problem.set(Some(error)),
        }
    });
    // Dropping the embed closes it.
    on_cleanup(move || kept.set_value(None));

    view! {
        <p class="state" data-state=move || state.get().as_str() data-sent=sent>
            "The dashboard is " {move || state.get().as_str()} "."
        </p>
        {move || problem.get().map(|error| view! { <p role="alert">{error.message()}</p> })}
        <div class="dashboard" node_ref=container></div>
    }
}
