//! The real tenant that the environment names.

mod accounts;

use std::collections::BTreeMap;

use anyhow::{Context, bail};
use url::Url;

use crate::host_backend::secret::Secret;
use crate::host_backend::users::{Account, DemoUser};
use crate::safe_origin;

/// A WisdomAI tenant and the key that mints its tokens.
#[derive(Clone, Debug)]
pub struct Tenant {
    pub(crate) origin: Url,
    pub(crate) access_key: Secret,
    /// The workspace of a tenant that has several.
    pub(crate) workspace: Option<String>,
    pub(crate) accounts: BTreeMap<DemoUser, Account>,
}

impl Tenant {
    /// Reads the `WISDOM_…` variables. Without `WISDOM_ORIGIN` and `WISDOM_ACCESS_KEY` there is no tenant.
    ///
    /// # Errors
    ///
    /// When one of these two is missing, or a value cannot be used. The message never contains a value.
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> anyhow::Result<Option<Self>> {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let (origin, access_key) = match (set("WISDOM_ORIGIN"), set("WISDOM_ACCESS_KEY")) {
            (None, None) => return Ok(None),
            (Some(origin), Some(access_key)) => (origin, access_key),
            _ => bail!(
                "WISDOM_ORIGIN and WISDOM_ACCESS_KEY go together: set both for a real tenant, neither for the stand-in"
            ),
        };
        let origin = safe_origin::parse(&origin).context("WISDOM_ORIGIN")?;
        let (workspace, accounts) = (set("WISDOM_WORKSPACE"), accounts::from_environment(set)?);
        Ok(Some(Self { origin, access_key: Secret::new(access_key), workspace, accounts }))
    }
}

#[cfg(test)]
mod tests {
    use super::Tenant;

    fn read(pairs: &[(&str, &str)]) -> anyhow::Result<Option<Tenant>> {
        let find =
            |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        Tenant::from_environment(find)
    }

    #[test]
    fn an_empty_environment_means_the_stand_in() {
        assert!(read(&[]).unwrap().is_none());
        assert!(read(&[("WISDOM_ORIGIN", ""), ("WISDOM_ACCESS_KEY", "")]).unwrap().is_none());
    }

    #[test]
    fn a_tenant_needs_its_origin_and_its_key() {
        assert!(read(&[("WISDOM_ORIGIN", "https://acme.askwisdom.ai")]).is_err());
        assert!(read(&[("WISDOM_ACCESS_KEY", "key")]).is_err());
    }

    #[test]
    fn the_key_goes_to_a_safe_origin_only() {
        for (origin, safe) in [("http://acme.askwisdom.ai", false), ("https://acme.askwisdom.ai", true)] {
            let tenant = read(&[("WISDOM_ORIGIN", origin), ("WISDOM_ACCESS_KEY", "key")]);
            assert_eq!(tenant.is_ok(), safe, "{origin}");
        }
    }

    #[test]
    fn a_printed_tenant_does_not_show_its_key() {
        let tenant =
            read(&[("WISDOM_ORIGIN", "https://acme.ai"), ("WISDOM_ACCESS_KEY", "hush-hush")]).unwrap();
        assert!(!format!("{tenant:?}").contains("hush"));
    }
}
