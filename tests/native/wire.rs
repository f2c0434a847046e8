//! The names of the two messages, and what an HTTP status means.

use embed_host::protocol::{Error, ErrorCode, REQUEST, RESPONSE};

#[test]
fn the_messages_have_their_documented_types() {
    assert_eq!(REQUEST, "REQUEST_JWT_TOKEN");
    assert_eq!(RESPONSE, "JWT_TOKEN_RESPONSE");
}

#[test]
fn a_status_of_the_backend_is_a_success_a_refusal_or_a_failure() {
    for status in [200, 201, 204, 299] {
        assert_eq!(Error::from_status(status), None, "{status}");
    }
    for status in [401, 403] {
        let error = Error::from_status(status).unwrap();
        assert_eq!(
            (error.code, error.status(), error.is_auth_error()),
            (ErrorCode::Refused, Some(status), true)
        );
    }
    for status in [199, 300, 302, 400, 402, 404, 408, 429, 500, 502, 503, 599, u16::MAX] {
        let error = Error::from_status(status).unwrap();
        assert_eq!(
            (error.code, error.status(), error.is_auth_error()),
            (ErrorCode::BackendStatus, Some(status), false)
        );
    }
}
