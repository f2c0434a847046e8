//! What the auth server's refusals mean: what is set up wrongly, or why this person cannot be impersonated.
//!
//! Several refusals share a status, so the server's fixed texts decide, which are those of ValueMelody/melody-auth at
//! commit 5325d19c. They are compared here and go no further.

use axum::http::StatusCode;

use super::step::Step;
use crate::host_backend::refusal::Refusal;

/// Something that a person can set right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// This backend's client id is that of no S2S application, or of a disabled one.
    ServerClientId,
    /// This backend's secret is wrong.
    ServerSecret,
    /// This backend's access token does not count for the call: its application lacks the scope `root`.
    ServerScope,
    /// The admin's sign-in has expired or was ended.
    AdminSession,
    /// The admin's account is disabled.
    AdminDisabled,
    /// The admin's access token does not count.
    AdminToken,
    /// The admin may not impersonate.
    AdminRole,
    /// There is no application with this number.
    UnknownApp,
    /// The application is not a single-page application.
    AppType,
    /// The application's number and client id are those of two applications.
    AppMismatch,
    /// There is no such user.
    NoSuchUser,
    /// The user has not consented to this application, or not to all the scopes that an impersonation needs.
    NoConsent,
}

impl Fault {
    /// The fault behind a refusal, if the server's text is a known one.
    pub(super) fn of(step: Step, status: StatusCode, text: &[u8]) -> Option<Self> {
        Some(match (step, status.as_u16(), text) {
            (Step::OwnSignIn, 404, b"No S2S app found")
            | (Step::OwnSignIn, 401, b"A S2S request sent to a non-S2S app")
            | (Step::OwnSignIn, 400, b"A request to a S2S app was made but the app is disabled") => {
                Self::ServerClientId
            }
            (Step::OwnSignIn, 401, b"Wrong S2S client secret provided") => Self::ServerSecret,
            (Step::SupportSignIn, 400, b"Invalid refresh_token provided") => Self::AdminSession,
            (Step::SupportSignIn, 401, b"Try to access a disabled account") => Self::AdminDisabled,
            (Step::Impersonation, 401, b"Invalid access_token provided") => Self::AdminToken,
            (Step::Impersonation, 401, b"Only super admin can impersonate other users") => Self::AdminRole,
            (Step::Impersonation, 401, b"User consent required") => Self::NoConsent,
            (Step::Impersonation, 400, b"Impersonate request sent to a non-SPA app") => Self::AppType,
            (Step::Impersonation, 404, b"No user found") => Self::NoSuchUser,
            (Step::Impersonation | Step::App, 404, b"") => Self::UnknownApp,
            (
                Step::Impersonation | Step::Listing | Step::App | Step::Ending,
                401,
                b"Unauthorized" | b"Invalid access_token provided",
            ) => Self::ServerScope,
            _ => return None,
        })
    }

    /// A code for the console.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::ServerClientId => "server-client-id",
            Self::ServerSecret => "server-secret",
            Self::ServerScope => "server-scope",
            Self::AdminSession => "admin-session",
            Self::AdminDisabled => "admin-disabled",
            Self::AdminToken => "admin-token",
            Self::AdminRole => "admin-role",
            Self::UnknownApp => "unknown-app",
            Self::AppType => "app-type",
            Self::AppMismatch => "app-mismatch",
            Self::NoSuchUser => "no-such-user",
            Self::NoConsent => "no-consent",
        }
    }

    /// What is wrong, and what to set right.
    pub(super) fn remedy(self) -> &'static str {
        match self {
            Self::ServerClientId => {
                "MELODY_S2S_CLIENT_ID is not the client id of an active S2S app at the auth server"
            }
            Self::ServerSecret => {
                "MELODY_S2S_CLIENT_SECRET is not the secret of the app that MELODY_S2S_CLIENT_ID names"
            }
            Self::ServerScope => {
                "the auth server does not let this backend do that: give its S2S app the scope root"
            }
            Self::AdminSession => {
                "the admin's sign-in has ended: sign in again, and set MELODY_ADMIN_REFRESH_TOKEN to the new token, which lives seven days; if MELODY_ADMIN_REFRESH_TOKEN_FILE names a file, remove that first"
            }
            Self::AdminDisabled => {
                "the account of the admin who is behind MELODY_ADMIN_REFRESH_TOKEN is disabled"
            }
            Self::AdminToken => {
                "the auth server does not accept the admin's access token: sign in again, and set MELODY_ADMIN_REFRESH_TOKEN to the new token; if MELODY_ADMIN_REFRESH_TOKEN_FILE names a file, remove that first"
            }
            Self::AdminRole => {
                "the admin who is behind MELODY_ADMIN_REFRESH_TOKEN may not impersonate: give them the role super_admin, or one that the auth server's impersonationRoles names"
            }
            Self::UnknownApp => {
                "the auth server has no app with the number MELODY_APP_ID: take it from the address of the app's page in the admin panel"
            }
            Self::AppType => {
                "the app with the number MELODY_APP_ID is not of type SPA, and only those can be opened as somebody else"
            }
            Self::AppMismatch => {
                "MELODY_APP_ID and MELODY_CLIENT_ID name two different apps: take both from the same one"
            }
            Self::NoSuchUser => "there is no such person",
            Self::NoConsent => {
                "this person has not consented to the app, or not to profile and offline_access: they consent when they sign in to it"
            }
        }
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        let status = match fault {
            Fault::NoSuchUser => StatusCode::NOT_FOUND,
            Fault::NoConsent => StatusCode::CONFLICT,
            _ => StatusCode::BAD_GATEWAY,
        };
        Self::new(status, fault.code(), fault.remedy())
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, StatusCode, Step};

    #[test]
    fn one_status_stands_for_several_faults_which_the_text_tells_apart() {
        for (text, fault) in [
            ("Unauthorized", Some(Fault::ServerScope)),
            ("Invalid access_token provided", Some(Fault::AdminToken)),
            ("Only super admin can impersonate other users", Some(Fault::AdminRole)),
            ("User consent required", Some(Fault::NoConsent)),
            ("something new", None),
            ("", None),
        ] {
            assert_eq!(
                Fault::of(Step::Impersonation, StatusCode::UNAUTHORIZED, text.as_bytes()),
                fault,
                "{text}"
            );
        }
    }

    #[test]
    fn the_documentation_says_what_to_do_about_each_fault() {
        let documentation = include_str!("../../../../../docs/impersonation.md");
        for fault in [
            Fault::ServerClientId,
            Fault::ServerSecret,
            Fault::ServerScope,
            Fault::AdminSession,
            Fault::AdminDisabled,
            Fault::AdminToken,
            Fault::AdminRole,
            Fault::UnknownApp,
            Fault::AppType,
            Fault::AppMismatch,
            Fault::NoSuchUser,
            Fault::NoConsent,
        ] {
            let code = fault.code();
            assert!(documentation.contains(&format!("`{code}`")), "{code} is not in the documentation");
        }
    }

    #[test]
    fn one_text_means_what_was_being_done() {
        let text = b"Invalid access_token provided";
        for (step, fault) in [(Step::Impersonation, Fault::AdminToken), (Step::Listing, Fault::ServerScope)] {
            assert_eq!(Fault::of(step, StatusCode::UNAUTHORIZED, text), Some(fault));
        }
    }

    #[test]
    fn only_the_server_s_own_empty_answer_says_that_there_is_no_app() {
        let not_found = |step, text: &[u8]| Fault::of(step, StatusCode::NOT_FOUND, text);
        assert_eq!(not_found(Step::Impersonation, b""), Some(Fault::UnknownApp));
        assert_eq!(not_found(Step::App, b""), Some(Fault::UnknownApp));
        // Something else than a Melody Auth server, or another address of it.
        assert_eq!(not_found(Step::App, b"404 Not Found"), None);
        assert_eq!(not_found(Step::Listing, b""), None);
    }
}
