//! The Melody Auth server that the environment names.

use anyhow::{Context, bail, ensure};
use url::Url;

use super::token_file::TokenFile;
use crate::host_backend::secret::Secret;
use crate::safe_origin;

const ADMIN_REFRESH_TOKEN: &str = "MELODY_ADMIN_REFRESH_TOKEN";

/// The variables, in the order in which an error message names them.
const VARIABLES: [&str; 7] = [
    "MELODY_URL",
    "MELODY_S2S_CLIENT_ID",
    "MELODY_S2S_CLIENT_SECRET",
    ADMIN_REFRESH_TOKEN,
    "MELODY_APP_ID",
    "MELODY_CLIENT_ID",
    "MELODY_REDIRECT_URIS",
];

/// Names a file that keeps the admin's newest refresh token, which goes before the one in the environment.
const TOKEN_FILE: &str = "MELODY_ADMIN_REFRESH_TOKEN_FILE";

/// An auth server, the support backend's credentials there, and the application that links lead to.
#[derive(Clone, Debug)]
pub struct MelodyServer {
    pub(crate) origin: Url,
    pub(crate) s2s_client_id: String,
    pub(crate) s2s_secret: Secret,
    /// The refresh token from the support person's own sign-in.
    pub(crate) admin_refresh_token: Secret,
    /// Where to keep the next ones of a server that rotates them.
    pub(crate) admin_token_file: Option<TokenFile>,
    pub(crate) app_id: u64,
    pub(crate) client_id: String,
    pub(crate) redirect_uris: Vec<String>,
}

impl MelodyServer {
    /// Reads the `MELODY_…` variables, and the file that keeps the admin's refresh token, if they name one. Without any
    /// of them there is no server.
    ///
    /// # Errors
    ///
    /// When some are set and others are not, or a value or the file cannot be used. The message never contains a value.
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> anyhow::Result<Option<Self>> {
        let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
        let file = variable(TOKEN_FILE).map(|path| TokenFile::open(&path)).transpose().context(TOKEN_FILE)?;
        let kept = file.as_ref().map(TokenFile::read).transpose().context(TOKEN_FILE)?.flatten();
        let values = VARIABLES.map(|name| match &kept {
            Some(token) if name == ADMIN_REFRESH_TOKEN => Some(token.expose().to_owned()),
            _ => variable(name),
        });
        let missing: Vec<&str> = VARIABLES
            .into_iter()
            .zip(&values)
            .filter(|(_, value)| value.is_none())
            .map(|(name, _)| name)
            .collect();
        let [
            Some(url),
            Some(s2s_id),
            Some(s2s_secret),
            Some(admin),
            Some(app_id),
            Some(client_id),
            Some(uris),
        ] = values
        else {
            ensure!(
                missing.len() == VARIABLES.len() && file.is_none(),
                "for a real auth server, set {} too",
                missing.join(", ")
            );
            return Ok(None);
        };
        Ok(Some(Self {
            origin: safe_origin::parse(&url).context("MELODY_URL")?,
            s2s_client_id: s2s_id,
            s2s_secret: Secret::new(s2s_secret),
            admin_refresh_token: Secret::new(admin),
            admin_token_file: file,
            app_id: number(&app_id).context("MELODY_APP_ID")?,
            client_id,
            redirect_uris: redirect_uris(&uris).context("MELODY_REDIRECT_URIS")?,
        }))
    }
}

fn number(text: &str) -> anyhow::Result<u64> {
    let Ok(number) = text.parse() else { bail!("expected the application's number, not its client id") };
    Ok(number)
}

fn redirect_uris(text: &str) -> anyhow::Result<Vec<String>> {
    let uris: Vec<String> = text.split(',').map(|uri| uri.trim().to_owned()).collect();
    let usable = |uri: &String| Url::parse(uri).is_ok_and(|url| safe_origin::is_safe(&url));
    ensure!(
        uris.iter().all(usable),
        "expected addresses of pages, separated by commas: https, or http on loopback, since a link has a token in it"
    );
    Ok(uris)
}

#[cfg(test)]
mod tests {
    use super::{ADMIN_REFRESH_TOKEN, MelodyServer, Secret, TOKEN_FILE, TokenFile, VARIABLES};

    const GOOD: [&str; 7] = [
        "https://auth.acme.com/",
        "server",
        "hush-secret",
        "1.hush-token",
        "7",
        "client",
        "https://app.acme.com, https://app.acme.com/x#/y",
    ];

    /// The good environment, with this value in the place of another.
    fn read(changed: &str, value: &str) -> anyhow::Result<Option<MelodyServer>> {
        MelodyServer::from_environment(|name| {
            let index = VARIABLES.iter().position(|known| *known == name)?;
            Some(if name == changed { value } else { GOOD[index] }.to_owned())
        })
    }

    #[test]
    fn an_empty_environment_means_the_stand_in() {
        assert!(MelodyServer::from_environment(|_| None).unwrap().is_none());
        assert!(MelodyServer::from_environment(|_| Some(String::new())).unwrap().is_none());
    }

    #[test]
    fn a_server_needs_all_of_it_and_what_is_missing_is_named() {
        let server = read("", "").unwrap().unwrap();
        assert_eq!((server.app_id, server.redirect_uris.len()), (7, 2));
        for name in VARIABLES {
            let error = format!("{:#}", read(name, "").unwrap_err());
            assert!(error.contains(name), "{error}");
        }
    }

    #[test]
    fn what_cannot_be_used_is_refused_without_being_shown() {
        for (name, value) in [
            ("MELODY_URL", "http://auth.acme.com"),
            ("MELODY_URL", "https://auth.acme.com/path"),
            ("MELODY_APP_ID", "hush-id"),
            ("MELODY_REDIRECT_URIS", "https://app.acme.com,"),
            ("MELODY_REDIRECT_URIS", "javascript:hush"),
            ("MELODY_REDIRECT_URIS", "http://app.acme.com/hush"),
            ("MELODY_REDIRECT_URIS", "https://app.acme.com, http://hush.acme.com"),
        ] {
            let error = format!("{:#}", read(name, value).unwrap_err());
            assert!(error.starts_with(name) && !error.contains("hush"), "{error}");
        }
    }

    /// The good environment with a file for the admin's tokens, whose text is this.
    fn with_file(text: &str, admin: &str) -> anyhow::Result<MelodyServer> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("hush-name").to_str().unwrap().to_owned();
        TokenFile::open(&path)?.store(&Secret::new(text.to_owned()))?;
        let server = MelodyServer::from_environment(|name| match name {
            TOKEN_FILE => Some(path.clone()),
            ADMIN_REFRESH_TOKEN => Some(admin.to_owned()),
            name => VARIABLES.iter().position(|known| *known == name).map(|index| GOOD[index].to_owned()),
        })?;
        Ok(server.unwrap())
    }

    #[test]
    fn the_file_goes_before_the_variable_as_soon_as_it_has_a_token() {
        for (text, admin, token) in
            [("", "1.variable", "1.variable"), ("1.kept", "1.variable", "1.kept"), ("1.kept", "", "1.kept")]
        {
            assert_eq!(with_file(text, admin).unwrap().admin_refresh_token.expose(), token);
        }
        let error = format!("{:#}", with_file("", "").unwrap_err());
        assert!(error.contains("set MELODY_ADMIN_REFRESH_TOKEN too"), "{error}");
    }

    #[test]
    fn a_file_that_cannot_be_used_is_refused_by_the_name_of_its_variable() {
        let error = format!("{:#}", with_file("1.hush 2.hush", "").unwrap_err());
        assert!(error.starts_with(TOKEN_FILE) && !error.contains("hush"), "{error}");
        let alone = MelodyServer::from_environment(|name| (name == TOKEN_FILE).then(|| "token".to_owned()));
        assert!(format!("{:#}", alone.unwrap_err()).contains("MELODY_URL"));
    }

    #[test]
    fn a_printed_server_shows_no_secret() {
        let printed = format!("{:?}", read("", "").unwrap());
        assert!(printed.contains("auth.acme.com") && !printed.contains("hush"), "{printed}");
    }
}
