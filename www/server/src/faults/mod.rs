//! Makes endpoints misbehave on request, and counts who called them. The endpoints themselves know nothing of this.

mod answers;
pub(crate) mod control;
mod counts;
mod gate;
pub(crate) mod layer;
mod tracked_body;

pub(crate) use counts::Counts;
pub(crate) use gate::{Fault, Gate};
pub(crate) use tracked_body::tracked;
