//! The address of a view, made of what a host and its users write.

use arbitrary::{Result, Unstructured};
use embed_host::protocol::{EmbedUrl, Error, Instant, InvalidOption, Token, TokenGrant, View, add_parameter};
use url::Url;

use crate::browser::{has_token_param, origin};

const TENANT: &str = "https://acme.askwisdom.ai";

const TOKEN: &str = "AAAA.e30.AAAA";

/// The input is a view, and the names and values of parameters.
pub(crate) fn check(input: &[u8]) {
    let mut bytes = Unstructured::new(input);
    if let Ok((view, parameters)) = view(&mut bytes).and_then(|view| Ok((view, bytes.arbitrary()?))) {
        let parameters: Vec<(&str, &str)> = parameters;
        check_view(&view, &parameters);
    }
}

fn view(bytes: &mut Unstructured) -> Result<View> {
    Ok(match bytes.int_in_range(0..=3)? {
        0 => View::Search,
        1 => View::Dashboard(bytes.arbitrary()?),
        2 => View::Chat { conversation: bytes.arbitrary()?, message: bytes.arbitrary()? },
        _ => View::Path(format!("/{}", bytes.arbitrary::<&str>()?)),
    })
}

/// A view is on its tenant, has the one token, and comes out as it went in; or it is refused for what it is.
pub(crate) fn check_view(view: &View, parameters: &[(&str, &str)]) {
    match address(view, parameters) {
        Ok(address) => check_address(&address, view, parameters),
        Err(error) => {
            let expected = match view {
                View::Dashboard(id) | View::Chat { conversation: id, .. } if is_folded(id) => {
                    InvalidOption::ViewId
                }
                View::Path(_) if !parameters.iter().any(names_token) => InvalidOption::ViewPath,
                View::Path(_) if error == Error::invalid(InvalidOption::ViewPath) => InvalidOption::ViewPath,
                _ => InvalidOption::ParamsToken,
            };
            assert_eq!(error, Error::invalid(expected), "{view:?} {parameters:?}");
            assert!(expected != InvalidOption::ParamsToken || parameters.iter().any(names_token));
        }
    }
}

fn address(view: &View, parameters: &[(&str, &str)]) -> core::result::Result<String, Error> {
    let mut query = String::new();
    for (name, value) in parameters {
        add_parameter(&mut query, name, value);
    }
    let url = EmbedUrl::new(origin(TENANT), view, &query, has_token_param)?;
    let token = Token::parse(TokenGrant::new(TOKEN), Instant::START).unwrap();
    Ok(url.with_token(&token).expose().to_owned())
}

fn check_address(address: &str, view: &View, parameters: &[(&str, &str)]) {
    let url = Url::parse(address).unwrap();
    assert_eq!((url.origin().ascii_serialization(), url.fragment()), (TENANT.into(), None));
    assert!(!parameters.iter().any(names_token), "{parameters:?}");
    let (path, own) = match view {
        View::Dashboard(id) => (segments("dashboards", id), vec![]),
        View::Chat { conversation, message } => (
            segments("chat", conversation),
            message.iter().map(|id| ("messageid".to_owned(), id.clone())).collect(),
        ),
        View::Path(address) => written(address),
        _ => (vec!["embed".into(), "search".into()], vec![]),
    };
    assert_eq!(path_of(&url), path);
    let token = ("token".to_owned(), TOKEN.to_owned());
    let given = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let expected: Vec<_> = [token].into_iter().chain(own).chain(given).collect();
    assert_eq!(pairs_of(&url), expected);
}

/// The segments of a path, and the names and values of a query.
type Written = (Vec<String>, Vec<(String, String)>);

/// What a browser makes of a path that a host wrote.
fn written(address: &str) -> Written {
    let url = Url::parse(&format!("{TENANT}{address}")).unwrap();
    (path_of(&url), pairs_of(&url))
}

fn segments(folder: &str, id: &str) -> Vec<String> {
    ["embed", folder, id].map(ToOwned::to_owned).to_vec()
}

/// The segments of a path, decoded.
fn path_of(url: &Url) -> Vec<String> {
    let decoded = |segment: &str| percent_decoded(segment);
    url.path_segments().into_iter().flatten().map(decoded).collect()
}

fn percent_decoded(text: &str) -> String {
    let written = format!("={}", text.replace('+', "%2B").replace('&', "%26"));
    url::form_urlencoded::parse(written.as_bytes()).map(|(_, value)| value.into_owned()).collect()
}

fn pairs_of(url: &Url) -> Vec<(String, String)> {
    url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

/// Whether a browser would fold a segment away.
fn is_folded(id: &str) -> bool {
    matches!(id, "" | "." | "..")
}

fn names_token((name, _): &(&str, &str)) -> bool {
    *name == "token"
}
