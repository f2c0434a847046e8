//! The applications that are registered at the stand-in.

use serde::Serialize;

use crate::hex;
use crate::host_backend::secret::Secret;

/// What kind of application it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    /// A page in a browser.
    Spa,
    /// A server, with a secret.
    S2s,
}

/// One application.
#[derive(Clone, Debug)]
pub(super) struct App {
    pub(super) id: u64,
    /// Its name at the control endpoints.
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) kind: Kind,
    pub(super) client_id: String,
    pub(super) secret: Secret,
    pub(super) scopes: &'static [&'static str],
    pub(super) redirect_uris: Vec<String>,
}

impl App {
    fn spa(id: u64, name: &'static str, title: &'static str, redirect_uris: &[String]) -> Self {
        let redirect_uris = redirect_uris.iter().map(|uri| stored(uri)).collect();
        let scopes = &["openid", "profile", "offline_access"];
        Self { scopes, redirect_uris, ..Self::new(id, name, title, Kind::Spa) }
    }

    fn new(id: u64, name: &'static str, title: &'static str, kind: Kind) -> Self {
        let secret = Secret::new(hex::random::<32>());
        let client_id = hex::random::<32>();
        Self { id, name, title, kind, client_id, secret, scopes: &[], redirect_uris: Vec::new() }
    }
}

/// All applications.
#[derive(Clone, Debug)]
pub(super) struct Apps {
    /// The one that support staff open as a user.
    pub(super) demo: App,
    /// The one that support staff sign in to.
    pub(super) panel: App,
    /// The backend of the support console.
    pub(super) s2s: App,
}

impl Apps {
    /// The demo's, on the host's origin. The demo's application has three redirect URIs at `link_path`: a plain one,
    /// and two whose links have their parameters behind a second `?` and in the hash.
    pub(super) fn demo(host: &str, link_path: &str) -> Self {
        let page = format!("{host}{link_path}");
        let redirect_uris = [format!("{page}/"), format!("{page}?tenant=Acme"), format!("{page}#/inbox")];
        Self {
            demo: App::spa(1, "demo", "Demo application", &redirect_uris),
            panel: App::spa(2, "panel", "Admin panel", &[format!("{host}/support/")]),
            s2s: App { scopes: &["root", "read_user"], ..App::new(3, "s2s", "Support backend", Kind::S2s) },
        }
    }

    pub(super) fn all(&self) -> [&App; 3] {
        [&self.demo, &self.panel, &self.s2s]
    }

    pub(super) fn named(&self, name: &str) -> Option<&App> {
        self.all().into_iter().find(|app| app.name == name)
    }

    pub(super) fn with_id(&self, id: u64) -> Option<&App> {
        self.all().into_iter().find(|app| app.id == id)
    }

    pub(super) fn with_client_id(&self, client_id: &str) -> Option<&App> {
        self.all().into_iter().find(|app| app.client_id == client_id)
    }
}

/// A redirect URI as the server stores it: not parsed, lower-cased as a whole, and without one slash at its end.
pub(super) fn stored(uri: &str) -> String {
    let uri = uri.trim().to_lowercase();
    uri.strip_suffix('/').map(str::to_owned).unwrap_or(uri)
}

#[cfg(test)]
mod tests {
    use super::stored;

    #[test]
    fn a_redirect_uri_is_stored_in_lower_case_and_without_one_slash_at_its_end() {
        for (given, kept) in [
            ("http://localhost:4173/", "http://localhost:4173"),
            ("http://localhost:4173/Callback?tenant=Acme", "http://localhost:4173/callback?tenant=acme"),
            ("http://localhost:4173/#/app", "http://localhost:4173/#/app"),
            (" https://a.example/x// ", "https://a.example/x/"),
        ] {
            assert_eq!(stored(given), kept);
        }
    }
}
