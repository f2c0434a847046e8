//! A token endpoint for embed-host: `GET /api/wisdom-token` answers `{ "token", "expires_in" }` to whoever is signed in.

use std::env;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::Context;
use aws_lc_rs::hmac;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, RETRY_AFTER};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use axum_extra::extract::CookieJar;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use reqwest::{Client, redirect};
use serde::Deserialize;
use serde_json::json;
use tokio::net::TcpListener;

const MUTATION: &str = "\
    mutation ImpersonateUser($accessToken: String!, $userEmail: String!) {
        impersonateUser(accessToken: $accessToken, userEmail: $userEmail)
    }";

/// The page waits ten seconds for its token: this leaves it the time to ask again.
const TIMEOUT: Duration = Duration::from_secs(4);

struct Backend {
    wisdom: Client,
    endpoint: String,
    access_key: String,
    session_key: hmac::Key,
}

/// Why there is no token. WisdomAI's own words are not in here: they may hold a token.
enum NoToken {
    Unavailable,
    Refused,
}

impl Backend {
    fn from_environment() -> anyhow::Result<Self> {
        let session_secret = required("SESSION_SECRET")?;
        Ok(Self {
            // Redirects are not followed, so the access key goes to no other address.
            wisdom: Client::builder().timeout(TIMEOUT).redirect(redirect::Policy::none()).build()?,
            endpoint: format!("{}/graphql", required("WISDOM_ORIGIN")?),
            access_key: required("WISDOM_ACCESS_KEY")?,
            session_key: hmac::Key::new(hmac::HMAC_SHA256, session_secret.as_bytes()),
        })
    }

    /// The email address of whoever is signed in. Put your app's own session check here.
    ///
    /// This one reads a cookie that your sign-in sets, `<address>.<end in Unix seconds>.<signature>`: the signature is the
    /// HMAC-SHA256 of what stands before it, and both it and the address are in base64url. Set the cookie with `HttpOnly`,
    /// `Secure` and `SameSite=Strict`.
    fn signed_in_user(&self, cookies: &CookieJar) -> Option<String> {
        let (signed, signature) = cookies.get("session")?.value().rsplit_once('.')?;
        let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).ok()?;
        hmac::verify(&self.session_key, signed.as_bytes(), &signature).ok()?;
        let (user, end) = signed.split_once('.')?;
        let end = SystemTime::UNIX_EPOCH + Duration::from_secs(end.parse().ok()?);
        let user = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(user).ok()?).ok()?;
        (end > SystemTime::now()).then_some(user)
    }

    /// A new token for a user whom WisdomAI knows.
    async fn mint(&self, user_email: &str) -> Result<String, NoToken> {
        let variables = json!({ "accessToken": self.access_key, "userEmail": user_email });
        let request =
            self.wisdom.post(&self.endpoint).json(&json!({ "query": MUTATION, "variables": variables }));
        let response = request.send().await.map_err(|_| NoToken::Unavailable)?;
        let status = response.status();
        if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
            return Err(NoToken::Unavailable);
        }
        let body = response.bytes().await.map_err(|_| NoToken::Unavailable)?;
        let answer = serde_json::from_slice::<Answer>(&body).ok().filter(|_| status == StatusCode::OK);
        answer.and_then(|answer| answer.data?.impersonate_user).ok_or(NoToken::Refused)
    }
}

#[derive(Deserialize)]
struct Answer {
    data: Option<Data>,
}

#[derive(Deserialize)]
struct Data {
    #[serde(rename = "impersonateUser")]
    impersonate_user: Option<String>,
}

#[derive(Deserialize)]
struct Claims {
    iat: u64,
    exp: u64,
}

/// How long the token lives, in seconds, if it says so.
fn lifetime(token: &str) -> Option<u64> {
    let payload = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let Claims { iat, exp } = serde_json::from_slice(&payload).ok()?;
    exp.checked_sub(iat)
}

async fn wisdom_token(
    State(backend): State<Arc<Backend>>,
    headers: HeaderMap,
    cookies: CookieJar,
) -> Response {
    if headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin") {
        return answer(StatusCode::FORBIDDEN, json!({ "error": "only for pages of this origin" }));
    }
    let Some(user) = backend.signed_in_user(&cookies) else {
        return answer(StatusCode::UNAUTHORIZED, json!({ "error": "not signed in" }));
    };
    match backend.mint(&user).await {
        Ok(token) => match lifetime(&token) {
            Some(seconds) => answer(StatusCode::OK, json!({ "token": token, "expires_in": seconds })),
            None => answer(StatusCode::OK, json!({ "token": token })),
        },
        Err(NoToken::Unavailable) => {
            eprintln!("WisdomAI could not be reached, is overloaded or down");
            // At random, so that pages which failed together do not come back together.
            let retry_after = rand::random_range(2..=5).to_string();
            let refusal = answer(StatusCode::SERVICE_UNAVAILABLE, json!({ "error": "try again" }));
            ([(RETRY_AFTER, retry_after)], refusal).into_response()
        }
        Err(NoToken::Refused) => {
            eprintln!("WisdomAI refused: is the access key valid, and does the user exist?");
            answer(StatusCode::BAD_GATEWAY, json!({ "error": "no token" }))
        }
    }
}

fn answer(status: StatusCode, content: serde_json::Value) -> Response {
    (status, [(CACHE_CONTROL, "no-store")], Json(content)).into_response()
}

fn required(name: &str) -> anyhow::Result<String> {
    env::var(name).with_context(|| format!("the environment has no {name}"))
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let backend = Arc::new(Backend::from_environment()?);
    let port = env::var("PORT").unwrap_or_else(|_| "3000".to_owned());
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    println!("listening on http://{}", listener.local_addr()?);
    let app = Router::new().route("/api/wisdom-token", get(wisdom_token)).with_state(backend);
    Ok(axum::serve(listener, app).await?)
}
