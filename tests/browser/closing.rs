//! What is left of embeds on the page once they are closed.

use embed_host::{AttachOptions, Embed, ErrorCode, mount};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{AbortController, Element};

use crate::support::{
    ListenerCount, ask, call, container, minting, options, own_origin, served_frame, until,
};

/// What an open embed listens to, besides its own iframe.
const PAGE: &str = "message online pageshow visibilitychange";

fn names(of: &[&str]) -> String {
    let mut names: Vec<_> = of.iter().flat_map(|names| names.split(' ')).collect();
    names.sort_unstable();
    names.join(" ")
}

async fn open(container: &Element) -> Embed {
    let (source, _) = minting();
    let embed = mount(container, options(&source)).unwrap();
    embed.ready().await.unwrap();
    embed
}

#[wasm_bindgen_test]
async fn an_embed_leaves_no_listener_whatever_it_did_before() {
    let container = container();
    let listeners = ListenerCount::new();

    let embed = mount(&container, options(&minting().0)).unwrap();
    assert_eq!(listeners.names(), names(&[PAGE, "load"]), "before it is ready");
    embed.close();
    assert_eq!(listeners.names(), "", "closed before it is ready");

    let embed = open(&container).await;
    ask(&embed.iframe()).await;
    embed.close();
    assert_eq!(listeners.names(), "", "closed after it answered");

    let embed = open(&container).await;
    embed.reload().await.unwrap();
    let (bob, _) = minting();
    embed.switch_user(&bob, None).await.unwrap();
    assert_eq!(listeners.names(), names(&[PAGE, "load"]), "in its third frame");
    embed.close();
    assert_eq!(listeners.names(), "", "closed in its third frame");
}

#[wasm_bindgen_test]
async fn the_listener_on_a_signal_goes_with_the_embed() {
    let container = container();
    let listeners = ListenerCount::new();
    for abort in [true, false] {
        let controller = AbortController::new().unwrap();
        let mut options = options(&minting().0);
        options.attach.signal = Some(controller.signal());
        let embed = mount(&container, options).unwrap();
        assert_eq!(listeners.names(), names(&[PAGE, "load", "abort"]));
        if abort {
            controller.abort();
        } else {
            drop(embed);
        }
        assert_eq!((listeners.names().as_str(), container.inner_html().as_str()), ("", "<p></p>"));
    }
}

#[wasm_bindgen_test]
async fn an_attached_frame_is_listened_to_no_more() {
    let iframe = served_frame().await;
    let listeners = ListenerCount::new();
    let embed = attach(&iframe);
    ask(&iframe).await;
    assert_eq!(listeners.names(), names(&[PAGE, "load"]));
    embed.close();
    assert_eq!(listeners.names(), "");
    iframe.remove();
}

fn attach(iframe: &web_sys::HtmlIFrameElement) -> Embed {
    embed_host::attach(iframe, AttachOptions::new(own_origin(), &minting().0)).unwrap()
}

#[wasm_bindgen_test]
async fn embeds_share_the_page_s_listeners_and_the_last_one_takes_them_away() {
    let container = container();
    let listeners = ListenerCount::new();
    let mut embeds = Vec::new();
    for _ in 0..3 {
        embeds.push(open(&container).await);
    }
    // Not in the order in which they were opened.
    for place in [1, 0, 0] {
        let loads = vec!["load"; embeds.len()];
        assert_eq!(listeners.names(), names(&[&[PAGE], loads.as_slice()].concat()));
        embeds.remove(place).close();
    }
    assert_eq!(listeners.names(), "");
    open(&container).await.close();
    assert_eq!(listeners.names(), "", "after another one");
    assert_eq!(container.inner_html(), "<p></p>");
}

#[wasm_bindgen_test]
async fn options_that_are_invalid_leave_no_listener() {
    let listeners = ListenerCount::new();
    let (source, _) = minting();
    source.close();
    mount(&container(), options(&source)).unwrap_err();
    assert_eq!(listeners.names(), "");
}

#[wasm_bindgen_test]
async fn what_a_guest_asked_before_the_close_is_not_answered() {
    let container = container();
    let (source, calls) = minting();
    let embed = mount(&container, options(&source)).unwrap();
    embed.ready().await.unwrap();
    let frame = embed.iframe();
    crate::support::request(&frame);
    until("the guest's request", || calls.borrow().len() == 2).await;
    embed.close();
    crate::support::tick().await;
    assert_eq!((calls.borrow().len(), container.inner_html().as_str()), (2, "<p></p>"));
}

/// Replacing an iframe runs code of the page in the middle of it: the old document unloads, and the new one, which is empty at
/// first, has loaded at once.
#[wasm_bindgen_test]
async fn an_embed_that_is_closed_while_its_iframe_is_replaced_leaves_none() {
    for (case, close) in [
        ("as the old one unloads", "guest.addEventListener('pagehide', () => controller.abort())"),
        (
            "as the new one is inserted",
            "document.addEventListener('load', () => controller.abort(), { capture: true, once: true })",
        ),
    ] {
        let (container, controller) = (container(), AbortController::new().unwrap());
        let mut options = options(&minting().0);
        options.attach.signal = Some(controller.signal());
        let embed = mount(&container, options).unwrap();
        embed.ready().await.unwrap();

        let guest = embed.iframe().content_window().unwrap();
        call(close, [("guest", &guest), ("controller", &controller)]);
        let error = embed.switch_user(&minting().0, None).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Aborted, "{case}");
        assert!(container.query_selector("iframe").unwrap().is_none(), "{case}");
    }
}
