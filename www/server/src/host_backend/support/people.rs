//! The users as a console lists them, with what can be known in advance of whether a link can be made.

use std::num::NonZeroU32;

use futures_util::future::try_join_all;
use serde::{Deserialize, Serialize};

use super::auth_id::AuthId;
use super::fault::Fault;
use super::melody_api::MelodyApi;
use super::melody_error::MelodyError;
use super::step::Step;
use crate::host_backend::secret::Secret;

/// How many users a page has: each of them takes another call.
const PAGE_SIZE: u32 = 50;

/// A page of the users.
#[derive(Debug, Serialize)]
pub struct Page {
    users: Vec<User>,
    /// The number of the next page, if there are more users.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<NonZeroU32>,
}

/// A user, as a console shows them.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    name: String,
    email: Option<String>,
    auth_id: AuthId,
    /// A link would be made, but not open.
    disabled: bool,
    consent: Consent,
}

/// Whether the user has consented to the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Consent {
    /// There is a consent. The auth server may still reject it for missing scopes.
    Given,
    Missing,
    /// The auth server asks nobody for it.
    NotNeeded,
    /// There is none, and the auth server does not say whether it asks for it.
    Unknown,
}

#[derive(Deserialize)]
struct UserList {
    users: Vec<ListedUser>,
    /// How many there are on all pages.
    count: Option<u64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListedUser {
    auth_id: String,
    email: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    is_active: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Consents {
    consented_apps: Vec<ConsentedApp>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConsentedApp {
    app_id: u64,
}

#[derive(Deserialize)]
struct Found {
    app: App,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct App {
    client_id: String,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
struct Info {
    configs: Configs,
}

#[derive(Deserialize)]
struct Configs {
    #[serde(rename = "ENABLE_USER_APP_CONSENT")]
    consent: Option<bool>,
}

/// One page of the users. With an application that no link can lead to, a list would only mislead: that is an error.
pub(super) async fn list(api: &MelodyApi, own: &Secret, page: NonZeroU32) -> Result<Page, MelodyError> {
    check_app(api, own).await?;
    let needed = consent_needed(api, own).await?;
    let path = format!("api/v1/users?page_size={PAGE_SIZE}&page_number={page}");
    let UserList { users, count } = api.get(Step::Listing, own, &path).await?;
    let next = if is_last(page, users.len(), count) { None } else { page.checked_add(1) };
    let users = try_join_all(users.into_iter().map(|user| described(api, own, user, needed))).await?;
    Ok(Page { users, next })
}

/// A page without anybody is the last one whatever the count says, so that no list is read without end.
fn is_last(page: NonZeroU32, users: usize, count: Option<u64>) -> bool {
    let listed = u64::from(page.get()) * u64::from(PAGE_SIZE);
    users == 0 || count.map_or(users < PAGE_SIZE as usize, |count| listed >= count)
}

async fn check_app(api: &MelodyApi, own: &Secret) -> Result<(), MelodyError> {
    let path = format!("api/v1/apps/{}", api.server.app_id);
    let Found { app } = api.get(Step::App, own, &path).await?;
    if app.kind != "spa" {
        return Err(MelodyError::Fault(Fault::AppType));
    }
    if app.client_id != api.server.client_id {
        return Err(MelodyError::Fault(Fault::AppMismatch));
    }
    Ok(())
}

/// Whether the auth server asks users for consent; none if it does not say.
async fn consent_needed(api: &MelodyApi, own: &Secret) -> Result<Option<bool>, MelodyError> {
    match api.get::<Info>(Step::Listing, own, "info").await {
        Ok(info) => Ok(info.configs.consent),
        Err(MelodyError::Refused(..) | MelodyError::Unusable(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn described(
    api: &MelodyApi,
    own: &Secret,
    user: ListedUser,
    needed: Option<bool>,
) -> Result<User, MelodyError> {
    let auth_id = AuthId::parse(user.auth_id).ok_or(MelodyError::Unusable(Step::Listing))?;
    let consent = match needed {
        Some(false) => Consent::NotNeeded,
        _ if has_consented(api, own, &auth_id).await? => Consent::Given,
        Some(true) => Consent::Missing,
        None => Consent::Unknown,
    };
    let names: Vec<String> = [user.first_name, user.last_name].into_iter().flatten().collect();
    Ok(User { name: names.join(" "), email: user.email, auth_id, disabled: !user.is_active, consent })
}

async fn has_consented(api: &MelodyApi, own: &Secret, auth_id: &AuthId) -> Result<bool, MelodyError> {
    let path = format!("api/v1/users/{auth_id}/consented-apps");
    let Consents { consented_apps } = api.get(Step::Listing, own, &path).await?;
    Ok(consented_apps.iter().any(|app| app.app_id == api.server.app_id))
}
