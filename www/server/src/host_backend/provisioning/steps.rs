//! The steps that provision one user. Each may be repeated: what is done already is not done again.

use std::collections::BTreeMap;

use super::directory::{Creation, Directory, Found};
use super::error::ProvisionError;
use crate::host_backend::attributes::Attribute;
use crate::host_backend::users::{Account, Profile};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Created,
    AttributesSet,
    NothingToDo,
}

/// Makes sure that the user exists and has the stable attributes of the profile. `createUsers` would overwrite the roles
/// of somebody who exists, so it is only called for those who are not listed.
pub(super) async fn provision(
    directory: &impl Directory,
    account: &Account,
    profile: &Profile,
) -> Result<Outcome, ProvisionError> {
    if let Some(user) = directory.find(&account.email).await? {
        return settle(directory, &user, profile).await;
    }
    match directory.create(account, profile).await? {
        Creation::Created => Ok(Outcome::Created),
        Creation::AlreadyThere => {
            let user = directory.find(&account.email).await?.ok_or(ProvisionError::NotListed)?;
            settle(directory, &user, profile).await
        }
    }
}

/// Sets the attributes that differ. All others that are stored are sent back, because setting replaces all of them.
async fn settle(
    directory: &impl Directory,
    user: &Found,
    profile: &Profile,
) -> Result<Outcome, ProvisionError> {
    let stored = by_key(&user.stored);
    let mut wanted = stored.clone();
    wanted.extend(by_key(profile.attributes.as_slice()));
    if wanted == stored {
        return Ok(Outcome::NothingToDo);
    }
    let attributes: Vec<Attribute> =
        wanted.into_iter().map(|(key, value)| Attribute::new(key, value)).collect();
    directory.set_attributes(&user.id, &attributes).await?;
    Ok(Outcome::AttributesSet)
}

fn by_key(attributes: &[Attribute]) -> BTreeMap<&str, &str> {
    attributes.iter().map(|Attribute { key, value }| (key.as_str(), value.as_str())).collect()
}
