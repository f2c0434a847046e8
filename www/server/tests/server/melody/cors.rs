//! Pages of other origins may do everything, but without cookies.

use reqwest::Method;
use serde_json::json;

use crate::support::World;

#[tokio::test]
async fn a_preflight_allows_what_was_asked_for_and_is_not_remembered() {
    let world = World::with_stand_ins().await;
    for path in ["/oauth2/v1/token", "/oauth2/v1/revoke", "/oauth2/v1/userinfo", "/anything"] {
        let request = world.request(Method::OPTIONS, &world.melody(path));
        let request = request.header("access-control-request-headers", "authorization, x-other");
        let response = request.header("origin", "http://localhost:4173").send().await.unwrap();
        assert_eq!(response.status(), 204, "{path}");
        let header = |name| response.headers().get(name).map(|value| value.to_str().unwrap());
        assert_eq!(header("access-control-allow-origin"), Some("*"));
        assert_eq!(header("access-control-allow-headers"), Some("authorization,x-other"));
        assert_eq!(header("access-control-allow-methods"), Some("GET,HEAD,PUT,POST,DELETE,PATCH,QUERY"));
        assert_eq!(header("vary"), Some("Access-Control-Request-Headers"));
        for absent in ["access-control-allow-credentials", "access-control-max-age", "content-type"] {
            assert_eq!(header(absent), None, "{absent}");
        }
    }
    assert_eq!(world.melody_counts().await["preflights"], 4);
}

#[tokio::test]
async fn control_endpoints_are_open_to_any_page_and_are_not_counted() {
    let world = World::with_stand_ins().await;
    let request = world.request(Method::OPTIONS, &world.melody("/control/behaviour"));
    let request = request.header("access-control-request-headers", "content-type");
    let request = request.header("access-control-request-method", "POST");
    let response = request.header("origin", "http://localhost:4173").send().await.unwrap();
    assert!(response.status().is_success());
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    assert_eq!(world.melody_counts().await["preflights"], 0);
}

#[tokio::test]
async fn errors_and_unknown_addresses_can_be_read_too() {
    let world = World::with_stand_ins().await;
    world.behave(json!({ "exchange": { "kind": "status", "status": 503, "times": 1 } })).await;
    for request in [world.exchange("x"), world.exchange("x"), world.get(&world.melody("/"))] {
        let response = request.send().await.unwrap();
        assert!(!response.status().is_success());
        assert_eq!(response.headers()["access-control-allow-origin"], "*");
        assert!(!response.headers().contains_key("access-control-allow-credentials"));
    }
}
