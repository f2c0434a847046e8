//! An auth server that is a replaced `fetch`.

use std::cell::Cell;

use embed_host::{
    Error, Impersonation, ImpersonationLink, ImpersonationOptions, LinkSource, Secret, impersonate,
};
use js_sys::{Date, JSON, Object, Reflect};
use wasm_bindgen::JsValue;

use super::fetch::{ReplacedFetch, Requested, answer, json_answer};
use super::page::window;

/// The address of the auth server.
pub(crate) const SERVER: &str = "https://auth.acme.test";

thread_local! {
    static NUMBER: Cell<u32> = const { Cell::new(0) };
}

/// A refresh token that no test had before: the page remembers which links have ended.
pub(crate) fn link() -> ImpersonationLink {
    let number = NUMBER.with(|last| last.replace(last.get() + 1));
    let refresh_token = Secret::new(format!("2.link{number}"));
    ImpersonationLink { refresh_token, expires_on: None, expires_in: Some(1800) }
}

/// A JWT with these claims and no signature to speak of.
pub(crate) fn unsigned_jwt(claims: &JsValue) -> String {
    let part = |text: &str| {
        let encoded = window().btoa(text).unwrap();
        encoded.replace('+', "-").replace('/', "_").trim_end_matches('=').to_owned()
    };
    let claims = String::from(JSON::stringify(claims).unwrap());
    [part(r#"{"alg":"RS256"}"#), part(&claims), part("signature")].join(".")
}

/// The claims of a good session for this app.
pub(crate) fn session_claims(client_id: &str) -> Object {
    let claims = Object::new();
    let now = (Date::now() / 1000.0).floor();
    let rows: [(&str, JsValue); 7] = [
        ("iss", SERVER.into()),
        ("azp", client_id.into()),
        ("sub", "bob".into()),
        ("impersonatedBy", "support".into()),
        ("iat", now.into()),
        ("exp", (now + 900.0).into()),
        ("roles", JSON::parse(r#"["reader","writer"]"#).unwrap()),
    ];
    for (name, value) in rows {
        Reflect::set(&claims, &name.into(), &value).unwrap();
    }
    claims
}

/// An auth server that grants sessions to one app.
pub(crate) struct AuthServer {
    client_id: String,
    pub(crate) fetch: ReplacedFetch,
}

impl AuthServer {
    /// One that exchanges and revokes every refresh token.
    pub(crate) fn granting(client_id: &str) -> Self {
        Self::with_claims(client_id, |_| {})
    }

    /// One whose access tokens have other claims.
    pub(crate) fn with_claims(client_id: &str, change: impl Fn(&Object) + 'static) -> Self {
        let app = client_id.to_owned();
        Self::answering(client_id, move |requested, _| {
            if requested.url.ends_with("/revoke") {
                return answer(200, "");
            }
            let claims = session_claims(&app);
            change(&claims);
            granted(&unsigned_jwt(&claims))
        })
    }

    /// One that answers as it is told.
    pub(crate) fn answering(
        client_id: &str,
        respond: impl Fn(&Requested, usize) -> JsValue + 'static,
    ) -> Self {
        Self { client_id: client_id.into(), fetch: ReplacedFetch::with(respond) }
    }

    /// Options of the app.
    pub(crate) fn options(&self, link: impl Into<Option<ImpersonationLink>>) -> ImpersonationOptions {
        let mut options = ImpersonationOptions::new(SERVER, self.client_id.as_str());
        options.link = link.into().map_or(LinkSource::None, LinkSource::Given);
        options
    }

    /// Under which key the session of the app is stored.
    pub(crate) fn key(&self) -> String {
        format!("embed-host-impersonation:{}@{SERVER}", self.client_id)
    }

    /// Drops the link that the page keeps after a failure that may pass, so that no other test finds it.
    pub(crate) async fn drop_kept_link(&self) {
        let _refusing = ReplacedFetch::with(|_, _| answer(401, ""));
        let mut options = self.options(None);
        options.link = LinkSource::Page;
        // Either there is none, or it is refused for good.
        let _: Result<Option<Impersonation>, Error> = impersonate(options).await;
    }

    /// The paths that were posted to.
    pub(crate) fn paths(&self) -> Vec<String> {
        let requests = self.fetch.requests();
        requests.iter().map(|requested| requested.url.replace(SERVER, "")).collect()
    }
}

/// The answer to a good exchange.
pub(crate) fn granted(access_token: &str) -> JsValue {
    let body = Object::new();
    Reflect::set(&body, &"access_token".into(), &access_token.into()).unwrap();
    Reflect::set(&body, &"expires_in".into(), &900.into()).unwrap();
    json_answer(&body)
}
