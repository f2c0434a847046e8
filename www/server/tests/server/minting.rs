//! What the token endpoint shares between requests, and what it never does.

use std::time::Duration;

use embed_host_server::host_backend::metrics::Tally;
use futures_util::future::join_all;
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::support::minting_tenant::{MintingTenant, email_in};
use crate::support::tenant::FakeTenant;
use crate::support::{World, log, until};

const LONG: Duration = Duration::from_secs(10);
const SHORT: Duration = Duration::from_millis(50);
const FIRST: &str = "first-page-0123456789";
const SECOND: &str = "second-page-0123456789";

struct Scene {
    world: World,
    minting: MintingTenant,
    tenant: FakeTenant,
}

impl Scene {
    async fn with(minting: MintingTenant) -> Self {
        let tenant = minting.serve().await;
        let world = World::with_tenant(tenant.tenant(), LONG).await;
        Self { world, minting, tenant }
    }

    fn ask(&self, cookie: &str) -> JoinHandle<reqwest::Result<Response>> {
        tokio::spawn(self.world.token_request(cookie).send())
    }

    /// The token that this page gets.
    async fn token_for(&self, cookie: &str, page: &str) -> String {
        let request = self.world.token_request(cookie).header("x-page-id", page);
        token_in(request.send().await.unwrap()).await
    }

    async fn sign_out(&self, cookie: &str) {
        let sign_out = self.world.post(&self.world.host("/sign-out"), &json!({})).header("cookie", cookie);
        assert_eq!(sign_out.send().await.unwrap().status(), StatusCode::NO_CONTENT);
    }

    async fn until_asked(&self, times: usize) {
        until(|| self.tenant.received().len() == times).await;
    }

    async fn until_joined(&self, requests: u64) {
        until(|| self.tally().joined == requests).await;
    }

    fn tally(&self) -> Tally {
        self.world.metrics.now()
    }
}

async fn token_in(response: Response) -> String {
    assert_eq!(response.status(), StatusCode::OK);
    response.json::<Value>().await.unwrap()["token"].as_str().unwrap().to_owned()
}

fn retry_after(response: &Response) -> Option<u32> {
    response.headers().get("retry-after").map(|value| value.to_str().unwrap().parse().unwrap())
}

#[tokio::test]
async fn requests_of_one_user_at_the_same_time_are_one_mint_in_whatever_session() {
    let scene = Scene::with(MintingTenant::held()).await;
    let cookies = [scene.world.sign_in("alice").await, scene.world.sign_in("alice").await];
    let requests: Vec<_> = (0..20).map(|number| scene.ask(&cookies[number % 2])).collect();
    scene.until_joined(19).await;
    scene.minting.release();
    let answers = join_all(requests).await.into_iter().map(|answer| token_in(answer.unwrap().unwrap()));
    let tokens = join_all(answers).await;
    assert!(tokens.iter().all(|token| *token == tokens[0]), "all got the one token");
    assert_eq!(scene.tenant.received().len(), 1);
    assert_eq!(scene.tally(), Tally { minted: 1, joined: 19, ..Tally::default() });
}

#[tokio::test]
async fn another_user_never_gets_that_token() {
    let scene = Scene::with(MintingTenant::held()).await;
    let users = ["alice", "bob", "alice", "bob"];
    let mut requests = Vec::new();
    for user in users {
        requests.push(scene.ask(&scene.world.sign_in(user).await));
    }
    scene.until_joined(2).await;
    scene.minting.release();
    for (user, request) in users.iter().zip(requests) {
        let token = token_in(request.await.unwrap().unwrap()).await;
        assert!(email_in(&token).starts_with(user), "{user}");
    }
    assert_eq!(scene.tenant.received().len(), 2);
}

#[tokio::test]
async fn a_connection_that_is_closed_leaves_the_mint_to_the_others_and_to_who_comes_next() {
    let scene = Scene::with(MintingTenant::held()).await;
    let cookie = scene.world.sign_in("alice").await;
    let closed = scene.ask(&cookie);
    scene.until_asked(1).await;
    closed.abort();
    assert!(closed.await.unwrap_err().is_cancelled());
    let next = scene.ask(&cookie);
    scene.until_joined(1).await;
    scene.minting.release();
    token_in(next.await.unwrap().unwrap()).await;
    assert_eq!(scene.tenant.received().len(), 1);
}

#[tokio::test]
async fn a_page_that_asks_again_gets_another_token_at_once() {
    let scene = Scene::with(MintingTenant::prompt()).await;
    let cookie = scene.world.sign_in("alice").await;
    let mut tokens = vec![
        token_in(scene.world.ask_for_token(&cookie).await).await,
        token_in(scene.world.ask_for_token(&cookie).await).await,
    ];
    for _ in 0..3 {
        tokens.push(scene.token_for(&cookie, FIRST).await);
    }
    tokens.dedup();
    assert_eq!((tokens.len(), scene.tenant.received().len()), (5, 5));
    assert_eq!(scene.tally(), Tally { minted: 5, ..Tally::default() });
}

#[tokio::test]
async fn a_page_that_opens_right_after_gets_the_last_token_and_a_new_one_when_it_asks_again() {
    let scene = Scene::with(MintingTenant::prompt()).await;
    let cookie = scene.world.sign_in("alice").await;
    let first = scene.token_for(&cookie, FIRST).await;
    let request = scene.world.token_request(&cookie).header("x-page-id", SECOND);
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(answer, json!({ "token": first, "expiresIn": 3_599 }), "less what has passed of its life");
    let renewed = scene.token_for(&cookie, SECOND).await;
    assert_ne!(renewed, first);
    assert_eq!(scene.token_for(&cookie, FIRST).await, renewed, "newer than the one that it had");
    assert_eq!(scene.tally(), Tally { minted: 2, reused: 2, ..Tally::default() });
}

#[tokio::test]
async fn pages_that_shared_a_mint_do_not_get_its_token_again() {
    let scene = Scene::with(MintingTenant::held()).await;
    let cookie = scene.world.sign_in("alice").await;
    let shared = async { tokio::join!(scene.token_for(&cookie, FIRST), scene.token_for(&cookie, SECOND)) };
    let released = async {
        scene.until_joined(1).await;
        scene.minting.release();
    };
    let ((first, second), ()) = tokio::join!(shared, released);
    assert_eq!(first, second);
    let renewed = scene.token_for(&cookie, SECOND).await;
    assert_ne!(renewed, first);
}

#[tokio::test]
async fn a_token_is_kept_for_its_own_session_only_and_dropped_at_sign_out() {
    let scene = Scene::with(MintingTenant::prompt()).await;
    let cookie = scene.world.sign_in("alice").await;
    let first = scene.token_for(&cookie, FIRST).await;
    let other = scene.world.sign_in("alice").await;
    assert_ne!(scene.token_for(&other, SECOND).await, first);

    scene.sign_out(&cookie).await;
    let cookie = scene.world.sign_in("bob").await;
    assert!(email_in(&scene.token_for(&cookie, SECOND).await).starts_with("bob"));
    assert_eq!(scene.tally().reused, 0);
}

#[tokio::test]
async fn who_signs_out_during_a_mint_gets_no_token() {
    let scene = Scene::with(MintingTenant::held()).await;
    let cookie = scene.world.sign_in("alice").await;
    let request = scene.ask(&cookie);
    scene.until_asked(1).await;
    scene.sign_out(&cookie).await;
    scene.minting.release();
    assert_eq!(request.await.unwrap().unwrap().status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_failure_is_told_to_all_who_joined_and_to_nobody_after_them() {
    let scene = Scene::with(MintingTenant::held().failing_first(503, Some("7"))).await;
    let cookie = scene.world.sign_in("alice").await;
    let requests: Vec<_> = (0..5).map(|_| scene.ask(&cookie)).collect();
    scene.until_joined(4).await;
    scene.minting.release();
    for request in requests {
        let response = request.await.unwrap().unwrap();
        assert_eq!((response.status(), retry_after(&response)), (StatusCode::SERVICE_UNAVAILABLE, Some(7)));
        let told = json!({ "code": "wisdom-unavailable", "error": "WisdomAI is overloaded or down" });
        assert_eq!(response.json::<Value>().await.unwrap(), told);
    }
    token_in(scene.world.ask_for_token(&cookie).await).await;
    let tally = Tally { minted: 1, failed: 1, joined: 4, unavailable: 5, ..Tally::default() };
    assert_eq!(scene.tally(), tally);
}

#[tokio::test]
async fn what_may_be_over_soon_says_when_to_ask_again() {
    for (vendor, asked_for, status, wait) in [
        (503, None, 503, 2..=5),
        (503, Some("30"), 503, 30..=30),
        (429, None, 503, 2..=5),
        (429, Some("Sun, 06 Nov 1994 08:49:37 GMT"), 503, 0..=0),
        (500, None, 502, 2..=5),
        (502, Some("30"), 502, 2..=5),
    ] {
        let scene = Scene::with(MintingTenant::prompt().failing_first(vendor, asked_for)).await;
        let response = scene.world.ask_for_token(&scene.world.sign_in("alice").await).await;
        assert_eq!(response.status().as_u16(), status, "{vendor}");
        assert!(wait.contains(&retry_after(&response).unwrap()), "{vendor} {asked_for:?}");
    }
}

#[tokio::test]
async fn a_tenant_that_takes_too_long_is_to_be_asked_again_soon() {
    let tenant = MintingTenant::held().serve().await;
    let world = World::with_tenant(tenant.tenant(), SHORT).await;
    let response = world.ask_for_token(&world.sign_in("alice").await).await;
    assert_eq!(response.status(), StatusCode::GATEWAY_TIMEOUT);
    assert!((2..=5).contains(&retry_after(&response).unwrap()));
    assert_eq!(world.metrics.now(), Tally { failed: 1, errors: 1, ..Tally::default() });
}

#[tokio::test]
async fn what_stays_as_it_is_names_no_time() {
    let scene = Scene::with(MintingTenant::prompt().failing_first(400, None)).await;
    let response = scene.world.ask_for_token(&scene.world.sign_in("alice").await).await;
    assert_eq!((response.status(), retry_after(&response)), (StatusCode::BAD_GATEWAY, None));
}

#[tokio::test]
async fn a_token_that_is_kept_is_in_no_log_line() {
    let scene = Scene::with(MintingTenant::prompt()).await;
    let cookie = scene.world.sign_in("alice").await;
    let token = scene.token_for(&cookie, FIRST).await;
    assert_eq!(scene.token_for(&cookie, SECOND).await, token);
    assert!(!log::captured().contains(token.split('.').nth(1).unwrap()), "the log holds a token");
}
