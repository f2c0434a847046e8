//! GraphQL requests to WisdomAI, and what its answers mean.
//!
//! HTTP says 200 to many failures, so the body of every answer is read. No text of it gets any further.

use std::time::Duration;

use reqwest::{Client, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::Url;

use super::outgoing::{self, Unread};
use super::retry_after;
use super::secret::Secret;

/// Longer than a list of a hundred thousand users.
const LONGEST_ANSWER: usize = 32 * 1024 * 1024;

/// The tenant's GraphQL endpoint.
#[derive(Debug)]
pub struct WisdomApi {
    http: Client,
    endpoint: Url,
}

/// Why a request came to nothing. None of these contains text from WisdomAI's answer.
#[derive(Debug, thiserror::Error)]
pub enum WisdomError {
    /// The deadline passed before the whole answer was there.
    #[error("WisdomAI took longer than the deadline")]
    TooSlow,
    /// There was no connection, or it broke.
    #[error("WisdomAI could not be reached")]
    Unreachable(#[source] reqwest::Error),
    /// It is overloaded or down, and may have said in how many seconds to ask again.
    #[error("WisdomAI answered that it is overloaded or down")]
    Unavailable {
        /// The seconds.
        retry_after: Option<u32>,
    },
    /// The access key or the bearer token does not count, or not for this operation.
    #[error("WisdomAI answered that this is unauthorized")]
    Unauthorized,
    /// What was to be created is there.
    #[error("WisdomAI answered that it exists already")]
    AlreadyExists,
    /// GraphQL reported other errors, such as an unknown user.
    #[error("WisdomAI answered with GraphQL errors and HTTP status {0}")]
    Refused(StatusCode),
    /// An HTTP error without a GraphQL answer.
    #[error("WisdomAI answered with HTTP status {0}")]
    Status(StatusCode),
    /// Success, but without what was requested.
    #[error("WisdomAI's answer could not be used")]
    Unusable,
}

#[derive(Deserialize)]
struct Answer {
    data: Option<Value>,
    errors: Option<Vec<Problem>>,
}

#[derive(Deserialize)]
struct Problem {
    message: Option<String>,
}

impl WisdomApi {
    /// The endpoint of the tenant at `origin`. A request takes no longer than `deadline`.
    ///
    /// # Errors
    ///
    /// When TLS cannot be set up, or the origin is no base for an address.
    pub fn new(origin: &Url, deadline: Duration) -> anyhow::Result<Self> {
        let http = outgoing::client(origin).timeout(deadline).build()?;
        Ok(Self { http, endpoint: origin.join("/graphql")? })
    }

    /// The `data` of the answer to a query.
    pub(super) async fn call<D: DeserializeOwned>(
        &self,
        query: &str,
        variables: Value,
        bearer: Option<&Secret>,
    ) -> Result<D, WisdomError> {
        let request = self.http.post(self.endpoint.clone());
        let request = request.json(&json!({ "query": query, "variables": variables }));
        let request = match bearer {
            Some(token) => request.bearer_auth(token.expose()),
            None => request,
        };
        let response = request.send().await.map_err(WisdomError::transport)?;
        let status = response.status();
        if [StatusCode::TOO_MANY_REQUESTS, StatusCode::SERVICE_UNAVAILABLE].contains(&status) {
            return Err(WisdomError::Unavailable { retry_after: retry_after::asked_for(response.headers()) });
        }
        data_in(status, &outgoing::body_up_to(LONGEST_ANSWER, response).await?)
    }
}

impl WisdomError {
    /// Whether the same request may succeed later.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::TooSlow | Self::Unreachable(_) | Self::Unavailable { .. } => true,
            Self::Refused(status) | Self::Status(status) => {
                status.is_server_error()
                    || [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_EARLY].contains(status)
            }
            Self::Unauthorized | Self::AlreadyExists | Self::Unusable => false,
        }
    }

    fn transport(error: reqwest::Error) -> Self {
        if error.is_timeout() { Self::TooSlow } else { Self::Unreachable(error.without_url()) }
    }
}

impl From<Unread> for WisdomError {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::Transport(error) => Self::transport(error),
            Unread::TooLong => Self::Unusable,
        }
    }
}

fn data_in<D: DeserializeOwned>(status: StatusCode, body: &[u8]) -> Result<D, WisdomError> {
    let answer = serde_json::from_slice::<Answer>(body).ok();
    let (data, errors) = answer.map_or((None, None), |answer| (answer.data, answer.errors));
    let errors = errors.unwrap_or_default();
    let says = |text| errors.iter().any(|problem| problem.says(text));
    match status {
        StatusCode::UNAUTHORIZED => Err(WisdomError::Unauthorized),
        _ if says("unauthorized") => Err(WisdomError::Unauthorized),
        _ if says(ALREADY_EXISTS) => Err(WisdomError::AlreadyExists),
        _ if !errors.is_empty() => Err(WisdomError::Refused(status)),
        _ if !status.is_success() => Err(WisdomError::Status(status)),
        _ => data.and_then(|data| serde_json::from_value(data).ok()).ok_or(WisdomError::Unusable),
    }
}

/// How the vendor's documentation says that a user exists: "User with email already exists".
pub(super) const ALREADY_EXISTS: &str = "already exists";

impl Problem {
    fn says(&self, text: &str) -> bool {
        self.message.as_ref().is_some_and(|message| message.to_lowercase().contains(text))
    }
}

#[cfg(test)]
mod tests {
    use super::{StatusCode, Value, WisdomError, data_in, json};

    fn read(status: u16, body: &str) -> Result<Value, WisdomError> {
        data_in(StatusCode::from_u16(status).unwrap(), body.as_bytes())
    }

    fn errors(message: &str) -> String {
        json!({ "data": null, "errors": [{ "message": message, "locations": [] }] }).to_string()
    }

    #[test]
    fn data_is_taken_from_a_clean_answer_only() {
        for body in [r#"{"data":{"a":1}}"#, r#"{"errors":[],"data":{"a":1}}"#] {
            assert_eq!(read(200, body).unwrap(), json!({ "a": 1 }), "{body}");
        }
        for body in [r#"{"errors":[{}],"data":{"a":1}}"#, r#"{"errors":[{"message":null}],"data":{"a":1}}"#] {
            assert!(matches!(read(200, body), Err(WisdomError::Refused(StatusCode::OK))), "{body}");
        }
    }

    #[test]
    fn errors_count_whatever_the_status_says() {
        for status in [200, 400, 500] {
            let outcome = read(status, &errors("no"));
            assert!(matches!(outcome, Err(WisdomError::Refused(found)) if found == status), "{status}");
            assert!(matches!(read(status, &errors("Unauthorized")), Err(WisdomError::Unauthorized)));
            let exists = read(status, &errors("User with email already exists"));
            assert!(matches!(exists, Err(WisdomError::AlreadyExists)));
        }
    }

    #[test]
    fn unauthorized_may_also_be_a_status_with_any_body() {
        for body in ["", "<html>", &errors("no"), r#"{"data":{"a":1}}"#] {
            assert!(matches!(read(401, body), Err(WisdomError::Unauthorized)), "{body}");
        }
    }

    #[test]
    fn an_http_error_is_reported_as_such() {
        for body in [r#"{"data":{"a":1}}"#, "<html>", ""] {
            assert!(matches!(read(502, body), Err(WisdomError::Status(StatusCode::BAD_GATEWAY))), "{body}");
        }
    }

    #[test]
    fn anything_else_is_unusable() {
        for body in ["", "<html>", "null", "[]", "{}", r#"{"data":null}"#] {
            assert!(matches!(read(200, body), Err(WisdomError::Unusable)), "{body}");
        }
    }

    #[test]
    fn what_a_later_attempt_may_mend_is_told_from_what_it_may_not() {
        for (status, transient) in
            [(408, true), (425, true), (500, true), (502, true), (400, false), (404, false)]
        {
            assert_eq!(read(status, "").unwrap_err().is_transient(), transient, "{status}");
            assert_eq!(read(status, &errors("no")).unwrap_err().is_transient(), transient, "{status}");
        }
        assert!(WisdomError::TooSlow.is_transient());
        assert!(WisdomError::Unavailable { retry_after: None }.is_transient());
        assert!(!WisdomError::Unauthorized.is_transient());
        assert!(!read(200, &errors("no")).unwrap_err().is_transient());
    }
}
