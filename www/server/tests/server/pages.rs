//! Pages and files, on all three origins.

use reqwest::header::HeaderName;
use reqwest::{Response, StatusCode};
use serde_json::json;
use url::Url;

use crate::support::World;
use crate::support::raw::redirected;

async fn got(world: &World, url: &str) -> Response {
    let response = world.get(url).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::OK, "{url}");
    response
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn the_host_serves_the_site_the_package_and_the_mounts_with_the_right_types() {
    let world = World::with_stand_ins().await;
    for folder in ["", "/embed-host", "/e2e"] {
        for (file, kind) in [
            ("index.html", "text/html"),
            ("module.mjs", "/javascript"),
            ("script.js", "/javascript"),
            ("empty.wasm", "application/wasm"),
        ] {
            let response = got(&world, &world.host(&format!("{folder}/{file}"))).await;
            assert!(header(&response, "content-type").ends_with(kind), "{folder}/{file}");
            assert_eq!(header(&response, "cache-control"), "no-cache");
        }
    }
    let home = got(&world, &world.host("/")).await;
    assert!(home.text().await.unwrap().contains("A host page"));
}

#[tokio::test]
async fn files_outside_the_folders_are_out_of_reach() {
    let world = World::with_stand_ins().await;
    for path in ["/..%2fmain.rs", "/%2e%2e/main.rs", "/e2e/..%2f..%2fmain.rs", "/missing.js"] {
        let response = world.get(&world.host(path)).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_folder_s_address_gets_its_slash_on_the_same_host_and_below_the_same_path() {
    let world = World::with_stand_ins().await;
    let origin = &world.origins.host;
    for (path, target) in [
        ("/support", "/support/"),
        ("/support?x=//y", "/support/?x=//y"),
        ("//support", "//support/"),
        ("///support?x", "///support/?x"),
        ("//attacker.localhost/../support", "//support/"),
        ("/e2e/support", "/e2e/support/"),
        ("/e2e//support", "/e2e//support/"),
        ("/embed-host//support", "/embed-host//support/"),
        ("http://attacker.localhost/support", "/support/"),
    ] {
        let (status, location) = redirected(origin, path).await;
        let Some(location) = location else {
            assert_eq!(status, "404", "{path}");
            continue;
        };
        let asked = path.strip_prefix("http://attacker.localhost").unwrap_or(path);
        let asked = Url::parse(&format!("{origin}{asked}")).unwrap();
        let followed = asked.join(&location).unwrap();
        assert_eq!(
            (status.as_str(), followed.as_str()),
            ("307", &*format!("{origin}{target}")),
            "{path}: {location}"
        );
    }
}

#[tokio::test]
async fn the_demo_s_policy_is_strict_and_the_test_pages_one_is_wider() {
    let world = World::with_stand_ins().await;
    for path in ["/", "/embed-host/script.js", "/config.json"] {
        let response = got(&world, &world.host(path)).await;
        let policy = header(&response, "content-security-policy");
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval';"), "{path}");
        assert!(
            policy.contains(&format!("frame-src {} {};", world.origins.wisdom, world.attacker(""))),
            "{path}"
        );
    }
    for url in [world.host("/e2e/index.html"), world.attacker("/e2e/index.html")] {
        let response = got(&world, &url).await;
        assert_eq!(response.headers().get_all("content-security-policy").iter().count(), 1);
        assert!(header(&response, "content-security-policy").contains("'unsafe-inline'"), "{url}");
    }
}

#[tokio::test]
async fn the_page_is_told_where_everything_is() {
    let world = World::with_stand_ins().await;
    let config = world.json(&world.host("/config.json")).await;
    let wanted = json!({
        "wisdom": world.origins.wisdom, "attacker": world.attacker(""), "standIn": true,
        "melody": world.origins.melody, "melodyClientId": world.app("demo").await["clientId"], "melodyStandIn": true,
    });
    assert_eq!(config, wanted);
}

#[tokio::test]
async fn the_page_that_a_link_leads_to_is_in_no_cache_and_no_referrer_and_may_call_the_auth_server() {
    let world = World::with_stand_ins().await;
    for query in ["", "?refresh_token=x", "?tenant=acme?refresh_token=x"] {
        let response = got(&world, &world.host(&format!("/support/app{query}"))).await;
        assert_eq!(header(&response, "cache-control"), "no-store");
        assert_eq!(header(&response, "referrer-policy"), "no-referrer");
        let policy = header(&response, "content-security-policy").to_owned();
        assert!(policy.contains(&format!(" {};", world.origins.melody)), "{policy}");
        assert!(!policy.contains("unsafe-inline"), "{policy}");
        assert!(response.text().await.unwrap().contains("The application"));
    }
    let others = got(&world, &world.host("/index.html")).await;
    assert_eq!(header(&others, "referrer-policy"), "");
}

/// A report has the page's address in it, and `NEL` is for all pages of its origin.
#[tokio::test]
async fn a_browser_is_told_of_no_place_to_report_an_address_to() {
    let world = World::with_stand_ins().await;
    for path in ["/support/app?refresh_token=x", "/support/app.html", "/", "/config.json", "/api/me"] {
        let response = got(&world, &world.host(path)).await;
        let policy = header(&response, "content-security-policy");
        assert!(policy.is_empty() || !policy.contains("report-"), "{path}: {policy}");
        for name in response.headers().keys().map(HeaderName::as_str) {
            let reports = ["report-to", "reporting-endpoints", "nel"].contains(&name);
            assert!(!reports && !name.ends_with("-report-only"), "{path}: {name}");
        }
    }
}

#[tokio::test]
async fn test_pages_may_call_the_auth_server_too() {
    let world = World::with_stand_ins().await;
    let response = got(&world, &world.host("/e2e/index.html")).await;
    assert!(header(&response, "content-security-policy").contains(&format!(" {};", world.origins.melody)));
}

#[tokio::test]
async fn the_guest_page_is_on_every_documented_path_and_counted() {
    let world = World::with_stand_ins().await;
    let paths = [
        "/embed/search",
        "/embed/dashboards",
        "/embed/dashboards/a%20b%2Fc",
        "/embed/chat/conv_1?messageid=2",
    ];
    for path in paths {
        let response = got(&world, &world.wisdom(path)).await;
        assert_eq!(header(&response, "cache-control"), "no-store", "{path}");
        assert_eq!(header(&response, "referrer-policy"), "no-referrer", "{path}");
        assert!(response.text().await.unwrap().contains("/guest/main.js"), "{path}");
    }
    got(&world, &world.wisdom("/guest/main.js")).await;
    assert_eq!(world.json(&world.wisdom("/control/counts")).await["pages"], 4);
    for path in ["/", "/embed", "/embed/stories"] {
        let response = world.get(&world.wisdom(path)).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_attacker_has_pages_of_its_own() {
    let world = World::with_stand_ins().await;
    for path in ["/hostile", "/forge", "/flood"] {
        assert!(got(&world, &world.attacker(path)).await.text().await.unwrap().contains("/attacker.js"));
    }
    for (path, kind) in [("/attacker.js", "text/javascript"), ("/attacker.css", "text/css")] {
        assert_eq!(header(&got(&world, &world.attacker(path)).await, "content-type"), kind);
    }
}
