//! A dashboard in an iframe, with its state in words.

use embed_host::{EmbedOptions, Error, Event, State, View, mount};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub struct DashboardProps {
    /// The tenant's origin.
    pub origin: AttrValue,
    /// The dashboard's id.
    pub id: AttrValue,
}

/// What is told of the embed.
#[derive(Clone, PartialEq)]
struct Told {
    state: State,
    sent: u32,
    problem: Option<Error>,
}

impl Reducible for Told {
    type Action = Event;

    fn reduce(self: std::rc::Rc<Self>, event: Event) -> std::rc::Rc<Self> {
        let told = (*self).clone();
        let told = match event {
            Event::StateChange { to, .. } => Self { state: to, ..told },
            Event::TokenSent { .. } => Self { sent: told.sent + 1, ..told },
            Event::TokenError { error, .. } => Self { problem: Some(error), ..told },
            Event::Ready => Self { problem: None, ..told },
            _ => told,
        };
        told.into()
    }
}

/// Shows a dashboard for as long as the component is there.
#[component]
pub fn Dashboard(DashboardProps { origin, id }: &DashboardProps) -> Html {
    let container = use_node_ref();
    let told = use_reducer(|| Told { state: State::Loading, sent: 0, problem: None });
    let refused = use_state(|| None);

    {
        let (container, tell, refused) = (container.clone(), told.dispatcher(), refused.clone());
        use_effect_with((origin.clone(), id.clone()), move |(origin, id)| {
            let mounted = container.cast::<web_sys::Element>().map(|container| {
                let view = View::Dashboard(id.to_string());
                mount(&container, EmbedOptions::new(origin.to_string(), view, "/api/wisdom-token"))
            });
            let kept = match mounted {
                Some(Ok(embed)) => {
                    let subscription = embed.on(move |event| tell.dispatch(*event));
                    Some((subscription, embed))
                }
                Some(Err(error)) => {
                    refused.set(Some(error));
                    None
                }
                None => None,
            };
            // Dropping the embed closes it. The subscription is dropped first: there is nobody to be told.
            move || drop(kept)
        });
    }

    let problem = refused.or(told.problem);
    html! {
        <>
            <p class="state" data-state={told.state.as_str()} data-sent={told.sent.to_string()}>
                {"The dashboard is "}{told.state.as_str()}{"."}
            </p>
            if let Some(error) = problem {
                <p role="alert">{error.message()}</p>
            }
            <div class="dashboard" ref={container}></div>
        </>
    }
}
