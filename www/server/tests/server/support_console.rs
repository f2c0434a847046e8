//! The support endpoints of the reference backend, against the stand-in.

use std::time::Duration;

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::support::auth_server::server_at;
use crate::support::console::{order, refused, users};
use crate::support::melody::{claims, said, text};
use crate::support::{World, log};

const ALICE: &str = "b092f671-8a3d-4c1b-b6a7-0d5e9c4f2a02";

async fn links(world: &World, cookie: &str, user: &str) -> Vec<String> {
    let response = order(world, cookie, &world.auth_id(user).await).send().await.unwrap();
    assert_eq!(
        (response.status().as_u16(), &response.headers()["cache-control"]),
        (200, &"no-store".parse().unwrap())
    );
    let answer: Value = response.json().await.unwrap();
    assert_eq!((answer.as_object().unwrap().len(), &answer["replaced"]), (2, &json!(true)));
    serde_json::from_value(answer["links"].clone()).unwrap()
}

fn token_in(link: &str) -> String {
    let (_, parameters) = link.split_once("refresh_token=").unwrap();
    parameters.split('&').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_link_for_each_redirect_uri_leads_to_a_session_that_says_who_is_behind_it() {
    let world = World::with_stand_ins().await;
    let cookie = world.sign_in("support").await;
    let links = links(&world, &cookie, "alice").await;
    let page = world.host("/support/app");
    let places = [format!("{page}?"), format!("{page}?tenant=acme?"), format!("{page}#/inbox?")];
    assert_eq!(links.len(), places.len());
    for (link, place) in links.iter().zip(places) {
        let (token, rest) =
            link.strip_prefix(&format!("{place}refresh_token=")).unwrap().split_once('&').unwrap();
        let (on, life) = rest.split_once('&').unwrap();
        assert!(on.starts_with("refresh_token_expires_on="), "the second parameter is another");
        assert_eq!(life, "refresh_token_expires_in=1800");
        let claims = claims(&text(&world.exchanged(token).await, "access_token"));
        assert_eq!(claims["sub"], world.auth_id("alice").await);
        assert_eq!(claims["azp"], world.app("demo").await["clientId"]);
        assert_eq!(claims["impersonatedBy"], world.auth_id("support").await);
    }
    let landing = world.get(&links[0]).send().await.unwrap();
    assert_eq!(landing.headers()["referrer-policy"], "no-referrer");
}

#[tokio::test]
async fn the_console_is_told_who_can_be_helped() {
    let world = World::with_stand_ins().await;
    let response = users(&world, &world.sign_in("support").await).send().await.unwrap();
    assert_eq!(response.headers()["cache-control"], "no-store");
    let answer: Value = response.json().await.unwrap();
    let alice = json!({
        "name": "Alice Archer", "email": "alice@example.com", "authId": ALICE, "disabled": false,
        "consent": "given",
    });
    assert_eq!(answer["users"][1], alice);
    let shown: Vec<(&Value, &Value)> = answer["users"]
        .as_array()
        .unwrap()
        .iter()
        .map(|user| (&user["disabled"], &user["consent"]))
        .collect();
    let ([yes, no], [given, missing]) = ([&json!(true), &json!(false)], [&json!("given"), &json!("missing")]);
    assert_eq!(shown, [(no, given), (no, given), (no, missing), (yes, given), (no, given)]);
}

#[tokio::test]
async fn only_signed_in_support_staff_may_ask() {
    let world = World::with_stand_ins().await;
    let alice = world.sign_in("alice").await;
    let support = world.sign_in("support").await;
    // A session is only valid in its own cookie.
    let swapped = support.replace("embed-host-support", "embed-host-session");
    let borrowed = alice.replace("embed-host-session", "embed-host-support");
    for (cookie, status, reason) in [
        ("", 401, "not signed in"),
        (&swapped, 401, "not signed in"),
        (&borrowed, 401, "not signed in"),
        (&alice, 403, "for support staff only"),
    ] {
        for request in [users(&world, cookie), order(&world, cookie, ALICE)] {
            assert_eq!(refused(request).await, (status, reason.to_owned()), "{cookie}");
        }
    }
    let both = format!("{alice}; {support}");
    assert_eq!(users(&world, &both).send().await.unwrap().status(), 200);
    assert_eq!(world.melody_counts().await["impersonations"], 0);
}

/// How many of these pass at once, and the request.
type Limited = (u64, fn(&World, &str) -> RequestBuilder);

#[tokio::test]
async fn a_session_that_wants_links_or_lists_without_end_has_to_wait() {
    // Nothing listens on port 1, so that everything else is refused immediately.
    let world = World::with_auth_server(server_at("http://127.0.0.1:1"), Duration::from_secs(10)).await;
    let cookie = world.sign_in("support").await;
    let wanted: [Limited; 2] = [(30, |world, cookie| order(world, cookie, ALICE)), (120, users)];
    for (least, request) in wanted {
        let mut passed = 0;
        let refused = loop {
            let response = request(&world, &cookie).send().await.unwrap();
            if response.status() != 502 || passed == 1_000 {
                break response;
            }
            passed += 1;
        };
        assert_eq!(refused.status(), 429);
        assert!(["1", "2"].iter().any(|seconds| refused.headers()["retry-after"] == *seconds));
        assert_eq!(text(&refused.json().await.unwrap(), "code"), "too-many-requests");
        assert!(passed >= least, "{passed}");
    }
    let other = world.sign_in("support").await;
    assert_eq!(users(&world, &other).send().await.unwrap().status(), 502);
}

#[tokio::test]
async fn another_origin_s_page_is_refused_before_anything_is_minted() {
    let world = World::with_stand_ins().await;
    let cookie = world.sign_in("support").await;
    for (name, value) in
        [("sec-fetch-site", "cross-site"), ("origin", &world.attacker("") as &str), ("origin", "null")]
    {
        for request in [users(&world, &cookie), order(&world, &cookie, ALICE)] {
            assert_eq!(refused(request.header(name, value)).await, (403, "cross-origin".to_owned()));
        }
    }
    assert_eq!(world.melody_counts().await["impersonations"], 0);
}

#[tokio::test]
async fn support_signs_in_beside_the_demo_s_user_and_signs_out_with_them() {
    let world = World::with_stand_ins().await;
    let cookies = format!("{}; {}", world.sign_in("alice").await, world.sign_in("support").await);
    let me = world.get(&world.host("/api/me")).header("cookie", &cookies).send().await.unwrap();
    assert_eq!(me.json::<Value>().await.unwrap(), json!({ "user": "alice" }));
    let sign_out = world.post(&world.host("/sign-out"), &json!({})).header("cookie", &cookies);
    assert_eq!(sign_out.send().await.unwrap().status(), 204);
    assert_eq!(users(&world, &cookies).send().await.unwrap().status(), 401);
    assert_eq!(world.ask_for_token(&cookies).await.status(), 401);
}

#[tokio::test]
async fn who_cannot_be_impersonated_is_told_apart() {
    let world = World::with_stand_ins().await;
    let cookie = world.sign_in("support").await;
    for name in ["bob", "dana"] {
        let (status, reason) = refused(order(&world, &cookie, &world.auth_id(name).await)).await;
        assert!(status == 409 && reason.starts_with("this person has not consented"), "{name}: {reason}");
    }
    for auth_id in ["00000000-0000-0000-0000-000000000000", "", "..", "a/b"] {
        let answer = refused(order(&world, &cookie, auth_id)).await;
        assert_eq!(answer, (404, "there is no such person".to_owned()), "{auth_id}");
    }
}

#[tokio::test]
async fn the_console_s_own_sign_in_is_out_of_reach_of_control_and_counts() {
    let world = World::with_stand_ins().await;
    let cookie = world.sign_in("support").await;
    let change = json!({
        "exchange": { "kind": "status", "status": 500, "times": 1 }, "rotation": true, "clientIdRequired": true,
    });
    world.behave(change).await;
    world.delete(&world.melody("/control/refresh-tokens")).send().await.unwrap();
    for _ in 0..2 {
        links(&world, &cookie, "alice").await;
    }
    let counts = world.melody_counts().await;
    assert_eq!(
        (&counts["exchanges"], &counts["impersonations"], &counts["refreshTokens"]),
        (&json!(0), &json!(2), &json!(1))
    );
    assert_eq!(world.exchange("x").send().await.unwrap().status(), 500);
}

#[tokio::test]
async fn a_new_link_ends_the_earlier_ones_to_the_same_person_and_nothing_else() {
    let world = World::with_stand_ins().await;
    world.change_user("bob", json!({ "consent": ["profile", "offline_access"] })).await;
    let cookie = world.sign_in("support").await;
    let earlier = token_in(&links(&world, &cookie, "alice").await[0]);
    let bob = token_in(&links(&world, &cookie, "bob").await[0]);
    let own = world.refresh_token(json!({ "user": "alice" })).await;
    let colleague = world.refresh_token(json!({ "user": "alice", "by": "dana" })).await;
    let latest = token_in(&links(&world, &cookie, "alice").await[0]);
    for (token, status) in [(earlier, 400), (latest, 200), (bob, 200), (own, 200), (colleague, 200)] {
        assert_eq!(world.exchange(&token).send().await.unwrap().status(), status);
    }
}

#[tokio::test]
async fn a_link_that_is_refused_ends_no_earlier_one() {
    let world = World::with_stand_ins().await;
    let cookie = world.sign_in("support").await;
    let earlier = token_in(&links(&world, &cookie, "alice").await[0]);
    world.change_user("alice", json!({ "consent": [] })).await;
    assert_eq!(refused(order(&world, &cookie, ALICE)).await.0, 409);
    assert_eq!(world.exchange(&earlier).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn no_secret_and_no_token_is_in_the_log_but_who_was_impersonated_is() {
    let world = World::with_stand_ins().await;
    let cookie = world.sign_in("support").await;
    let token = token_in(&links(&world, &cookie, "alice").await[0]);
    let answer = world.exchanged(&token).await;
    let violation =
        world.form("/oauth2/v1/token", &[("grant_type", "REFRESH_TOKEN"), ("refresh_token", &token)]);
    assert!(said(violation).await.1.contains(&token));
    let secret = text(&world.app("s2s").await, "secret");
    let log = log::captured();
    let (admin, client) = (world.auth_id("support").await, text(&world.app("demo").await, "clientId"));
    let line = format!(
        "impersonation: support, as admin {admin}, got a link to act as {ALICE} in app 1 ({client}) for 1800 s"
    );
    assert!(log.contains(&line));
    for hidden in [&token[2..], &secret, text(&answer, "access_token").rsplit('.').next().unwrap()] {
        assert!(!log.contains(hidden), "the log holds a secret");
    }
}
