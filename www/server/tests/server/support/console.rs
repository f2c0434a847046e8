//! Calls of the support endpoints.

use reqwest::RequestBuilder;
use serde_json::json;

use super::World;
use super::melody::text;

pub(crate) fn users(world: &World, cookie: &str) -> RequestBuilder {
    world.get(&world.host("/api/support/users")).header("cookie", cookie)
}

pub(crate) fn page(world: &World, cookie: &str, page: &str) -> RequestBuilder {
    world.get(&world.host(&format!("/api/support/users?page={page}"))).header("cookie", cookie)
}

pub(crate) fn order(world: &World, cookie: &str, auth_id: &str) -> RequestBuilder {
    let body = json!({ "authId": auth_id });
    world.post(&world.host("/api/support/impersonate"), &body).header("cookie", cookie)
}

pub(crate) async fn refused(request: RequestBuilder) -> (u16, String) {
    let response = request.send().await.unwrap();
    assert_eq!(response.headers()["cache-control"], "no-store");
    let status = response.status().as_u16();
    (status, text(&response.json().await.unwrap(), "error"))
}
