//! What an access token must say of its session: at the exchange, and at every renewal.

use embed_host::protocol::impersonation::{Claims, Grant};

use super::world::{NOON, World, grant, grant_for, link};

/// A change of a good grant, and what comes of it.
type Row = (&'static str, fn(&mut Grant), &'static str);

const ROWS: [Row; 21] = [
    ("another issuer", |grant| grant.claims.issuer = Some("https://evil.test".into()), "wrong-issuer"),
    (
        "an issuer that begins like the server",
        |grant| grant.claims.issuer = Some("https://auth.test.evil.test".into()),
        "wrong-issuer",
    ),
    (
        "a path of the server",
        |grant| grant.claims.issuer = Some("https://auth.test/x".into()),
        "wrong-issuer",
    ),
    ("no issuer", |grant| grant.claims.issuer = None, "wrong-issuer"),
    ("an empty issuer", |grant| grant.claims.issuer = Some(String::new()), "wrong-issuer"),
    ("another app", |grant| grant.claims.authorized_party = Some("admin-panel".into()), "wrong-app"),
    (
        "an app that is called like this one in capitals",
        |grant| grant.claims.authorized_party = Some("APP".into()),
        "wrong-app",
    ),
    ("no app", |grant| grant.claims.authorized_party = None, "wrong-app"),
    ("an empty app", |grant| grant.claims.authorized_party = Some(String::new()), "wrong-app"),
    ("nobody who impersonates", |grant| grant.claims.impersonated_by = None, "not-impersonation"),
    (
        "an empty name of who impersonates",
        |grant| grant.claims.impersonated_by = Some(String::new()),
        "not-impersonation",
    ),
    ("no subject", |grant| grant.claims.subject = None, "bad-response"),
    ("an empty subject", |grant| grant.claims.subject = Some(String::new()), "bad-response"),
    ("no expiry", |grant| grant.claims.expires_at = None, "bad-response"),
    ("over when it was issued", |grant| grant.claims.expires_at = Some(NOON), "bad-response"),
    ("over before", |grant| grant.claims.expires_at = Some(NOON - 1), "bad-response"),
    ("no life", |grant| (grant.expires_in, grant.expires_on) = (Some(0), Some(NOON)), "bad-response"),
    (
        "over by the time of issue",
        |grant| {
            (grant.expires_on, grant.claims.issued_at) = (None, Some(NOON + 1800));
        },
        "bad-response",
    ),
    ("no time at all", |grant| (grant.expires_on, grant.claims.issued_at) = (None, None), "bad-response"),
    (
        "times that make no sense, and no time of issue",
        |grant| {
            (grant.expires_on, grant.claims.issued_at) = (Some(5), None);
        },
        "bad-response",
    ),
    ("nothing", |grant| grant.claims = Claims::default(), "wrong-issuer"),
];

#[test]
fn a_session_that_is_not_what_a_link_may_open_is_refused_and_nothing_is_stored() {
    for (case, change, code) in ROWS {
        let mut world = World::default();
        world.open(Some(link("R1")));
        let mut given = grant("A1", 0);
        change(&mut given);
        world.succeed(given);
        assert_eq!(world.happened()[2..], [format!("c1: {code}"), "timer off".into()], "{case}");
        assert!(world.drawer.keys().is_empty() && !world.is_active(1), "{case}");
        assert_eq!(
            world.sessions.has_pending_link(),
            code == "bad-response",
            "{case}: the same link may still be good"
        );
    }
}

#[test]
fn a_renewal_is_validated_the_same_way() {
    for (case, change, code) in ROWS {
        let mut world = World::default();
        world.open(Some(link("R1")));
        world.succeed(grant_for("A1", 0, 60));
        world.time.pass(60_000);
        world.happened();
        world.want_token();
        let mut given = grant("A2", 0);
        change(&mut given);
        world.succeed(given);
        if code == "bad-response" {
            world.then(&["exchange R1#2", "c2: bad-response"]);
            assert!(world.is_active(1), "{case}");
        } else {
            world.then(&["exchange R1#2", "c2: session-over", "s1: ended refused"]);
            assert!(world.drawer.keys().is_empty() && !world.is_active(1), "{case}");
        }
    }
}

#[test]
fn a_renewal_for_somebody_else_ends_the_session() {
    let changes: [fn(&mut Grant); 3] = [
        |grant| grant.claims.subject = Some("victor".into()),
        |grant| grant.claims.impersonated_by = Some("eve".into()),
        |grant| {
            (grant.claims.subject, grant.claims.impersonated_by) = (Some("adam".into()), Some("tess".into()));
        },
    ];
    for change in changes {
        let mut world = World::default();
        world.open(Some(link("R1")));
        world.succeed(grant_for("A1", 0, 60));
        world.time.pass(60_000);
        world.want_token();
        world.happened();
        let mut given = grant("A2", 60);
        change(&mut given);
        world.succeed(given);
        world.then(&["c2: session-over", "s1: ended refused"]);
    }
}

#[test]
fn a_slash_at_the_end_of_the_issuer_makes_no_difference() {
    for (server, issuer) in [
        ("https://auth.test", "https://auth.test/"),
        ("https://auth.test/", "https://auth.test"),
        ("https://auth.test/", "https://auth.test/"),
        ("https://auth.test/realms/a/", "https://auth.test/realms/a"),
    ] {
        let mut world = World::default();
        world.spec.server = server.into();
        world.open(Some(link("R1")));
        let mut given = grant("A1", 0);
        given.claims.issuer = Some(issuer.into());
        world.succeed(given);
        assert!(world.is_active(1), "{server} {issuer}");
    }
}

#[test]
fn a_host_may_let_in_sessions_that_nobody_impersonates() {
    let mut world = World::default();
    world.spec.require_impersonator = false;
    world.open(Some(link("R1")));
    let mut given = grant("A1", 0);
    given.claims.impersonated_by = None;
    world.succeed(given);
    world.then(&["exchange R1#1", "begin s1 tess by nobody reader", "c1: s1"]);
}
