//! The support endpoints with a real auth server, which may fail.

use std::future::ready;
use std::time::Duration;

use axum::Json;
use axum::http::StatusCode as Status;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Value, json};

use crate::support::auth_server::{
    ADMIN, ADMIN_ACCESS, FakeAuthServer, Received, SECRET, minted, server_at, usual,
};
use crate::support::console::{order, page, refused, users};
use crate::support::{World, log};

const LONG: Duration = Duration::from_secs(10);

async fn console_of(server: &FakeAuthServer, deadline: Duration) -> (World, String) {
    let world = World::with_auth_server(server.server(), deadline).await;
    let cookie = world.sign_in("support").await;
    (world, cookie)
}

#[tokio::test]
async fn a_real_server_is_called_in_the_documented_sequence() {
    let server = FakeAuthServer::answering(|request| ready(usual(&request))).await;
    let (world, cookie) = console_of(&server, LONG).await;
    assert_eq!(world.origins.melody, server.origin);
    let answer: Value = order(&world, &cookie, "b-1").send().await.unwrap().json().await.unwrap();
    let parameters = "refresh_token=2.abc&refresh_token_expires_on=1795325427&refresh_token_expires_in=1800";
    let wanted =
        ["https://app.example/callback", "https://app.example/#/in"].map(|uri| format!("{uri}?{parameters}"));
    assert_eq!(answer, json!({ "links": wanted, "replaced": true }));

    let received = server.received();
    let calls: Vec<&str> = received.iter().map(|request| request.call.as_str()).collect();
    assert_eq!(
        calls,
        [
            "POST /oauth2/v1/token",
            "POST /oauth2/v1/token",
            "GET /api/v1/users/b-1/active-sessions",
            "POST /api/v1/users/b-1/impersonation/7",
            "DELETE /api/v1/users/b-1/active-sessions/5e55",
        ]
    );
    assert_eq!(received[0].body, "grant_type=client_credentials&scope=root");
    assert!(received[0].authorization.starts_with("Basic "));
    assert_eq!(received[1].body, format!("grant_type=refresh_token&refresh_token={ADMIN}"));
    assert_eq!(received[1].authorization, "");
    assert_eq!(received[3].body, json!({ "impersonatorToken": ADMIN_ACCESS }).to_string());
    assert!(received[2..].iter().all(|request| request.authorization == "Bearer own-token"));

    let list: Value = users(&world, &cookie).send().await.unwrap().json().await.unwrap();
    let user = json!({ "name": "", "email": null, "authId": "b-1", "disabled": false, "consent": "given" });
    assert_eq!(list, json!({ "users": [user] }));
}

/// What a server answers that lists this many people, page after page, and says that there are `count`.
fn people(request: &Received, many: usize, count: usize) -> Response {
    let Some(("GET /api/v1/users?page_size=50&page_number", page)) = request.call.rsplit_once('=') else {
        return usual(&Received { call: request.call.replace("/b-2/", "/b-1/"), ..request.clone() });
    };
    let first = 50 * (page.parse::<usize>().unwrap() - 1);
    let person = |_| json!({ "authId": "b-2", "email": null, "isActive": true });
    let users: Vec<Value> = (first..many.min(first + 50)).map(person).collect();
    Json(json!({ "users": users, "count": count })).into_response()
}

#[tokio::test]
async fn the_list_follows_as_many_people_as_the_server_has() {
    // The last server counts people whom it does not list.
    for (many, count, wanted) in [
        (0, 0, vec![0]),
        (50, 50, vec![50]),
        (51, 51, vec![50, 1]),
        (120, 120, vec![50, 50, 20]),
        (50, 51, vec![50, 0]),
    ] {
        let server = FakeAuthServer::answering(move |request| ready(people(&request, many, count))).await;
        let (world, cookie) = console_of(&server, LONG).await;
        let (mut pages, mut next) = (Vec::new(), json!(1));
        while !next.is_null() {
            let request = page(&world, &cookie, &next.to_string());
            let answer: Value = request.send().await.unwrap().json().await.unwrap();
            pages.push(answer["users"].as_array().unwrap().len());
            next = answer["next"].clone();
        }
        assert_eq!(pages, wanted);
    }
}

#[tokio::test]
async fn a_page_that_is_no_number_is_refused() {
    let server = FakeAuthServer::answering(|request| ready(usual(&request))).await;
    let (world, cookie) = console_of(&server, LONG).await;
    for number in ["0", "-1", "x", "1%26page_size=9", ""] {
        let answer = refused(page(&world, &cookie, number)).await;
        assert_eq!(answer, (400, "expected the number of a page, from 1".to_owned()), "{number}");
    }
}

#[tokio::test]
async fn beside_a_real_server_there_is_no_stand_in_of_it() {
    let server = FakeAuthServer::answering(|request| ready(usual(&request))).await;
    let (world, _) = console_of(&server, LONG).await;
    let config = world.json(&world.host("/config.json")).await;
    assert_eq!(
        (&config["melody"], &config["melodyClientId"], &config["melodyStandIn"], &config["standIn"]),
        (&json!(server.origin), &json!("client"), &json!(false), &json!(true))
    );
}

#[tokio::test]
async fn a_refresh_token_that_a_server_rotates_is_used_the_next_time() {
    let rotating = |request: Received| {
        let is_support = request.body.contains("grant_type=refresh_token");
        let rotated = json!({ "access_token": ADMIN_ACCESS, "refresh_token": "1.second" });
        ready(if is_support { Json(rotated).into_response() } else { usual(&request) })
    };
    let server = FakeAuthServer::answering(rotating).await;
    let (world, cookie) = console_of(&server, LONG).await;
    for _ in 0..2 {
        assert_eq!(order(&world, &cookie, "b-1").send().await.unwrap().status(), 200);
    }
    let used: Vec<String> = server
        .received()
        .into_iter()
        .map(|request| request.body)
        .filter(|body| body.contains("=refresh_token"))
        .collect();
    assert_eq!(
        used,
        [ADMIN, "1.second"].map(|token| format!("grant_type=refresh_token&refresh_token={token}"))
    );
}

#[tokio::test]
async fn a_server_that_says_no_is_a_bad_gateway_with_a_reason_of_our_own() {
    let words = "the vendor's words";
    for (call, status, wanted) in [
        ("client_credentials", 401, "the auth server refused this backend's credentials"),
        ("refresh_token", 400, "the auth server refused the support person's sign-in"),
        ("impersonatorToken", 401, "the auth server refused, for a reason that this backend does not know"),
        ("impersonatorToken", 404, "the auth server refused, for a reason that this backend does not know"),
        ("impersonatorToken", 500, "the auth server answered with an error"),
        ("refresh_token", 429, "the auth server answered with an error"),
    ] {
        let status = Status::from_u16(status).unwrap();
        let server = FakeAuthServer::answering(move |request| {
            let is_it = request.body.contains(call);
            ready(if is_it { (status, words).into_response() } else { usual(&request) })
        })
        .await;
        let (world, cookie) = console_of(&server, LONG).await;
        assert_eq!(refused(order(&world, &cookie, "b-1")).await, (502, wanted.to_owned()), "{call} {status}");
    }
}

/// A call, and how it fails.
type Failure = (&'static str, fn() -> Response);

#[tokio::test]
async fn a_link_is_good_even_where_the_earlier_ones_cannot_be_ended() {
    let failures: [Failure; 4] = [
        ("GET /api/v1/users/b-1/active-sessions", || Status::NOT_FOUND.into_response()),
        ("GET /api/v1/users/b-1/active-sessions", || Json(json!({})).into_response()),
        ("GET /api/v1/users/b-1/active-sessions", || {
            let session = json!({ "sessionId": "../../x", "clientId": "client", "impersonatedBy": "a-1" });
            Json(json!({ "activeSessions": [session] })).into_response()
        }),
        ("DELETE /api/v1/users/b-1/active-sessions/5e55", || Status::BAD_GATEWAY.into_response()),
    ];
    for (call, failure) in failures {
        let server = FakeAuthServer::answering(move |request| {
            ready(if request.call == call { failure() } else { usual(&request) })
        })
        .await;
        let (world, cookie) = console_of(&server, LONG).await;
        let answer: Value = order(&world, &cookie, "b-1").send().await.unwrap().json().await.unwrap();
        assert_eq!(
            (answer["links"].as_array().unwrap().len(), &answer["replaced"]),
            (2, &json!(false)),
            "{call}"
        );
        assert!(server.received().iter().all(|request| !request.call.contains("..")));
    }
}

#[tokio::test]
async fn a_server_that_does_not_say_whether_it_asks_for_consent_marks_nobody() {
    let answers: [fn() -> Response; 3] = [
        || Status::NOT_FOUND.into_response(),
        || Json(json!({ "configs": {} })).into_response(),
        || "<html>".into_response(),
    ];
    for info in answers {
        let server = FakeAuthServer::answering(move |request: Received| {
            ready(match request.call.as_str() {
                "GET /info" => info(),
                "GET /api/v1/users/b-1/consented-apps" => {
                    Json(json!({ "consentedApps": [] })).into_response()
                }
                _ => usual(&request),
            })
        })
        .await;
        let (world, cookie) = console_of(&server, LONG).await;
        let list: Value = users(&world, &cookie).send().await.unwrap().json().await.unwrap();
        assert_eq!(list["users"][0]["consent"], "unknown");
    }
}

#[tokio::test]
async fn an_answer_that_cannot_be_used_is_a_bad_gateway() {
    let bodies: [fn() -> Response; 5] = [
        || "<html>".into_response(),
        || Json(json!({})).into_response(),
        || minted(""),
        || minted("2.a&b=c#d"),
        || " ".repeat(300 * 1024).into_response(),
    ];
    for body in bodies {
        let server = FakeAuthServer::answering(move |request| {
            ready(if request.call.contains("impersonation") { body() } else { usual(&request) })
        })
        .await;
        let (world, cookie) = console_of(&server, LONG).await;
        let unusable = (502, "the auth server's answer could not be used".to_owned());
        assert_eq!(refused(order(&world, &cookie, "b-1")).await, unusable);
    }
}

#[tokio::test]
async fn no_secret_follows_a_redirect() {
    let elsewhere = FakeAuthServer::answering(|request| ready(usual(&request))).await;
    let target = format!("{}/oauth2/v1/token", elsewhere.origin);
    let server =
        FakeAuthServer::answering(move |_| ready(Redirect::temporary(&target).into_response())).await;
    let (world, cookie) = console_of(&server, LONG).await;
    for request in [order(&world, &cookie, "b-1"), users(&world, &cookie)] {
        assert_eq!(refused(request).await, (502, "the auth server answered with an error".to_owned()));
    }
    assert!(elsewhere.received().is_empty());
}

#[tokio::test]
async fn a_server_that_never_answers_is_a_gateway_timeout() {
    let server = FakeAuthServer::answering(async |_| std::future::pending().await).await;
    let (world, cookie) = console_of(&server, Duration::from_millis(50)).await;
    for request in [order(&world, &cookie, "b-1"), users(&world, &cookie)] {
        assert_eq!(refused(request).await, (504, "the auth server took too long".to_owned()));
    }
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_is_a_bad_gateway() {
    // Nothing listens on port 1.
    let world = World::with_auth_server(server_at("http://127.0.0.1:1"), LONG).await;
    let cookie = world.sign_in("support").await;
    for request in [order(&world, &cookie, "b-1"), users(&world, &cookie)] {
        assert_eq!(refused(request).await, (502, "the auth server could not be reached".to_owned()));
    }
}

#[tokio::test]
async fn an_indiscreet_server_gets_no_secret_into_an_answer_or_the_log() {
    let server = FakeAuthServer::answering(|request: Received| {
        ready((Status::IM_A_TEAPOT, format!("{} {}", request.authorization, request.body)).into_response())
    })
    .await;
    let (world, cookie) = console_of(&server, LONG).await;
    let response = order(&world, &cookie, "b-1").send().await.unwrap();
    let answered = format!("{:?} {}", response.headers().clone(), response.text().await.unwrap());
    let log = log::captured();
    assert!(log.contains("no link to act as b-1"));
    for hidden in [SECRET, ADMIN, "c2VydmVyOmh1c2gtczJzLXNlY3JldA"] {
        assert!(!answered.contains(hidden) && !log.contains(hidden), "a secret leaked");
    }
}
