//! The two messages of the guest's protocol.
//!
//! Source: <https://docs.wisdom.ai/integrations/embeddings/session-management>

/// The `type` of the guest's request for a token. The guest posts it to its parent about ten seconds before its
/// token expires, and asks again when no answer came within ten seconds.
pub const REQUEST: &str = "REQUEST_JWT_TOKEN";

/// The `type` of the host's answer, which has one more member: `token`.
pub const RESPONSE: &str = "JWT_TOKEN_RESPONSE";
