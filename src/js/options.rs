//! Reads the options of `mount`, `attach` and `switchUser` into the API's types, once. The first invalid one is an error that
//! names it.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortSignal, UrlSearchParams};

use super::read::{optional, text, timeout};
use super::token_provider::provider;
use crate::browser::api::{AttachOptions, EmbedOptions, Tokens};
use crate::browser::fields::{member, string};
use crate::protocol::{Error, InvalidOption, Recover, Renewal, View};

/// Options as a host wrote them.
pub(super) struct Options<'page>(pub(super) &'page JsValue);

impl Options<'_> {
    /// The options of `mount`. `shared` is the `TokenSource` among them, if that is what `token` is.
    pub(super) fn embed(&self, shared: Option<Tokens>) -> Result<EmbedOptions, Error> {
        let attribute = |name| self.text(name, InvalidOption::Attribute);
        Ok(EmbedOptions {
            view: self.view()?,
            params: self.params()?,
            attach: self.attach(shared)?,
            title: attribute("title")?,
            allow: attribute("allow")?,
            sandbox: attribute("sandbox")?,
            referrer_policy: attribute("referrerPolicy")?,
            loading: attribute("loading")?,
            class_name: attribute("className")?,
        })
    }

    /// The options of `attach`.
    pub(super) fn attach(&self, shared: Option<Tokens>) -> Result<AttachOptions, Error> {
        Ok(AttachOptions {
            // What is no string is no origin either.
            origin: string(self.0, "origin").unwrap_or_default(),
            user: self.user()?,
            renewal: Renewal { mint_ahead: self.mint_ahead()?, recover: self.recover()? },
            signal: self.signal()?,
            token: self.tokens(shared)?,
            timeout: self.timeout()?,
        })
    }

    pub(super) fn tokens(&self, shared: Option<Tokens>) -> Result<Tokens, Error> {
        shared.map_or_else(|| Ok(provider(&member(self.0, "token"))?.into()), Ok)
    }

    pub(super) fn user(&self) -> Result<Option<String>, Error> {
        self.text("user", InvalidOption::User)
    }

    pub(super) fn timeout(&self) -> Result<Option<u32>, Error> {
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
    fn view(&self) -> Result<View, Error> {
        const INVALID: Error = Error::invalid(InvalidOption::View);
        let view = member(self.0, "view");
        if let Some(name) = view.as_string() {
            return View::named(&name).ok_or(INVALID);
        }
        let text = |name| text(&view, name, InvalidOption::View);
        match (text("dashboard")?, text("chat")?, text("path")?) {
            (Some(id), None, None) => Ok(View::Dashboard(id)),
            (None, Some(conversation), None) => Ok(View::Chat { conversation, message: text("message")? }),
            (None, None, Some(path)) => Ok(View::Path(path)),
            _ => Err(INVALID),
        }
    }

    fn params(&self) -> Result<Vec<(String, String)>, Error> {
        let params = self.read("params", InvalidOption::Params, |value| {
            let params = value.is_object().then(|| UrlSearchParams::new_with_str_sequence_sequence(value));
            Some(js_sys::Array::from(&params?.ok()?.into()))
        })?;
        let pair = |pair: JsValue| {
            let pair: js_sys::Array = pair.unchecked_into();
            (pair.get(0).as_string().unwrap_or_default(), pair.get(1).as_string().unwrap_or_default())
        };
        Ok(params.map(|params| params.iter().map(pair).collect()).unwrap_or_default())
    }
}
