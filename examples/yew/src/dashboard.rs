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

/// What is shown of an embed that has reported nothing.
const INITIAL: Told = Told { state: State::Loading, sent: 0, problem: None };

/// What changes it.
enum Action {
    /// Another embed is to be mounted.
    Reset,
    /// It could not be mounted.
    Failed(Error),
    /// The embed reports something.
    Event(Event),
}

impl Reducible for Told {
    type Action = Action;

    fn reduce(self: std::rc::Rc<Self>, action: Action) -> std::rc::Rc<Self> {
        let told = (*self).clone();
        let told = match action {
            Action::Reset => INITIAL,
            Action::Failed(error) => Self { problem: Some(error), ..told },
            Action::Event(Event::StateChange { to, .. }) => Self { state: to, ..told },
            Action::Event(Event::TokenSent { .. }) => Self { sent: told.sent + 1, ..told },
            Action::Event(Event::TokenError { error, .. }) => Self { problem: Some(error), ..told },
            Action::Event(Event::Ready) => Self { problem: None, ..told },
            Action::Event(_) => told,
        };
        told.into()
    }
}

/// Shows a dashboard for as long as the component is there.
#[component]
pub fn Dashboard(DashboardProps { origin, id }: &DashboardProps) -> Html {
    let container = use_node_ref();
    // `_eq`: the reset of a component that is new renders nothing again.
    let told = use_reducer_eq(|| INITIAL);

    {
        let (container, tell) = (container.clone(), told.dispatcher());
        use_effect_with((origin.clone(), id.clone()), move |(origin, id)| {
            // The state and the error of the former embed are not those of this one.
            tell.dispatch(Action::Reset);
            let mounted = container.cast::<web_sys::Element>().map(|container| {
                let view = View::Dashboard(id.to_string());
                mount(&container, EmbedOptions::new(origin.to_string(), view, "/api/wisdom-token"))
            });
            let kept = match mounted {
                Some(Ok(embed)) => {
                    let subscription = embed.on(move |event| tell.dispatch(Action::Event(*event)));
                    Some((subscription, embed))
                }
                Some(Err(error)) => {
                    tell.dispatch(Action::Failed(error));
                    None
                }
                None => None,
            };
            // Dropping the embed closes it. The subscription is dropped first: there is nobody to be told.
            move || drop(kept)
        });
    }

    html! {
        <>
            <p class="state" data-state={told.state.as_str()} data-sent={told.sent.to_string()}>
                {"The dashboard is "}{told.state.as_str()}{"."}
            </p>
            if let Some(error) = told.problem {
                <p role="alert">{error.message()}</p>
            }
            <div class="dashboard" ref={container}></div>
        </>
    }
}
