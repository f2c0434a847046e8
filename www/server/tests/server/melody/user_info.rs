//! `GET /oauth2/v1/userinfo`.

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::support::World;
use crate::support::melody::{forged, link, said};

fn asking(world: &World, access_token: &str) -> RequestBuilder {
    world.get(&world.melody("/oauth2/v1/userinfo")).bearer_auth(access_token)
}

#[tokio::test]
async fn the_user_is_described_with_the_roles_of_now_and_nothing_tells_of_the_impersonation() {
    let world = World::with_stand_ins().await;
    let token = world.access_token(link()).await;
    world.change_user("alice", json!({ "roles": ["editor"] })).await;
    let info: Value = asking(&world, &token).send().await.unwrap().json().await.unwrap();
    let wanted = json!({
        "authId": world.auth_id("alice").await,
        "email": "alice@example.com",
        "locale": "en",
        "createdAt": "2026-01-12 08:30:00",
        "updatedAt": "2026-01-12 08:30:00",
        "emailVerified": false,
        "linkedAccount": null,
        "roles": ["editor"],
        "firstName": "Alice",
        "lastName": "Archer",
    });
    assert_eq!(info, wanted);
}

#[tokio::test]
async fn tokens_that_do_not_count_are_refused() {
    let world = World::with_stand_ins().await;
    let token = world.access_token(link()).await;
    let forged = forged(&token);
    for (token, status, body) in [
        (forged.as_str(), 401, "Invalid access_token provided"),
        ("text", 500, "Internal Server Error"),
        (&world.server_token("root").await, 401, "Unauthorized"),
    ] {
        assert_eq!(said(asking(&world, token)).await, (status, body.to_owned()));
    }
    let nobody = world.get(&world.melody("/oauth2/v1/userinfo"));
    assert_eq!(said(nobody).await, (401, "Unauthorized".to_owned()));
    world.change_user("alice", json!({ "disabled": true })).await;
    assert_eq!(said(asking(&world, &token)).await, (400, "Try to access a disabled account".to_owned()));
}
