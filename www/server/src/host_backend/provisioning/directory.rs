//! The tenant's users: who there is, creating one, and setting their attributes.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::access::Access;
use super::error::ProvisionError;
use crate::host_backend::attributes::Attribute;
use crate::host_backend::secret::Secret;
use crate::host_backend::users::{Account, Profile};
use crate::host_backend::wisdom_api::{ALREADY_EXISTS, WisdomApi, WisdomError};

const LIST: &str = "\
    query ListUsers($workspaceId: ID) {
        listUsers(workspaceId: $workspaceId) { id email userAttributes { key value source } }
    }";
const CREATE: &str = "\
    mutation CreateUsers($input: CreateUsersInput!) {
        createUsers(input: $input) { status { code message } }
    }";
const SET_ATTRIBUTES: &str = "\
    mutation SetUserAttributes($input: SetUserAttributesInput!) {
        setUserAttributes(input: $input) { status { code message } }
    }";

/// The calls that provisioning needs. Tests put something else in their place.
pub trait Directory: Send + Sync + 'static {
    /// The user with this address, if there is one.
    fn find(&self, email: &str) -> impl Future<Output = Result<Option<Found>, ProvisionError>> + Send;

    /// Creates a user with roles and attributes.
    fn create(
        &self,
        account: &Account,
        profile: &Profile,
    ) -> impl Future<Output = Result<Creation, ProvisionError>> + Send;

    /// Replaces all attributes that are stored with the user.
    fn set_attributes(
        &self,
        user_id: &str,
        attributes: &[Attribute],
    ) -> impl Future<Output = Result<(), ProvisionError>> + Send;
}

/// A user of the tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Their id.
    pub id: String,
    /// The attributes that are stored with them. Those from a single sign-on are not: nobody else can set them.
    pub stored: Vec<Attribute>,
}

/// What creating a user came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Creation {
    /// They are there now, as they should be.
    Created,
    /// They were there, as somebody else made them.
    AlreadyThere,
}

/// The directory of a real tenant.
#[derive(Debug)]
pub struct WisdomDirectory {
    access: Access,
    workspace: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    list_users: Vec<User>,
}

#[derive(Deserialize)]
struct User {
    id: String,
    email: Option<String>,
    #[serde(rename = "userAttributes")]
    attributes: Option<Vec<UserAttribute>>,
}

#[derive(Deserialize)]
struct UserAttribute {
    #[serde(flatten)]
    attribute: Attribute,
    source: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Created {
    create_users: Reply,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Set {
    set_user_attributes: Reply,
}

#[derive(Deserialize)]
struct Reply {
    status: Status,
}

/// `NONE`, `OK`, `ERROR` or `NOT_FOUND`. Only `OK` is success.
#[derive(Deserialize)]
struct Status {
    code: String,
    message: Option<String>,
}

impl WisdomDirectory {
    /// The directory to which this access key leads, or one workspace of it.
    pub fn new(api: Arc<WisdomApi>, access_key: Secret, workspace: Option<String>) -> Self {
        Self { access: Access::new(api, access_key), workspace }
    }
}

impl Directory for WisdomDirectory {
    async fn find(&self, email: &str) -> Result<Option<Found>, ProvisionError> {
        let variables = given(json!({}), "workspaceId", self.workspace.as_ref());
        let Listed { list_users } = self.access.call(LIST, variables).await?;
        let is_it = |user: &User| user.email.as_ref().is_some_and(|found| found.eq_ignore_ascii_case(email));
        Ok(list_users.into_iter().find(is_it).map(Found::from))
    }

    async fn create(&self, account: &Account, profile: &Profile) -> Result<Creation, ProvisionError> {
        let input = json!({
            "emails": [account.email],
            "roleAssignments": roles(profile),
            "sendWelcomeEmail": false,
            "userAttributes": profile.attributes,
        });
        let input = given(input, "workspaceID", self.workspace.as_ref());
        match self.access.call::<Created>(CREATE, json!({ "input": input })).await {
            Ok(Created { create_users: Reply { status } }) if status.says_exists() => {
                Ok(Creation::AlreadyThere)
            }
            Ok(Created { create_users: Reply { status } }) => {
                status.ok("createUsers").map(|()| Creation::Created)
            }
            Err(WisdomError::AlreadyExists) => Ok(Creation::AlreadyThere),
            Err(error) => Err(error.into()),
        }
    }

    async fn set_attributes(&self, user_id: &str, attributes: &[Attribute]) -> Result<(), ProvisionError> {
        let input = json!({ "userId": user_id, "userAttributes": attributes });
        let set: Set = self.access.call(SET_ATTRIBUTES, json!({ "input": input })).await?;
        set.set_user_attributes.status.ok("setUserAttributes")
    }
}

/// Without domains a role applies in all of them.
fn roles(profile: &Profile) -> Vec<Value> {
    let scopes = (!profile.scopes.is_empty()).then_some(&profile.scopes);
    profile.roles.iter().map(|role| given(json!({ "roleId": role.id() }), "scopes", scopes)).collect()
}

/// The object, with this member if there is a value for it.
fn given(mut object: Value, name: &str, value: Option<&impl serde::Serialize>) -> Value {
    if let (Some(members), Some(value)) = (object.as_object_mut(), value) {
        members.insert(name.to_owned(), json!(value));
    }
    object
}

impl Status {
    fn ok(&self, operation: &'static str) -> Result<(), ProvisionError> {
        if self.code == "OK" { Ok(()) } else { Err(ProvisionError::Rejected(operation)) }
    }

    fn says_exists(&self) -> bool {
        let says = |message: &String| message.to_lowercase().contains(ALREADY_EXISTS);
        self.code != "OK" && self.message.as_ref().is_some_and(says)
    }
}

impl From<User> for Found {
    fn from(User { id, attributes, .. }: User) -> Self {
        let from_sign_on = |found: &UserAttribute| found.source.as_deref() == Some("JWT");
        let stored = attributes.into_iter().flatten().filter(|found| !from_sign_on(found));
        Self { id, stored: stored.map(|found| found.attribute).collect() }
    }
}
