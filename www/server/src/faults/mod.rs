//! Makes endpoints misbehave on request, and counts who called them. The endpoints do not know about it.

mod answers;
pub(crate) mod control;
mod counts;
mod gate;
pub(crate) mod layer;
mod tracked_body;

pub(crate) use counts::Counts;
pub(crate) use gate::{Fault, Gate};
pub(crate) use tracked_body::tracked;
