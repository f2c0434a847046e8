//! Requests that a proper client would not send.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time;

use super::NEVER;

/// What the server at this origin answers to these bytes, until it closes the connection.
pub(crate) async fn answer(origin: &str, bytes: &str) -> String {
    let port = origin.rsplit_once(':').unwrap().1.parse().unwrap();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.write_all(bytes.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let closed = time::timeout(NEVER, stream.read_to_end(&mut answer)).await;
    closed.expect("the connection stays open").unwrap();
    String::from_utf8(answer).unwrap()
}

/// The status of the answer to a `GET` with this target, and where it redirects to.
pub(crate) async fn redirected(origin: &str, target: &str) -> (String, Option<String>) {
    let request = format!("GET {target} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    let answer = answer(origin, &request).await;
    let status = answer.split(' ').nth(1).unwrap().to_owned();
    let location = answer.lines().find_map(|line| line.strip_prefix("location: ")).map(str::to_owned);
    (status, location)
}
