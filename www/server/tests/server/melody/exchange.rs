//! `POST /oauth2/v1/token` with a refresh token.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::World;
use crate::support::melody::{claims, kind, link, said, text};

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn an_answer_holds_four_members_and_no_cache_or_expose_header() {
    let world = World::with_stand_ins().await;
    let token = world.refresh_token(link()).await;
    let response = world.exchange(&token).send().await.unwrap();
    assert_eq!((response.status().as_u16(), kind(&response)), (200, "application/json"));
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    for absent in
        ["access-control-allow-credentials", "access-control-expose-headers", "cache-control", "pragma"]
    {
        assert!(!response.headers().contains_key(absent), "{absent}");
    }
    let cookies: Vec<&str> =
        response.headers().get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect();
    assert_eq!(cookies.len(), 2);
    for cookie in cookies {
        assert!(cookie.starts_with("session=Fe26.2**"), "{cookie}");
        assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax"), "{cookie}");
    }
    let answer: Value = response.json().await.unwrap();
    assert_eq!(keys(&answer), ["access_token", "expires_in", "expires_on", "token_type"].into());
    assert_eq!((&answer["expires_in"], &answer["token_type"]), (&json!(1800), &json!("Bearer")));
    let claims = claims(&text(&answer, "access_token"));
    assert_eq!(answer["expires_on"], claims["exp"]);
}

#[tokio::test]
async fn a_refresh_token_is_the_user_s_number_and_128_letters_and_digits() {
    let world = World::with_stand_ins().await;
    let id = world.user("alice").await["id"].to_string();
    let token = world.refresh_token(link()).await;
    let (user, chance) = token.split_once('.').unwrap();
    assert_eq!((user, chance.len()), (id.as_str(), 128));
    assert!(chance.chars().all(|c| c.is_ascii_alphanumeric()));
}

#[tokio::test]
async fn the_access_token_of_an_impersonation_says_who_is_behind_it() {
    let world = World::with_stand_ins().await;
    let claims = claims(&world.access_token(link()).await);
    let mut wanted = json!({
        "sub": world.auth_id("alice").await,
        "azp": world.app("demo").await["clientId"],
        "iss": world.origins.melody,
        "scope": "offline_access profile",
        "roles": [],
        "impersonatedBy": world.auth_id("support").await,
    });
    wanted["iat"] = claims["iat"].clone();
    wanted["exp"] = json!(claims["iat"].as_u64().unwrap() + 1800);
    assert_eq!(claims, wanted);
}

#[tokio::test]
async fn the_access_token_of_an_ordinary_sign_in_does_not_and_has_one_scope_more() {
    let world = World::with_stand_ins().await;
    let claims = claims(&world.access_token(json!({ "user": "alice" })).await);
    assert_eq!(keys(&claims), ["azp", "exp", "iat", "iss", "roles", "scope", "sub"].into());
    assert_eq!(claims["scope"], "openid profile offline_access");
}

#[tokio::test]
async fn another_application_s_token_is_exchanged_and_only_azp_shows_it() {
    let world = World::with_stand_ins().await;
    let token = world.refresh_token(json!({ "user": "support", "app": "panel" })).await;
    let demo = text(&world.app("demo").await, "clientId");
    let members = [("grant_type", "refresh_token"), ("refresh_token", &token), ("client_id", &demo)];
    let answer: Value = world.form("/oauth2/v1/token", &members).send().await.unwrap().json().await.unwrap();
    let claims = claims(&text(&answer, "access_token"));
    assert_eq!(claims["azp"], world.app("panel").await["clientId"]);
    assert_eq!(claims["roles"], json!(["super_admin"]));
}

#[tokio::test]
async fn the_signature_is_that_of_the_published_key() {
    let world = World::with_stand_ins().await;
    let token = world.access_token(link()).await;
    let response = world.get(&world.melody("/.well-known/jwks.json")).send().await.unwrap();
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    let published: Value = response.json().await.unwrap();
    assert_eq!(keys(&published["keys"][0]), ["alg", "e", "kid", "kty", "n", "use"].into());
    let keys: jsonwebtoken::jwk::JwkSet = serde_json::from_value(published).unwrap();

    let header = jsonwebtoken::decode_header(&token).unwrap();
    let id = header.kid.unwrap();
    assert_eq!((header.alg, header.typ.as_deref()), (jsonwebtoken::Algorithm::RS256, Some("JWT")));
    assert!(id.len() == 64 && id.chars().all(|c| c.is_ascii_hexdigit()), "{id}");
    let key = jsonwebtoken::DecodingKey::from_jwk(keys.find(&id).unwrap()).unwrap();
    let validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::RS256);
    assert!(jsonwebtoken::decode::<Value>(&token, &key, &validation).is_ok());
}

#[tokio::test]
async fn a_refresh_token_lasts_for_several_exchanges_also_at_once() {
    let world = World::with_stand_ins().await;
    let token = world.refresh_token(link()).await;
    for answer in futures_util::future::join_all((0..5).map(|_| world.exchanged(&token))).await {
        assert_eq!((&answer["expires_in"], answer.get("refresh_token")), (&json!(1800), None));
    }
    assert_eq!(world.melody_counts().await["exchangesAnswered"], 5);
}

#[tokio::test]
async fn roles_are_those_of_the_minting() {
    let world = World::with_stand_ins().await;
    world.change_user("alice", json!({ "roles": ["editor"] })).await;
    let token = world.refresh_token(link()).await;
    world.change_user("alice", json!({ "roles": [] })).await;
    let access_token = text(&world.exchanged(&token).await, "access_token");
    assert_eq!(claims(&access_token)["roles"], json!(["editor"]));
}

#[tokio::test]
async fn what_cannot_be_exchanged_is_refused_in_plain_text() {
    let world = World::with_stand_ins().await;
    let disabled = world.refresh_token(json!({ "user": "carol", "by": "support" })).await;
    let alive = world.refresh_token(link()).await;
    let made_up = format!("2.{}", "x".repeat(128));
    let wrong_token = "Invalid refresh_token provided";
    let wrong_type = "Invalid grant_type provided";
    for (members, status, body) in [
        (vec![("grant_type", "refresh_token"), ("refresh_token", &*made_up)], 400, wrong_token),
        (vec![("grant_type", "refresh_token")], 400, wrong_token),
        (
            vec![("grant_type", "refresh_token"), ("refresh_token", &*disabled)],
            401,
            "Try to access a disabled account",
        ),
        (vec![("grant_type", "password"), ("refresh_token", &*alive)], 400, wrong_type),
        (vec![("refresh_token", &*alive)], 400, wrong_type),
        (vec![], 400, wrong_type),
    ] {
        let answer = said(world.form("/oauth2/v1/token", &members)).await;
        assert_eq!(answer, (status, body.to_owned()), "{:?}", members.first());
    }
    let json = json!({ "grant_type": "refresh_token", "refresh_token": alive });
    let answer = said(world.post(&world.melody("/oauth2/v1/token"), &json)).await;
    assert_eq!(answer, (400, wrong_type.to_owned()));
    let answer = said(world.get(&world.melody("/oauth2/v1/token"))).await;
    assert_eq!(answer, (404, "404 Not Found".to_owned()));
}

#[tokio::test]
async fn a_form_that_is_not_valid_is_echoed() {
    let world = World::with_stand_ins().await;
    let (status, body) = said(world.exchange("")).await;
    assert_eq!(status, 400);
    let target = json!({ "refreshToken": "", "grantType": "refresh_token" });
    let empty = json!({
        "target": target, "property": "refreshToken", "value": "", "children": [],
        "constraints": { "isNotEmpty": "refreshToken should not be empty" },
    });
    assert_eq!(serde_json::from_str::<Value>(&body).unwrap(), json!([empty]));

    let members = [("grant_type", "REFRESH_TOKEN"), ("refresh_token", "2.secret")];
    let (status, body) = said(world.form("/oauth2/v1/token", &members)).await;
    assert_eq!(status, 400);
    let violations: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(violations[0]["property"], "grantType");
    assert_eq!(violations[0]["target"]["refreshToken"], "2.secret");
    let choices = "grantType must be one of the following values: \
                   authorization_code, refresh_token, client_credentials";
    assert_eq!(violations[0]["constraints"], json!({ "isEnum": choices }));
}
