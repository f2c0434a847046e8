//! Refuses requests from pages of other origins.
//!
//! A browser may send the session cookie with requests that other pages cause, too. Without CORS headers those pages
//! cannot read the answer, but the request would still be carried out. So it is refused, by what the browser says of
//! its sender.
//!
//! That is not always enough, so the cookie is `SameSite=Strict` as well (see [`super::sign_in`]). Each of the two has a
//! gap that the other closes: this check does not see a navigation in a browser that says nothing of its sender, and
//! `Strict` does not keep out other origins of one's own site, such as another subdomain.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::refusal::Refusal;
use super::state::HostBackend;

const CROSS_ORIGIN: Refusal = Refusal::new(StatusCode::FORBIDDEN, "cross-origin", "cross-origin");

/// Lets a request pass if it comes from a page of this backend's own origin, or not from a browser.
pub async fn required(State(backend): State<HostBackend>, request: Request, next: Next) -> Response {
    if is_same_origin(request.headers(), &backend.origin) {
        next.run(request).await
    } else {
        CROSS_ORIGIN.into_response()
    }
}

/// `Sec-Fetch-Site` decides if it is present, since pages cannot set it. Browsers send it over https and to loopback;
/// older ones do not. `Origin` comes with each `POST`, and with each `fetch` to another origin. A request with neither may
/// be a script's of the own page, a program's, or a navigation to this address that another page began. The last of these
/// comes without the session cookie, which is `SameSite=Strict`.
fn is_same_origin(headers: &HeaderMap, own: &str) -> bool {
    match (headers.get("sec-fetch-site"), headers.get(header::ORIGIN)) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => origin == own,
        (None, None) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::is_same_origin;
    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    fn allowed(headers: &[(&'static str, &'static str)]) -> bool {
        let entry = |&(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value));
        is_same_origin(&headers.iter().map(entry).collect::<HeaderMap>(), "https://app.example.com")
    }

    #[test]
    fn what_the_browser_says_about_the_sender_decides() {
        assert!(allowed(&[("sec-fetch-site", "same-origin")]));
        for site in ["cross-site", "same-site", "none", ""] {
            assert!(!allowed(&[("sec-fetch-site", site)]), "{site}");
            assert!(!allowed(&[("sec-fetch-site", site), ("origin", "https://app.example.com")]), "{site}");
        }
    }

    #[test]
    fn without_it_the_origin_has_to_be_exactly_our_own() {
        assert!(allowed(&[("origin", "https://app.example.com")]));
        for origin in
            ["null", "https://app.example.com.evil.org", "http://app.example.com", "https://example.com"]
        {
            assert!(!allowed(&[("origin", origin)]), "{origin}");
        }
    }

    #[test]
    fn a_sender_of_which_nothing_is_said_may_ask() {
        assert!(allowed(&[]));
    }
}
