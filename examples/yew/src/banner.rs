//! Says whose session is shown while support acts as somebody else, and ends it.

use embed_host::{Impersonation, ImpersonationEvent, ImpersonationOptions, impersonate};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub struct ImpersonationBannerProps {
    /// The auth server.
    pub server: AttrValue,
    /// This app's client id there.
    pub client_id: AttrValue,
}

/// Opens the link of the page, or resumes the session of this tab, and shows the session until it ends.
#[component]
pub fn ImpersonationBanner(props: &ImpersonationBannerProps) -> Html {
    let session = use_state(|| None::<Impersonation>);
    let problem = use_state(|| None);

    {
        let (session, problem) = (session.clone(), problem.clone());
        let options = ImpersonationOptions::new(props.server.to_string(), props.client_id.to_string());
        use_effect_with((), move |_| {
            spawn_local(async move {
                match impersonate(options).await {
                    Ok(Some(opened)) => {
                        problem.set(opened.link_error());
                        // The session is the page's, and outlives this component: so does its listener.
                        let ended = session.clone();
                        opened
                            .on(move |event| {
                                // An app that has loaded data of the other user loads its own again here.
                                if let ImpersonationEvent::Ended { .. } = event {
                                    ended.set(None);
                                }
                            })
                            .forget();
                        session.set(Some(opened));
                    }
                    Ok(None) => {}
                    Err(error) => problem.set(Some(error)),
                }
            });
        });
    }

    html! {
        <>
            if let Some(error) = *problem {
                <p role="alert">{error.message()}</p>
            }
            if let Some(session) = &*session {
                { banner(session) }
            }
        </>
    }
}

fn banner(session: &Impersonation) -> Html {
    let end = {
        let session = session.clone();
        Callback::from(move |_: MouseEvent| {
            // It is over at once. What is waited for is that the auth server has revoked it.
            let ended = session.end();
            spawn_local(async move {
                ended.await;
            });
        })
    };
    html! {
        <p class="banner" role="status">
            {"You see the app as "}<b class="subject">{session.subject()}</b>
            {", signed in as "}<b class="by">{session.impersonated_by().unwrap_or("somebody")}</b>{"."}
            <button onclick={end}>{"End"}</button>
        </p>
    }
}
