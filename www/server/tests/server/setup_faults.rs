//! What is set up wrongly between the support backend and the auth server: each fault has a code and a remedy.

use std::collections::BTreeMap;
use std::time::Duration;

use embed_host_server::host_backend::support::melody_server::MelodyServer;
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::support::World;
use crate::support::console::{order, users};
use crate::support::melody::text;

/// An auth server, which is the stand-in of one world, and a console in another world that is set up for it.
struct SetUp {
    auth: World,
    variables: BTreeMap<&'static str, String>,
}

impl SetUp {
    async fn right() -> Self {
        let auth = World::with_stand_ins().await;
        let (s2s, demo) = (auth.app("s2s").await, auth.app("demo").await);
        let admin = auth.refresh_token(json!({ "user": "support", "app": "panel" })).await;
        let variables = BTreeMap::from([
            ("MELODY_URL", auth.origins.melody.clone()),
            ("MELODY_S2S_CLIENT_ID", text(&s2s, "clientId")),
            ("MELODY_S2S_CLIENT_SECRET", text(&s2s, "secret")),
            ("MELODY_ADMIN_REFRESH_TOKEN", admin),
            ("MELODY_APP_ID", demo["id"].to_string()),
            ("MELODY_CLIENT_ID", text(&demo, "clientId")),
            ("MELODY_REDIRECT_URIS", "https://app.example/callback".to_owned()),
        ]);
        Self { auth, variables }
    }

    async fn with(variable: &'static str, value: &str) -> Self {
        let mut set_up = Self::right().await;
        set_up.variables.insert(variable, value.to_owned());
        set_up
    }

    async fn console(&self) -> Console {
        let variable = |name: &str| self.variables.get(name).cloned();
        let server = MelodyServer::from_environment(variable).unwrap().unwrap();
        let world = World::with_auth_server(server, Duration::from_secs(10)).await;
        let cookie = world.sign_in("support").await;
        Console { world, cookie }
    }

    /// What ordering a link to act as this person comes to.
    async fn ordered(&self, name: &str) -> Fault {
        let auth_id = self.auth.auth_id(name).await;
        let console = self.console().await;
        fault(order(&console.world, &console.cookie, &auth_id)).await
    }

    async fn listed(&self) -> Fault {
        let console = self.console().await;
        fault(users(&console.world, &console.cookie)).await
    }
}

struct Console {
    world: World,
    cookie: String,
}

/// Status, code and sentence of an answer.
type Fault = (u16, String, String);

async fn fault(request: RequestBuilder) -> Fault {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let answer: Value = response.json().await.unwrap();
    (status, answer["code"].as_str().unwrap_or("none").to_owned(), text(&answer, "error"))
}

/// The sentence names what to set right.
#[track_caller]
fn is(found: &Fault, status: u16, code: &str, remedy: &str) {
    assert_eq!((found.0, found.1.as_str()), (status, code), "{}", found.2);
    assert!(found.2.contains(remedy), "{}", found.2);
}

#[tokio::test]
async fn an_admin_without_the_role_is_told_to_get_it() {
    let set_up = SetUp::right().await;
    set_up.auth.change_user("support", json!({ "roles": ["editor"] })).await;
    is(&set_up.ordered("alice").await, 502, "admin-role", "super_admin");
}

#[tokio::test]
async fn a_number_of_no_app_is_named_for_a_link_and_for_the_list() {
    let set_up = SetUp::with("MELODY_APP_ID", "99").await;
    is(&set_up.ordered("alice").await, 502, "unknown-app", "MELODY_APP_ID");
    is(&set_up.listed().await, 502, "unknown-app", "MELODY_APP_ID");
}

#[tokio::test]
async fn an_app_that_is_no_spa_is_named_for_a_link_and_for_the_list() {
    // The number of the S2S app itself.
    let set_up = SetUp::with("MELODY_APP_ID", "3").await;
    is(&set_up.ordered("alice").await, 502, "app-type", "SPA");
    is(&set_up.listed().await, 502, "app-type", "SPA");
}

#[tokio::test]
async fn a_number_and_a_client_id_of_two_apps_are_told() {
    let panel = SetUp::with("MELODY_APP_ID", "2").await;
    is(&panel.listed().await, 502, "app-mismatch", "MELODY_CLIENT_ID");
}

#[tokio::test]
async fn the_backend_s_own_credentials_are_told_apart_from_its_scope() {
    for (variable, value, code) in [
        ("MELODY_S2S_CLIENT_ID", "unknown", "server-client-id"),
        ("MELODY_S2S_CLIENT_SECRET", "guess", "server-secret"),
    ] {
        let set_up = SetUp::with(variable, value).await;
        is(&set_up.listed().await, 502, code, variable);
        is(&set_up.ordered("alice").await, 502, code, variable);
    }
    let set_up = SetUp::right().await;
    set_up.auth.behave(json!({ "serverScopes": ["read_user"] })).await;
    is(&set_up.ordered("alice").await, 502, "server-scope", "root");
}

#[tokio::test]
async fn an_spa_s_client_id_is_no_credential_of_a_server() {
    let mut set_up = SetUp::right().await;
    let demo = set_up.variables["MELODY_CLIENT_ID"].clone();
    set_up.variables.insert("MELODY_S2S_CLIENT_ID", demo);
    is(&set_up.listed().await, 502, "server-client-id", "S2S");
}

#[tokio::test]
async fn the_admin_s_sign_in_is_told_apart_by_what_ended_it() {
    let over = SetUp::with("MELODY_ADMIN_REFRESH_TOKEN", "1.over").await;
    is(&over.ordered("alice").await, 502, "admin-session", "MELODY_ADMIN_REFRESH_TOKEN");
    let disabled = SetUp::right().await;
    disabled.auth.change_user("support", json!({ "disabled": true })).await;
    is(&disabled.ordered("alice").await, 502, "admin-disabled", "disabled");
}

#[tokio::test]
async fn an_admin_s_access_token_that_does_not_count_is_named() {
    let set_up = SetUp::right().await;
    // Over the moment it was issued.
    set_up.auth.behave(json!({ "accessLife": 0 })).await;
    is(&set_up.ordered("alice").await, 502, "admin-token", "MELODY_ADMIN_REFRESH_TOKEN");
}

#[tokio::test]
async fn a_person_without_consent_is_no_fault_of_the_set_up() {
    let set_up = SetUp::right().await;
    for name in ["bob", "dana"] {
        is(&set_up.ordered(name).await, 409, "no-consent", "consent");
    }
    let console = set_up.console().await;
    let nobody = fault(order(&console.world, &console.cookie, "00000000-0000-0000-0000-000000000000")).await;
    is(&nobody, 404, "no-such-user", "no such person");
}

#[tokio::test]
async fn where_no_consent_is_asked_for_nobody_lacks_it_and_links_are_made() {
    let set_up = SetUp::right().await;
    set_up.auth.behave(json!({ "consent": false })).await;
    let Console { world, cookie } = set_up.console().await;
    let list: Value = users(&world, &cookie).send().await.unwrap().json().await.unwrap();
    let consents: Vec<&Value> =
        list["users"].as_array().unwrap().iter().map(|user| &user["consent"]).collect();
    assert_eq!(consents, vec![&json!("not-needed"); 5]);
    let bob = order(&world, &cookie, &set_up.auth.auth_id("bob").await).send().await.unwrap();
    assert_eq!(bob.status(), 200);
}

#[tokio::test]
async fn where_it_is_asked_for_the_list_says_who_has_given_it() {
    let set_up = SetUp::right().await;
    let Console { world, cookie } = set_up.console().await;
    let list: Value = users(&world, &cookie).send().await.unwrap().json().await.unwrap();
    let consents: Vec<&str> =
        list["users"].as_array().unwrap().iter().map(|user| user["consent"].as_str().unwrap()).collect();
    assert_eq!(consents, ["given", "given", "missing", "given", "given"]);
}
