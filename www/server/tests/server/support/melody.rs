//! Calls of the Melody Auth stand-in.

use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::World;

/// The usual order: a link for alice, made by the support person.
pub(crate) fn link() -> Value {
    json!({ "user": "alice", "by": "support" })
}

impl World {
    pub(crate) fn melody(&self, path: &str) -> String {
        format!("{}{path}", self.origins.melody)
    }

    pub(crate) fn form(&self, path: &str, members: &[(&str, &str)]) -> RequestBuilder {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(members).finish();
        let request = self.request(Method::POST, &self.melody(path)).body(body);
        request.header("content-type", "application/x-www-form-urlencoded")
    }

    pub(crate) async fn behave(&self, change: Value) {
        self.set(&self.melody("/control/behaviour"), change).await;
    }

    pub(crate) async fn change_user(&self, name: &str, change: Value) {
        self.set(&self.melody(&format!("/control/users/{name}")), change).await;
    }

    /// The answer of the control endpoint that issues refresh tokens.
    pub(crate) async fn issued(&self, order: Value) -> Value {
        let response = self.post(&self.melody("/control/refresh-tokens"), &order).send().await.unwrap();
        assert_eq!(response.status(), 200, "{order}");
        response.json().await.unwrap()
    }

    pub(crate) async fn refresh_token(&self, order: Value) -> String {
        text(&self.issued(order).await, "refresh_token")
    }

    pub(crate) fn exchange(&self, refresh_token: &str) -> RequestBuilder {
        let members = [("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
        self.form("/oauth2/v1/token", &members)
    }

    /// The answer to a successful exchange.
    pub(crate) async fn exchanged(&self, refresh_token: &str) -> Value {
        let response = self.exchange(refresh_token).send().await.unwrap();
        assert_eq!(response.status(), 200);
        response.json().await.unwrap()
    }

    pub(crate) async fn access_token(&self, order: Value) -> String {
        let refresh_token = self.refresh_token(order).await;
        text(&self.exchanged(&refresh_token).await, "access_token")
    }

    pub(crate) async fn app(&self, name: &str) -> Value {
        self.named("/control/apps", name).await
    }

    pub(crate) async fn user(&self, name: &str) -> Value {
        self.named("/control/users", name).await
    }

    async fn named(&self, path: &str, name: &str) -> Value {
        let all = self.json(&self.melody(path)).await;
        all.as_array().unwrap().iter().find(|one| one["name"] == name).unwrap().clone()
    }

    pub(crate) async fn auth_id(&self, name: &str) -> String {
        text(&self.user(name).await, "authId")
    }

    /// An access token for the support backend itself.
    pub(crate) async fn server_token(&self, scope: &str) -> String {
        let app = self.app("s2s").await;
        let members = [("grant_type", "client_credentials"), ("scope", scope)];
        let request = self.form("/oauth2/v1/token", &members);
        let request = request.basic_auth(text(&app, "clientId"), Some(text(&app, "secret")));
        text(&request.send().await.unwrap().json().await.unwrap(), "access_token")
    }

    pub(crate) async fn melody_counts(&self) -> Value {
        self.json(&self.melody("/control/counts")).await
    }
}

pub(crate) fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("no {name}")).to_owned()
}

/// The token with a wrong signature.
pub(crate) fn forged(token: &str) -> String {
    let (signed, signature) = token.rsplit_once('.').unwrap();
    format!("{signed}.{}", signature.chars().rev().collect::<String>())
}

/// The claims of a token, without checking its signature.
pub(crate) fn claims(token: &str) -> Value {
    jsonwebtoken::dangerous::insecure_decode::<Value>(token).unwrap().claims
}

/// The status and the text of an answer. Checks that any page may read it.
pub(crate) async fn said(request: RequestBuilder) -> (u16, String) {
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    let status = response.status().as_u16();
    if status >= 400 {
        assert_eq!(kind(&response), "text/plain; charset=utf-8");
    }
    (status, response.text().await.unwrap())
}

pub(crate) fn kind(response: &Response) -> &str {
    response.headers()["content-type"].to_str().unwrap()
}
