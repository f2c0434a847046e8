//! The numbers that stand for things which JavaScript holds.

use crate::protocol::table::serial;

/// The number of a call that waits for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CallId(u32);

/// The number of a session, for as long as the page lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SessionId(u32);

id_type!(CallId);
id_type!(SessionId);
