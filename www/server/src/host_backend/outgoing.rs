//! Calls to other servers: redirects are not followed, so no secret goes to another address, and answers have a size
//! limit.

use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Response};
use url::Url;

use crate::loopback;

/// No answer with a token or a page of users is anywhere near as long.
const LONGEST_ANSWER: usize = 256 * 1024;

/// A client for the server at `origin`.
pub(super) fn client(origin: &Url) -> ClientBuilder {
    // A redirect would send the secret to another address.
    let http = Client::builder().redirect(Policy::none());
    if loopback::is_loopback(origin) { http.no_proxy() } else { http }
}

/// Why an answer could not be read.
#[derive(Debug)]
pub(super) enum Unread {
    /// The connection broke, or took too long.
    Transport(reqwest::Error),
    /// It was longer than the limit.
    TooLong,
}

/// All of an answer's body.
pub(super) async fn whole_body(response: Response) -> Result<Vec<u8>, Unread> {
    body_up_to(LONGEST_ANSWER, response).await
}

/// All of an answer's body, if it has no more than `longest` bytes.
pub(super) async fn body_up_to(longest: usize, mut response: Response) -> Result<Vec<u8>, Unread> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(Unread::Transport)? {
        body.extend_from_slice(&chunk);
        if body.len() > longest {
            return Err(Unread::TooLong);
        }
    }
    Ok(body)
}
