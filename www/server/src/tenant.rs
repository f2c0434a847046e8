//! A real tenant, as the environment names it.

use std::collections::BTreeMap;

use anyhow::{Context, bail, ensure};
use url::Url;

use crate::host_backend::secret::Secret;
use crate::host_backend::users::DemoUser;
use crate::loopback::is_loopback;

/// A WisdomAI tenant and the key that mints its tokens.
#[derive(Clone, Debug)]
pub struct Tenant {
    pub(crate) origin: Url,
    pub(crate) access_key: Secret,
    pub(crate) emails: BTreeMap<DemoUser, String>,
}

impl Tenant {
    /// Reads `WISDOM_ORIGIN`, `WISDOM_ACCESS_KEY` and `WISDOM_USERS`. Without the first two there is no tenant.
    ///
    /// # Errors
    ///
    /// When one of the first two is missing, or a value cannot be used. The message never holds a value.
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> anyhow::Result<Option<Self>> {
        let set = |name| variable(name).filter(|value| !value.is_empty());
        let (origin, access_key) = match (set("WISDOM_ORIGIN"), set("WISDOM_ACCESS_KEY")) {
            (None, None) => return Ok(None),
            (Some(origin), Some(access_key)) => (origin, access_key),
            _ => bail!(
                "WISDOM_ORIGIN and WISDOM_ACCESS_KEY go together: set both for a real tenant, neither for the stand-in"
            ),
        };
        let origin = tenant_origin(&origin).context("WISDOM_ORIGIN")?;
        let emails = emails(&set("WISDOM_USERS").unwrap_or_default()).context("WISDOM_USERS")?;
        Ok(Some(Self { origin, access_key: Secret::new(access_key), emails }))
    }
}

/// The access key goes to this address, so it is https, or a machine's own loopback.
fn tenant_origin(text: &str) -> anyhow::Result<Url> {
    let Ok(url) = Url::parse(text) else { bail!("expected an origin such as https://acme.askwisdom.ai") };
    let safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
    ensure!(safe, "expected https, or http on loopback");
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    ensure!(
        bare && url.username().is_empty() && url.password().is_none(),
        "expected scheme, host and port only"
    );
    Ok(url)
}

fn emails(text: &str) -> anyhow::Result<BTreeMap<DemoUser, String>> {
    text.split(',').filter(|entry| !entry.trim().is_empty()).map(email).collect()
}

fn email(entry: &str) -> anyhow::Result<(DemoUser, String)> {
    let pair = entry.trim().split_once('=').filter(|(_, email)| email.contains('@'));
    let (name, email) =
        pair.context("expected entries such as alice=alice@yourcompany.com, separated by commas")?;
    let user = DemoUser::named(name.trim()).context("the demo's users are alice and bob")?;
    Ok((user, email.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::Tenant;
    use crate::host_backend::users::DemoUser;

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
    fn the_key_goes_nowhere_unencrypted_and_to_no_surprising_place() {
        for origin in [
            "http://acme.askwisdom.ai",
            "https://a:b@acme.ai",
            "https://acme.ai/x",
            "https://acme.ai/?q",
            "acme",
            "ftp://localhost",
        ] {
            assert!(read(&[("WISDOM_ORIGIN", origin), ("WISDOM_ACCESS_KEY", "key")]).is_err(), "{origin}");
        }
        for origin in [
            "https://acme.askwisdom.ai",
            "https://acme.ai:8443/",
            "http://127.0.0.1:9",
            "http://[::1]:9",
            "http://a.localhost",
        ] {
            assert!(read(&[("WISDOM_ORIGIN", origin), ("WISDOM_ACCESS_KEY", "key")]).is_ok(), "{origin}");
        }
    }

    #[test]
    fn users_are_mapped_to_people_of_the_tenant() {
        let base = [("WISDOM_ORIGIN", "https://acme.ai"), ("WISDOM_ACCESS_KEY", "key")];
        let tenant =
            read(&[base[0], base[1], ("WISDOM_USERS", "alice=a@x.com, bob=b@x.com")]).unwrap().unwrap();
        assert_eq!(tenant.emails[&DemoUser::Bob], "b@x.com");
        for wrong in ["alice", "carol=c@x.com", "alice=nobody"] {
            assert!(read(&[base[0], base[1], ("WISDOM_USERS", wrong)]).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_printed_tenant_does_not_show_its_key() {
        let tenant =
            read(&[("WISDOM_ORIGIN", "https://acme.ai"), ("WISDOM_ACCESS_KEY", "hush-hush")]).unwrap();
        assert!(!format!("{tenant:?}").contains("hush"));
    }
}
