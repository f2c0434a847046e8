//! The users are created at WisdomAI, with their roles and stable attributes, before anybody acts as one of them.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::{World, log};

const EXPLORER: &str = "00000000-0000-0000-0000-000000000002";
const VIEWER: &str = "00000000-0000-0000-0000-000000000003";

impl World {
    /// Waits until everybody is provisioned that the backend provisions on start, and counts from then on.
    async fn provisioned() -> Self {
        let world = Self::with_stand_ins().await;
        for user in ["alice", "bob"] {
            world.token(user).await;
        }
        world.wisdom_reset().await;
        world
    }

    async fn wisdom_reset(&self) {
        self.set(&self.wisdom("/control/reset"), json!({})).await;
    }

    async fn forget_users(&self) {
        let forgotten = self.delete(&self.wisdom("/control/users")).send().await.unwrap();
        assert_eq!(forgotten.status(), StatusCode::NO_CONTENT);
    }

    /// Lets the operations misbehave that are members of `faults`.
    async fn operations(&self, faults: Value) {
        self.set(&self.wisdom("/control/behaviour"), json!({ "operations": faults })).await;
    }

    async fn directory(&self) -> Vec<Value> {
        self.json(&self.wisdom("/control/users")).await.as_array().unwrap().clone()
    }

    async fn person(&self, email: &str) -> Value {
        self.directory().await.into_iter().find(|user| user["email"] == email).unwrap()
    }

    /// Calls of `exchangeAccessToken`, `listUsers`, `createUsers` and `setUserAttributes`.
    async fn managed(&self) -> [u64; 4] {
        let counts = self.json(&self.wisdom("/control/counts")).await;
        ["exchanges", "userLists", "usersCreated", "attributesSet"].map(|name| counts[name].as_u64().unwrap())
    }

    /// A refused mint makes the backend forget that alice was provisioned.
    async fn unprovisioned_alice(&self) -> String {
        let cookie = self.sign_in("alice").await;
        self.forget_users().await;
        assert_eq!(self.ask_for_token(&cookie).await.status(), StatusCode::BAD_GATEWAY);
        self.wisdom_reset().await;
        cookie
    }
}

#[tokio::test]
async fn everybody_is_created_on_start_with_their_roles_and_stable_attributes() {
    let world = World::with_stand_ins().await;
    world.until(&world.wisdom("/control/counts"), "usersCreated", 2).await;
    for (email, region) in [("alice@example.com", "Europe"), ("bob@example.com", "America")] {
        let user = world.person(email).await;
        assert_eq!(
            user["userAttributes"],
            json!([{ "key": "region", "value": region, "source": "DATABASE" }])
        );
        let roles: Vec<&str> = user["roleAssignments"]
            .as_array()
            .unwrap()
            .iter()
            .map(|assignment| assignment["roleId"].as_str().unwrap())
            .collect();
        assert_eq!(roles, [EXPLORER, VIEWER]);
    }
    assert_eq!(world.managed().await, [1, 2, 2, 0]);
}

#[tokio::test]
async fn a_token_has_the_stable_attributes_and_those_of_the_session() {
    let world = World::with_stand_ins().await;
    let token = world.token("alice").await;
    let claims = jsonwebtoken::dangerous::insecure_decode::<Value>(&token).unwrap().claims;
    assert_eq!(claims["attributes"], json!({ "region": "Europe", "period": "today" }));
    let stored = world.person("alice@example.com").await["userAttributes"].to_string();
    assert!(!stored.contains("period"), "what is of the session is not stored");
}

#[tokio::test]
async fn once_provisioned_no_sign_in_and_no_token_asks_again() {
    let world = World::provisioned().await;
    for user in ["alice", "bob", "alice"] {
        world.token(user).await;
    }
    assert_eq!(world.managed().await, [0, 0, 0, 0]);
}

#[tokio::test]
async fn roles_that_somebody_changed_by_hand_stay() {
    let world = World::provisioned().await;
    let cookie = world.unprovisioned_alice().await;
    let admin = json!([{ "roleId": "00000000-0000-0000-0000-000000000001", "scopes": [] }]);
    let user = json!({ "email": "alice@example.com", "roleAssignments": admin });
    world.set(&world.wisdom("/control/users"), user).await;
    assert_eq!(world.ask_for_token(&cookie).await.status(), StatusCode::OK);
    assert_eq!(world.managed().await, [0, 1, 0, 1]);
    assert_eq!(world.person("alice@example.com").await["roleAssignments"], admin);
}

#[tokio::test]
async fn attributes_of_others_stay_and_ours_are_set_since_all_are_replaced() {
    let world = World::provisioned().await;
    let cookie = world.unprovisioned_alice().await;
    let attributes = json!([
        { "key": "tier", "value": "gold", "source": "DATABASE" },
        { "key": "region", "value": "Asia", "source": "DATABASE" },
        { "key": "department", "value": "sales", "source": "JWT" },
    ]);
    let user = json!({ "email": "alice@example.com", "userAttributes": attributes });
    world.set(&world.wisdom("/control/users"), user).await;
    assert_eq!(world.ask_for_token(&cookie).await.status(), StatusCode::OK);
    let mut stored = world.person("alice@example.com").await["userAttributes"].as_array().unwrap().clone();
    stored.sort_by_key(|attribute| attribute["key"].to_string());
    assert_eq!(
        json!(stored),
        json!([
            { "key": "department", "value": "sales", "source": "JWT" },
            { "key": "region", "value": "Europe", "source": "DATABASE" },
            { "key": "tier", "value": "gold", "source": "DATABASE" },
        ])
    );
}

#[tokio::test]
async fn somebody_who_is_as_they_should_be_is_left_alone() {
    let world = World::provisioned().await;
    let cookie = world.unprovisioned_alice().await;
    let attributes = json!([{ "key": "region", "value": "Europe", "source": "DATABASE" }]);
    let user = json!({ "email": "alice@example.com", "userAttributes": attributes });
    world.set(&world.wisdom("/control/users"), user).await;
    assert_eq!(world.ask_for_token(&cookie).await.status(), StatusCode::OK);
    assert_eq!(world.managed().await, [0, 1, 0, 0]);
}

#[tokio::test]
async fn a_user_whom_the_tenant_does_not_know_any_more_is_created_at_the_next_request() {
    let world = World::provisioned().await;
    let cookie = world.unprovisioned_alice().await;
    assert_eq!(world.ask_for_token(&cookie).await.status(), StatusCode::OK);
    assert_eq!(world.managed().await, [0, 1, 1, 0]);
}

#[tokio::test]
async fn two_requests_at_once_create_one_user() {
    let world = World::provisioned().await;
    let cookie = world.unprovisioned_alice().await;
    world.operations(json!({ "listUsers": { "kind": "hang" } })).await;
    world.set(&world.host("/counts/reset"), json!({})).await;
    let [first, second] = [0, 1].map(|_| tokio::spawn(world.token_request(&cookie).send()));
    world.until(&world.host("/counts"), "tokenRequests", 2).await;
    world.until(&world.wisdom("/control/counts"), "userLists", 1).await;
    world.operations(json!({ "listUsers": { "kind": "none" } })).await;
    world.set(&world.wisdom("/control/release"), json!({})).await;
    for request in [first, second] {
        assert_eq!(request.await.unwrap().unwrap().status(), StatusCode::OK);
    }
    assert_eq!(world.managed().await, [0, 1, 1, 0]);
}

#[tokio::test]
async fn what_is_transient_is_tried_again() {
    let overloaded = json!({ "kind": "status", "status": 503, "times": 1 });
    let lost = json!({ "kind": "drop", "times": 1 });
    for (fault, managed) in [
        (json!({ "listUsers": overloaded }), [0, 2, 1, 0]),
        (json!({ "createUsers": overloaded }), [0, 2, 2, 0]),
        // The user was created, and the answer was lost on its way.
        (json!({ "createUsers": lost }), [0, 2, 1, 0]),
    ] {
        let world = World::provisioned().await;
        let cookie = world.unprovisioned_alice().await;
        world.operations(fault.clone()).await;
        assert_eq!(world.ask_for_token(&cookie).await.status(), StatusCode::OK, "{fault}");
        assert_eq!(world.managed().await, managed, "{fault}");
    }
}

#[tokio::test]
async fn that_a_user_exists_already_is_no_failure_however_it_is_told() {
    let exists = "User with email already exists";
    for body in [
        json!({ "data": { "createUsers": { "status": { "code": "ERROR", "message": exists } } } }),
        json!({ "errors": [{ "message": exists }], "data": null }),
    ] {
        let world = World::provisioned().await;
        let cookie = world.unprovisioned_alice().await;
        // Somebody else creates the user between the list and the creation.
        world
            .operations(json!({
                "listUsers": { "kind": "body", "json": { "data": { "listUsers": [] } }, "times": 1 },
                "createUsers": { "kind": "body", "json": body },
            }))
            .await;
        world.set(&world.wisdom("/control/users"), json!({ "email": "alice@example.com" })).await;
        assert_eq!(world.ask_for_token(&cookie).await.status(), StatusCode::OK);
        assert_eq!(world.managed().await, [0, 2, 1, 1]);
        let stored = &world.person("alice@example.com").await["userAttributes"];
        assert_eq!(stored[0]["value"], "Europe");
    }
}

#[tokio::test]
async fn a_status_other_than_ok_is_a_failure_although_http_says_200() {
    let status = |operation: &str, code: &str| json!({ "data": { operation: { "status": { "code": code, "message": "the vendor's words" } } } });
    for code in ["ERROR", "NOT_FOUND", "NONE", "SOMETHING_NEW"] {
        let world = World::provisioned().await;
        let cookie = world.unprovisioned_alice().await;
        world
            .operations(json!({ "createUsers": { "kind": "body", "json": status("createUsers", code) } }))
            .await;
        let answer = world.ask_for_token(&cookie).await;
        assert_eq!(answer.status(), StatusCode::BAD_GATEWAY, "{code}");
        let told = json!({ "code": "provisioning-failed", "error": "WisdomAI did not set up the user" });
        assert_eq!(answer.json::<Value>().await.unwrap(), told);
        assert_eq!(
            world.json(&world.wisdom("/control/counts")).await["minted"],
            0,
            "no token without its limits"
        );
    }
}

#[tokio::test]
async fn a_token_for_the_api_that_is_refused_is_replaced_once() {
    let world = World::provisioned().await;
    let cookie = world.unprovisioned_alice().await;
    let revoked = world.delete(&world.wisdom("/control/api-tokens")).send().await.unwrap();
    assert_eq!(revoked.status(), StatusCode::NO_CONTENT);
    assert_eq!(world.ask_for_token(&cookie).await.status(), StatusCode::OK);
    assert_eq!(world.managed().await, [1, 2, 1, 0]);
}

#[tokio::test]
async fn http_401_means_the_same_as_an_error_that_says_unauthorized() {
    let world = World::provisioned().await;
    let cookie = world.unprovisioned_alice().await;
    world.operations(json!({ "listUsers": { "kind": "status", "status": 401, "times": 1 } })).await;
    assert_eq!(world.ask_for_token(&cookie).await.status(), StatusCode::OK);
    assert_eq!(world.managed().await, [1, 2, 1, 0]);
}

#[tokio::test]
async fn a_key_that_may_not_manage_users_is_named_and_not_tried_for_ever() {
    let world = World::provisioned().await;
    let cookie = world.unprovisioned_alice().await;
    world.set(&world.wisdom("/control/behaviour"), json!({ "iamWrite": false })).await;
    world.delete(&world.wisdom("/control/api-tokens")).send().await.unwrap();
    let answer = world.ask_for_token(&cookie).await;
    assert_eq!(answer.status(), StatusCode::BAD_GATEWAY);
    assert_eq!(answer.json::<Value>().await.unwrap()["code"], "provisioning-refused");
    assert_eq!(world.managed().await, [1, 2, 0, 0]);
    let log = log::captured();
    assert!(log.contains("iam:write") && !log.contains("alice@example.com"), "no address is in the log");
}

#[tokio::test]
async fn a_page_is_told_what_is_stored_and_what_is_of_the_session() {
    let world = World::with_stand_ins().await;
    let account = world.host("/api/wisdom-account");
    assert_eq!(world.get(&account).send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    let cookie = world.sign_in("bob").await;
    let answer: Value =
        world.get(&account).header("cookie", cookie).send().await.unwrap().json().await.unwrap();
    let wanted = json!({
        "roles": ["EXPLORER", "VIEWER"],
        "stored": [{ "key": "region", "value": "America" }],
        "session": [{ "key": "period", "value": "this week" }],
    });
    assert_eq!(answer, wanted);
}
