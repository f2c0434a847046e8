//! A fake tenant that mints when the test lets it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::tenant::FakeTenant;

/// Mints a token that no other one equals, once for each answer that it may give.
#[derive(Clone)]
pub(crate) struct MintingTenant {
    answers: Arc<Semaphore>,
    minted: Arc<AtomicU64>,
    /// Its first answer, where that is another one.
    first: Option<(u16, Option<&'static str>)>,
}

impl MintingTenant {
    /// One that waits for [`release`](Self::release).
    pub(crate) fn held() -> Self {
        Self { answers: Arc::new(Semaphore::new(0)), minted: Arc::default(), first: None }
    }

    /// One that answers at once.
    pub(crate) fn prompt() -> Self {
        let tenant = Self::held();
        tenant.release();
        tenant
    }

    /// The same, whose first answer is this status, with this `Retry-After`.
    pub(crate) fn failing_first(self, status: u16, retry_after: Option<&'static str>) -> Self {
        Self { first: Some((status, retry_after)), ..self }
    }

    /// Lets it answer from now on.
    pub(crate) fn release(&self) {
        self.answers.add_permits(Semaphore::MAX_PERMITS / 2);
    }

    pub(crate) async fn serve(&self) -> FakeTenant {
        let tenant = self.clone();
        FakeTenant::answering(move |request| {
            let tenant = tenant.clone();
            async move { tenant.answer(&request).await }
        })
        .await
    }

    async fn answer(&self, request: &Value) -> Response {
        self.answers.acquire().await.unwrap().forget();
        let number = self.minted.fetch_add(1, Ordering::Relaxed);
        match self.first {
            Some((status, None)) if number == 0 => StatusCode::from_u16(status).unwrap().into_response(),
            Some((status, Some(retry_after))) if number == 0 => {
                (StatusCode::from_u16(status).unwrap(), [("retry-after", retry_after)]).into_response()
            }
            _ => {
                let email = &request["variables"]["userEmail"];
                let claims = json!({ "email": email, "iat": 1_000 + number, "exp": 4_600 + number });
                let claims = URL_SAFE_NO_PAD.encode(claims.to_string());
                Json(json!({ "data": { "impersonateUser": format!("e30.{claims}.c2ln") } })).into_response()
            }
        }
    }
}

/// Whose token it is.
pub(crate) fn email_in(token: &str) -> String {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    claims["email"].as_str().unwrap().to_owned()
}
