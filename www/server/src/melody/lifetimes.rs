//! Default lifetimes of the real server's tokens, in seconds. They have a file of their own because both the code that
//! issues tokens and the code that changes the lifetimes needs them.

/// A page's access token.
pub(super) const PAGE_ACCESS: u64 = 1800;
/// A server's access token.
pub(super) const SERVER_ACCESS: u64 = 3600;
/// A refresh token from a sign-in.
pub(super) const SIGN_IN: u64 = 7 * 24 * 3600;
/// A refresh token minted by impersonation. The real server has no setting for it.
pub(super) const IMPERSONATION: u64 = 1800;
