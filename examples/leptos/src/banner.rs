//! Says whose session is shown while support acts as somebody else, and ends it.

use embed_host::{Impersonation, ImpersonationEvent, ImpersonationOptions, impersonate};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Opens the link of the page, or resumes the session of this tab, and shows the session until it ends.
#[component]
pub fn ImpersonationBanner(server: String, client_id: String) -> impl IntoView {
    let session = RwSignal::new_local(None::<Impersonation>);
    let (problem, set_problem) = signal(None);

    spawn_local(async move {
        match impersonate(ImpersonationOptions::new(server, client_id)).await {
            Ok(Some(opened)) => {
                set_problem.set(opened.link_error());
                // The session is the page's, and outlives this component: so does its listener.
                opened
                    .on(move |event| {
                        // An app that has loaded data of the other user loads its own again here.
                        if let ImpersonationEvent::Ended { .. } = event {
                            session.set(None);
                        }
                    })
                    .forget();
                session.set(Some(opened));
            }
            Ok(None) => {}
            Err(error) => set_problem.set(Some(error)),
        }
    });

    view! {
        {move || problem.get().map(|error| view! { <p role="alert">{error.message()}</p> })}
        {move || session.get().map(|session| view! { <Banner session /> })}
    }
}

#[component]
fn Banner(session: Impersonation) -> impl IntoView {
    let subject = session.subject().to_owned();
    let by = session.impersonated_by().unwrap_or("somebody").to_owned();
    let end = move |_| {
        // It is over at once. What is waited for is that the auth server has revoked it.
        let ended = session.end();
        spawn_local(async move {
            ended.await;
        });
    };
    view! {
        <p class="banner" role="status">
            "You see the app as " <b class="subject">{subject}</b> ", signed in as " <b class="by">{by}</b> "."
            <button on:click=end>"End"</button>
        </p>
    }
}
