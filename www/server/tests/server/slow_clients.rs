//! Clients that begin a request and never finish it.

use std::time::Duration;

use crate::support::World;
use crate::support::raw::answer;

const SHORT: Duration = Duration::from_millis(50);

#[tokio::test]
async fn a_head_that_does_not_end_closes_the_connection_to_every_server() {
    let world = World::with_read_deadline(SHORT).await;
    let origins = world.origins.clone();
    for origin in [origins.host, origins.wisdom, origins.melody, origins.attacker.unwrap()] {
        for begun in ["", "GET / HTTP/1.1\r\nhost: localhost\r\nx-slow: "] {
            let answer = answer(&origin, begun).await;
            assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
        }
    }
}

#[tokio::test]
async fn a_body_that_does_not_end_is_a_timeout() {
    let world = World::with_read_deadline(SHORT).await;
    let head = "content-type: application/json\r\ncontent-length: 18\r\n\r\n{\"user\":";
    for path in ["/sign-in", "/api/support/impersonate"] {
        let cookie = world.sign_in("support").await;
        let begun = format!("POST {path} HTTP/1.1\r\nhost: localhost\r\ncookie: {cookie}\r\n{head}");
        let answer = answer(&world.origins.host, &begun).await;
        assert!(answer.starts_with("HTTP/1.1 408"), "{path}: {answer}");
        assert!(answer.contains("cache-control: no-store"), "{path}: {answer}");
    }
}
