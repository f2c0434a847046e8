//! Reads the options of `mount`, `attach` and `switchUser` into the API's types, once. The first invalid one is an error that
//! names it.

use js_sys::{Array, Number, Object};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortSignal, UrlSearchParams};

use super::read::{address, only, optional, text, timeout};
use super::refusal::Refusal;
use super::token_provider::provider;
use crate::browser::api::{AttachOptions, EmbedOptions, Tokens};
use crate::browser::fields::{kind, member, names};
use crate::protocol::{Error, InvalidOption, Recover, Renewal, View};

/// The options of `attach`.
const ATTACH: [&str; 7] = ["origin", "token", "user", "timeout", "mintAhead", "recover", "signal"];

/// What `mount` has besides.
const MOUNT: [&str; 8] =
    ["view", "params", "title", "allow", "sandbox", "referrerPolicy", "loading", "className"];

/// The options of `switchUser`.
const SWITCH: [&str; 2] = ["token", "user"];

/// The options of a `TokenSource`.
const SOURCE: [&str; 2] = ["user", "timeout"];

/// Options as a host wrote them.
pub(super) struct Options<'page>(pub(super) &'page JsValue);

impl Options<'_> {
    /// The options of `mount`. `shared` is the `TokenSource` among them, if that is what `token` is.
    pub(super) fn embed(&self, shared: Option<Tokens>) -> Result<EmbedOptions, Refusal> {
        only(self.0, &[&ATTACH[..], &MOUNT].concat())?;
        let attribute = |name| self.text(name, InvalidOption::Attribute);
        Ok(EmbedOptions {
            view: self.view()?,
            params: self.params()?,
            attach: self.tenant(shared)?,
            title: attribute("title")?,
            allow: attribute("allow")?,
            sandbox: attribute("sandbox")?,
            referrer_policy: attribute("referrerPolicy")?,
            loading: attribute("loading")?,
            class_name: attribute("className")?,
        })
    }

    /// The options of `attach`.
    pub(super) fn attach(&self, shared: Option<Tokens>) -> Result<AttachOptions, Refusal> {
        only(self.0, &ATTACH)?;
        self.tenant(shared)
    }

    /// The options of `switchUser`: the next user, and that one's tokens.
    pub(super) fn switch(&self, shared: Option<Tokens>) -> Result<(Tokens, Option<String>), Refusal> {
        only(self.0, &SWITCH)?;
        Ok((self.tokens(shared)?, self.user()?))
    }

    /// The options of a `TokenSource`: its user, and its deadline in milliseconds.
    pub(super) fn source(&self) -> Result<(Option<String>, Option<u32>), Refusal> {
        only(self.0, &SOURCE)?;
        Ok((self.user()?, self.timeout()?))
    }

    fn tenant(&self, shared: Option<Tokens>) -> Result<AttachOptions, Refusal> {
        Ok(AttachOptions {
            // What is no address is no origin either.
            origin: address(&member(self.0, "origin")).unwrap_or_default(),
            user: self.user()?,
            renewal: Renewal { mint_ahead: self.mint_ahead()?, recover: self.recover()? },
            signal: self.signal()?,
            token: self.tokens(shared)?,
            timeout: self.timeout()?,
        })
    }

    fn tokens(&self, shared: Option<Tokens>) -> Result<Tokens, Refusal> {
        shared.map_or_else(|| Ok(provider(&member(self.0, "token"))?.into()), Ok)
    }

    fn user(&self) -> Result<Option<String>, Error> {
        self.text("user", InvalidOption::User)
    }

    fn timeout(&self) -> Result<Option<u32>, Error> {
        timeout(self.0)
    }

    fn text(&self, name: &str, invalid: InvalidOption) -> Result<Option<String>, Error> {
        text(self.0, name, invalid)
    }

    fn read<T>(
        &self,
        name: &str,
        invalid: InvalidOption,
        read: impl FnOnce(&JsValue) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        optional(self.0, name, invalid, read)
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the number is not below zero, and the cast saturates"
    )]
    fn mint_ahead(&self) -> Result<Option<u32>, Error> {
        let seconds = self.read("mintAhead", InvalidOption::MintAhead, |value| match value.as_f64() {
            Some(seconds) if seconds >= 0.0 => Some(Some(seconds as u32)),
            _ => (*value == JsValue::FALSE).then_some(None),
        })?;
        Ok(seconds.unwrap_or(Renewal::default().mint_ahead))
    }

    fn recover(&self) -> Result<Recover, Error> {
        let recover =
            self.read("recover", InvalidOption::Recover, |value| Recover::named(&value.as_string()?))?;
        Ok(recover.unwrap_or(Renewal::default().recover))
    }

    /// By what it has, and not by its class: a signal of another document has another class.
    fn signal(&self) -> Result<Option<AbortSignal>, Error> {
        self.read("signal", InvalidOption::Signal, |value| {
            let is_signal = member(value, "aborted").as_bool().is_some();
            is_signal.then(|| value.clone().unchecked_into())
        })
    }

    /// What to show: a name, or an object with exactly one of three members.
    fn view(&self) -> Result<View, Refusal> {
        const INVALID: Error = Error::invalid(InvalidOption::View);
        let view = member(self.0, "view");
        if let Some(name) = view.as_string() {
            return Ok(View::named(&name).ok_or(INVALID)?);
        }
        only(&view, &["dashboard", "chat", "message", "path"])?;
        let id = |name| optional(&view, name, InvalidOption::View, id);
        let path = text(&view, "path", InvalidOption::View)?;
        match (id("dashboard")?, id("chat")?, id("message")?, path) {
            (Some(id), None, None, None) => Ok(View::Dashboard(id)),
            (None, Some(conversation), message, None) => Ok(View::Chat { conversation, message }),
            (None, None, None, Some(path)) => Ok(View::Path(path)),
            _ => Err(INVALID.into()),
        }
    }

    fn params(&self) -> Result<Vec<(String, String)>, Error> {
        Ok(self.read("params", InvalidOption::Params, params)?.unwrap_or_default())
    }
}

/// The id of a dashboard, a conversation or a message: a string, or a whole number that stands for one.
fn id(value: &JsValue) -> Option<String> {
    let digits =
        || Number::is_safe_integer(value).then(|| value.unchecked_ref::<Object>().to_string().into());
    value.as_string().or_else(digits)
}

/// The pairs of a `URLSearchParams`, or the members of an object; what is `undefined` is absent.
fn params(value: &JsValue) -> Option<Vec<(String, String)>> {
    match kind(value).as_deref() {
        // Copied by the browser: what only says that it is one may throw.
        Some("URLSearchParams") => {
            let copy = UrlSearchParams::new_with_str_sequence_sequence(value).ok()?;
            Some(Array::from(&copy).iter().map(pair).collect())
        }
        None if value.is_object() && !Array::is_array(value) => members(value),
        _ => None,
    }
}

fn pair(pair: JsValue) -> (String, String) {
    let pair: Array = pair.unchecked_into();
    (pair.get(0).as_string().unwrap_or_default(), pair.get(1).as_string().unwrap_or_default())
}

/// `None` if one of them is no string, or it hides them.
fn members(object: &JsValue) -> Option<Vec<(String, String)>> {
    let values = names(object)?.into_iter().map(|name| (member(object, &name), name));
    let present = values.filter(|(value, _)| !value.is_undefined());
    present.map(|(value, name)| Some((name, value.as_string()?))).collect()
}
