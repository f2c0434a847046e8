//! `GET /api/data`: what the guest page shows, for a valid token.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use serde::Serialize;

use super::mint::Claims;
use super::state::StandIn;
use crate::unix_time;

/// A region, a product, a number of orders, and the seconds between two more orders.
const SALES: [(&str, &str, u64, u64); 8] = [
    ("Europe", "Espresso machines", 412, 5),
    ("Europe", "Grinders", 268, 7),
    ("Europe", "Kettles", 351, 6),
    ("Europe", "Scales", 143, 11),
    ("America", "Espresso machines", 538, 4),
    ("America", "Grinders", 322, 6),
    ("America", "Kettles", 205, 9),
    ("America", "Scales", 187, 8),
];

/// The figures start again every hour.
const CYCLE: u64 = 3600;

/// How much more is ordered in a longer time than a day. Without a period it is all that was ever ordered.
const PERIODS: [(&str, u64); 3] = [("today", 1), ("this week", 5), ("so far", 260)];

/// What the guest page shows.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    user: String,
    region: String,
    period: String,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    product: &'static str,
    orders: u64,
}

pub(super) async fn data(
    State(stand_in): State<StandIn>,
    headers: HeaderMap,
) -> Result<Json<Report>, StatusCode> {
    let claims = bearer(&headers).and_then(|token| stand_in.0.mint.verify(token));
    stand_in.0.counts.data(claims.is_some());
    claims.map(report).map(Json).ok_or(StatusCode::UNAUTHORIZED)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// Limited by the token's attributes. Without them it shows all regions and all time, so that a lost one is noticed.
fn report(claims: Claims) -> Report {
    let region = claims.attributes.get("region");
    let wanted = claims.attributes.get("period").map_or("so far", |period| period);
    let (period, days) = PERIODS.into_iter().find(|(period, _)| *period == wanted).unwrap_or(("so far", 260));
    let time = unix_time::now() % CYCLE;
    let visible = SALES.iter().filter(|(place, ..)| region.is_none_or(|region| region == place));
    let rows =
        visible.map(|&(_, product, orders, every)| Row { product, orders: orders * days + time / every });
    Report {
        user: claims.email,
        region: region.map_or("Everywhere", |region| region).to_owned(),
        period: period.to_owned(),
        rows: rows.collect(),
    }
}
