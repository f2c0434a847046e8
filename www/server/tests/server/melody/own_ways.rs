//! The modes in which the stand-in behaves like other servers.

use serde_json::{Value, json};

use crate::support::World;
use crate::support::melody::{claims, kind, link, said, text};

async fn behaving(change: Value) -> World {
    let world = World::with_stand_ins().await;
    world.behave(change).await;
    world
}

#[tokio::test]
async fn rotation_gives_a_new_refresh_token_and_ends_the_old_one() {
    let world = behaving(json!({ "rotation": true })).await;
    let first = world.refresh_token(link()).await;
    let second = text(&world.exchanged(&first).await, "refresh_token");
    assert_ne!(first, second);
    assert_eq!(said(world.exchange(&first)).await, (400, "Invalid refresh_token provided".to_owned()));
    let answer = world.exchanged(&second).await;
    assert!(claims(&text(&answer, "access_token")).get("impersonatedBy").is_some());
    assert_eq!(world.melody_counts().await["refreshTokens"], 1);
}

#[tokio::test]
async fn of_two_exchanges_at_once_one_gets_the_rotated_token() {
    let world = behaving(json!({ "rotation": true })).await;
    let token = world.refresh_token(link()).await;
    let both = futures_util::future::join_all([0, 1].map(|_| world.exchange(&token).send())).await;
    let mut statuses: Vec<u16> =
        both.into_iter().map(|response| response.unwrap().status().as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400]);
}

#[tokio::test]
async fn errors_can_be_json_as_the_standard_has_them() {
    let world = behaving(json!({ "errors": "json" })).await;
    let disabled = world.refresh_token(json!({ "user": "carol", "by": "support" })).await;
    for (members, status, code) in [
        (vec![("grant_type", "refresh_token"), ("refresh_token", "x")], 400, "invalid_grant"),
        (vec![("grant_type", "refresh_token"), ("refresh_token", &disabled)], 400, "invalid_grant"),
        (vec![("grant_type", "refresh_token"), ("refresh_token", "")], 400, "invalid_request"),
        (vec![("grant_type", "password")], 400, "unsupported_grant_type"),
    ] {
        let response = world.form("/oauth2/v1/token", &members).send().await.unwrap();
        assert_eq!((response.status().as_u16(), kind(&response)), (status, "application/json"));
        assert_eq!(response.json::<Value>().await.unwrap(), json!({ "error": code }));
    }
}

#[tokio::test]
async fn then_a_revocation_of_an_unknown_token_succeeds_and_one_without_a_client_does_not() {
    let world = behaving(json!({ "errors": "json" })).await;
    let members = [("token", "2.unknown"), ("token_type_hint", "refresh_token")];
    let request = world.form("/oauth2/v1/revoke", &members).basic_auth("client", Some(""));
    assert_eq!(said(request).await, (200, String::new()));
    let response = world.form("/oauth2/v1/revoke", &members).send().await.unwrap();
    assert_eq!(response.status(), 401);
    assert_eq!(response.json::<Value>().await.unwrap(), json!({ "error": "invalid_client" }));
    assert_eq!(world.melody_counts().await["revoked"], 0);
}

#[tokio::test]
async fn the_client_id_can_be_demanded() {
    let world = behaving(json!({ "clientIdRequired": true })).await;
    let token = world.refresh_token(link()).await;
    let (demo, panel) =
        (text(&world.app("demo").await, "clientId"), text(&world.app("panel").await, "clientId"));
    assert_eq!(said(world.exchange(&token)).await, (400, "Invalid client_id provided".to_owned()));
    for (client_id, status) in [(panel, 400), (demo, 200)] {
        let members =
            [("grant_type", "refresh_token"), ("refresh_token", &*token), ("client_id", &*client_id)];
        assert_eq!(said(world.form("/oauth2/v1/token", &members)).await.0, status);
    }
}

#[tokio::test]
async fn then_a_revocation_may_name_the_client_in_its_form_which_it_may_not_otherwise() {
    for (demanded, status) in [(false, 401), (true, 200)] {
        let world = behaving(json!({ "clientIdRequired": demanded })).await;
        let token = world.refresh_token(link()).await;
        let client_id = text(&world.app("demo").await, "clientId");
        let members = [("token", &*token), ("token_type_hint", "refresh_token"), ("client_id", &*client_id)];
        assert_eq!(said(world.form("/oauth2/v1/revoke", &members)).await.0, status);
        assert_eq!(world.melody_counts().await["revoked"], u64::from(demanded));
    }
}

#[tokio::test]
async fn the_issuer_can_end_with_a_slash() {
    let world = behaving(json!({ "issuerSlash": true })).await;
    let token = world.access_token(link()).await;
    assert_eq!(claims(&token)["iss"], format!("{}/", world.origins.melody));
    let user_info = world.get(&world.melody("/oauth2/v1/userinfo")).bearer_auth(&token);
    assert_eq!(user_info.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn lives_can_be_set() {
    let world = behaving(json!({ "accessLife": 3, "refreshLife": 600 })).await;
    for order in [link(), json!({ "user": "alice" })] {
        let issued = world.issued(order).await;
        assert_eq!(issued["refresh_token_expires_in"], 600);
        let answer = world.exchanged(&text(&issued, "refresh_token")).await;
        assert_eq!(answer["expires_in"], 3);
        let claims = claims(&text(&answer, "access_token"));
        assert_eq!(claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap(), 3);
    }
}

#[tokio::test]
async fn a_refresh_token_that_has_run_out_is_like_one_that_never_was() {
    let world = behaving(json!({ "refreshLife": 0 })).await;
    let token = world.refresh_token(link()).await;
    assert_eq!(said(world.exchange(&token)).await, (400, "Invalid refresh_token provided".to_owned()));
    assert_eq!(world.melody_counts().await["refreshTokens"], 0);
}

#[tokio::test]
async fn an_access_token_that_has_run_out_does_not_count() {
    let world = behaving(json!({ "accessLife": 0 })).await;
    let token = world.access_token(link()).await;
    let user_info = world.get(&world.melody("/oauth2/v1/userinfo")).bearer_auth(&token);
    assert_eq!(said(user_info).await, (401, "Invalid access_token provided".to_owned()));
}

#[tokio::test]
async fn its_clock_can_be_wrong_in_both_directions_and_lives_stay_what_they_are() {
    for shift in [-86_400_i64, 86_400] {
        let world = behaving(json!({ "clock": shift })).await;
        let here = i64::try_from(jsonwebtoken::get_current_timestamp()).unwrap();
        let issued = world.issued(link()).await;
        let answer = world.exchanged(&text(&issued, "refresh_token")).await;
        let claims = claims(&text(&answer, "access_token"));
        for (time, life) in [
            (&claims["iat"], 0),
            (&claims["exp"], 1800),
            (&answer["expires_on"], 1800),
            (&issued["refresh_token_expires_on"], 1800),
        ] {
            assert!((time.as_i64().unwrap() - here - shift - life).abs() < 10, "{time} {shift}");
        }
        let user_info = world.get(&world.melody("/oauth2/v1/userinfo"));
        let user_info = user_info.bearer_auth(text(&answer, "access_token"));
        assert_eq!(user_info.send().await.unwrap().status(), 200);
    }
}

#[tokio::test]
async fn a_change_that_is_not_understood_is_refused() {
    let world = World::with_stand_ins().await;
    for change in [
        json!({ "rotate": true }),
        json!({ "errors": "xml" }),
        json!({ "exchange": { "kind": "explode" } }),
        json!({ "accessLife": -1 }),
    ] {
        let response = world.post(&world.melody("/control/behaviour"), &change).send().await.unwrap();
        assert!(response.status().is_client_error(), "{change}");
    }
}
