//! Who the demo's users are at a real tenant, as the environment says it.

use std::collections::BTreeMap;

use anyhow::{Context, bail, ensure};

use crate::host_backend::attributes::{Attribute, Attributes};
use crate::host_backend::roles::Role;
use crate::host_backend::users::{Account, DemoUser, Profile};

type PerUser<T> = BTreeMap<DemoUser, T>;

/// The accounts of the users whom `WISDOM_USERS` names.
///
/// # Errors
///
/// When a value cannot be used, or names a user whom `WISDOM_USERS` does not. The message never contains a value.
pub(super) fn from_environment(set: impl Fn(&str) -> Option<String>) -> anyhow::Result<PerUser<Account>> {
    let value = |name: &str| set(name).unwrap_or_default();
    let emails = each(&value("WISDOM_USERS"), email).context("WISDOM_USERS")?;
    let roles = each(&value("WISDOM_ROLES"), roles).context("WISDOM_ROLES")?;
    let stored = attributes(&value("WISDOM_ATTRIBUTES")).context("WISDOM_ATTRIBUTES")?;
    let session = attributes(&value("WISDOM_SESSION_ATTRIBUTES")).context("WISDOM_SESSION_ATTRIBUTES")?;
    let scopes: Vec<String> = entries(&value("WISDOM_DOMAINS")).map(str::to_owned).collect();
    let provision = provision(&value("WISDOM_PROVISION")).context("WISDOM_PROVISION")?;

    for user in roles.keys().chain(stored.keys()).chain(session.keys()) {
        ensure!(emails.contains_key(user), "WISDOM_USERS must name every user who has roles or attributes");
    }
    let account = |(user, email): (DemoUser, String)| {
        let profile = Profile {
            roles: roles.get(&user).cloned().unwrap_or_else(|| Role::DEFAULT.into()),
            scopes: scopes.clone(),
            attributes: stored.get(&user).cloned().unwrap_or_default(),
        };
        let session = session.get(&user).cloned().unwrap_or_default();
        (user, Account { email, session, profile: provision.then_some(profile) })
    };
    Ok(emails.into_iter().map(account).collect())
}

fn entries(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|entry| !entry.is_empty())
}

/// Entries such as `alice=…`, one for each user.
fn each<T>(text: &str, parse: impl Fn(&str) -> anyhow::Result<T>) -> anyhow::Result<PerUser<T>> {
    let entry = |entry| {
        let (name, value) = pair(entry)?;
        Ok((user(name)?, parse(value)?))
    };
    entries(text).map(entry).collect()
}

/// Entries such as `alice.region=Europe`, any number for each user.
fn attributes(text: &str) -> anyhow::Result<PerUser<Attributes>> {
    let mut all = PerUser::<Vec<Attribute>>::new();
    for entry in entries(text) {
        let (name, value) = pair(entry)?;
        let (name, key) = name.split_once('.').context("expected entries such as alice.region=Europe")?;
        all.entry(user(name)?).or_default().push(Attribute::new(key.trim(), value));
    }
    let checked = |(user, list)| Ok((user, Attributes::new(list)?));
    all.into_iter().map(checked).collect()
}

fn pair(entry: &str) -> anyhow::Result<(&str, &str)> {
    let (name, value) = entry.split_once('=').context("expected entries with a '=', separated by commas")?;
    Ok((name.trim(), value.trim()))
}

fn user(name: &str) -> anyhow::Result<DemoUser> {
    DemoUser::named(name.trim()).context("the demo's users are alice and bob")
}

fn email(text: &str) -> anyhow::Result<String> {
    ensure!(text.contains('@'), "expected entries such as alice=alice@yourcompany.com");
    Ok(text.to_owned())
}

fn roles(text: &str) -> anyhow::Result<Vec<Role>> {
    let known = "the roles are ADMIN, DATA_ADMIN, EXPLORER, BASIC_EXPLORER, VIEWER and OBSERVER";
    text.split('+').map(|name| Role::named(name.trim()).context(known)).collect()
}

fn provision(text: &str) -> anyhow::Result<bool> {
    match text {
        "" | "on" => Ok(true),
        "off" => Ok(false),
        _ => bail!("expected on or off"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Account, DemoUser, PerUser, Role, from_environment};

    fn read(pairs: &[(&str, &str)]) -> anyhow::Result<PerUser<Account>> {
        from_environment(|name| {
            pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    const USERS: (&str, &str) = ("WISDOM_USERS", "alice=a@x.com, bob=b@x.com");

    #[test]
    fn users_are_mapped_to_people_of_the_tenant() {
        let accounts = read(&[USERS]).unwrap();
        assert_eq!(accounts[&DemoUser::Bob].email, "b@x.com");
        assert!(read(&[]).unwrap().is_empty());
        for wrong in ["alice", "carol=c@x.com", "alice=nobody"] {
            assert!(read(&[("WISDOM_USERS", wrong)]).is_err(), "{wrong}");
        }
    }

    #[test]
    fn somebody_without_roles_of_their_own_may_ask_and_see_dashboards() {
        let accounts = read(&[USERS, ("WISDOM_ROLES", "bob=VIEWER")]).unwrap();
        let roles = |user| accounts[&user].profile.clone().unwrap().roles;
        assert_eq!(roles(DemoUser::Alice), [Role::Explorer, Role::Viewer]);
        assert_eq!(roles(DemoUser::Bob), [Role::Viewer]);
    }

    #[test]
    fn stable_attributes_and_those_of_the_session_are_kept_apart() {
        let accounts = read(&[
            USERS,
            ("WISDOM_ATTRIBUTES", "alice.region=Europe, alice.tier=a.b"),
            ("WISDOM_SESSION_ATTRIBUTES", "alice.report_id=q3"),
            ("WISDOM_DOMAINS", "d1, d2"),
        ])
        .unwrap();
        let alice = accounts[&DemoUser::Alice].clone();
        let profile = alice.profile.unwrap();
        let stored: Vec<_> = profile.attributes.as_slice().iter().map(|one| (&one.key, &one.value)).collect();
        assert_eq!(stored, [(&"region".into(), &"Europe".into()), (&"tier".into(), &"a.b".into())]);
        assert_eq!(alice.session.as_slice()[0].value, "q3");
        assert_eq!(profile.scopes, ["d1", "d2"]);
        assert!(accounts[&DemoUser::Bob].session.as_slice().is_empty());
    }

    #[test]
    fn users_who_are_created_elsewhere_have_no_profile() {
        let accounts = read(&[USERS, ("WISDOM_PROVISION", "off")]).unwrap();
        assert!(accounts.values().all(|account| account.profile.is_none()));
    }

    #[test]
    fn what_cannot_be_used_is_refused_without_being_shown() {
        for (name, value, says) in [
            ("WISDOM_ROLES", "alice=hush", "the roles are ADMIN"),
            ("WISDOM_ROLES", "alice=VIEWER+hush", "the roles are ADMIN"),
            ("WISDOM_ATTRIBUTES", "region=hush", "alice.region=Europe"),
            ("WISDOM_ATTRIBUTES", "alice.a=hush,alice.a=hush", "same name"),
            ("WISDOM_SESSION_ATTRIBUTES", "alice.impersonated_user_id=hush", "says whom a token is for"),
            ("WISDOM_PROVISION", "hush", "on or off"),
        ] {
            let error = format!("{:#}", read(&[USERS, (name, value)]).unwrap_err());
            assert!(error.starts_with(name) && error.contains(says) && !error.contains("hush"), "{error}");
        }
        assert!(read(&[("WISDOM_ROLES", "alice=VIEWER")]).is_err(), "a role of somebody who has no address");
    }
}
