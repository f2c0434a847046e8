//! The iframe that is built for an embed.

use super::js::{self, Frame};
use crate::protocol::{Attribute, Error};

/// Makes an iframe that is not in the document yet and points nowhere. `given` is what the host sets.
pub(super) fn build(given: impl Fn(Attribute) -> Option<String>) -> Result<Frame, Error> {
    let frame = js::create_element("iframe");
    for attribute in Attribute::ALL {
        let given = given(*attribute);
        if let Some(value) = given.as_deref().or(attribute.default()) {
            attribute.check(value)?;
            js::set(&frame, attribute.name(), value.into());
        }
    }
    Ok(frame)
}
