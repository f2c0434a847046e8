//! The token that a session got last, for another page of it that opens right after: one that was reloaded, or a second tab.
//!
//! A page that asks again wants a newer token than the one it had: embed-host sends no guest the same token twice. All
//! requests of a session look alike, so a page that wants to share has to say who it is, with an id that it makes up when
//! it loads. A token goes to each id once at most. So a page's first request may be answered with the token of another
//! page, and its next one never with that token. Who sends no id gets a token of its own each time.

use std::fmt;
use std::time::Duration;

use axum::http::HeaderMap;

use super::minting::Minted;

/// How long a token is kept for other pages: as long as a reload takes.
pub(super) const WINDOW: Duration = Duration::from_secs(5);

/// Nor is it kept for more than this part of its life, so that whoever gets it last can still use nearly all of it.
const PART_OF_LIFE: u32 = 10;

/// Nobody opens more pages in so short a time. A request beyond them gets a token of its own.
const MOST_PAGES: usize = 32;

/// The id that a page makes up when it loads, such as `crypto.randomUUID()`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PageId(String);

impl PageId {
    /// The header that it is sent in.
    pub(super) const HEADER: &'static str = "x-page-id";

    /// The id in a request. None if it is no single one of 16 to 64 letters, digits and hyphens.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all(Self::HEADER).iter();
        let (id, more) = (values.next()?.to_str().ok()?, values.next());
        let is_id = (16..=64).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        (is_id && more.is_none()).then(|| Self(id.to_owned()))
    }
}

/// The last token of a session. `Debug` prints a mask.
pub(super) struct LastToken {
    minted: Minted,
    had_by: Vec<PageId>,
}

impl LastToken {
    pub(super) fn new(minted: Minted, page: PageId) -> Self {
        Self { minted, had_by: vec![page] }
    }

    /// How long it is kept.
    pub(super) fn window(&self) -> Duration {
        let life = self.minted.token.life().map(Duration::from_secs);
        life.map_or(WINDOW, |life| WINDOW.min(life / PART_OF_LIFE))
    }

    pub(super) fn number(&self) -> u64 {
        self.minted.number
    }

    /// This page has it, too.
    pub(super) fn had_by(&mut self, page: PageId) {
        self.had_by.push(page);
    }

    /// The token, for a page that has not had it.
    pub(super) fn for_page(&mut self, page: &PageId) -> Option<Minted> {
        let kept = self.minted.at.elapsed() < self.window();
        if !kept || self.had_by.len() >= MOST_PAGES || self.had_by.contains(page) {
            return None;
        }
        self.had_by.push(page.clone());
        Some(self.minted.clone())
    }
}

impl fmt::Debug for LastToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("LastToken").field("number", &self.minted.number).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::http::{HeaderMap, HeaderValue};
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use tokio::time::{self, Instant};

    use super::{LastToken, MOST_PAGES, Minted, PageId, WINDOW};
    use crate::host_backend::token::Token;

    fn page(name: &str) -> PageId {
        PageId(name.to_owned())
    }

    fn minted(payload: &str) -> Minted {
        let token = Token::parse(format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(payload))).unwrap();
        Minted { token, number: 1, at: Instant::now() }
    }

    fn with_life(seconds: u64) -> Minted {
        minted(&format!(r#"{{"iat":1000,"exp":{}}}"#, 1000 + seconds))
    }

    fn last(minted: Minted) -> LastToken {
        LastToken::new(minted, page("first"))
    }

    #[tokio::test(start_paused = true)]
    async fn a_page_gets_it_once() {
        let mut last = last(with_life(3_600));
        assert!(last.for_page(&page("first")).is_none(), "it was minted for this one");
        assert!(last.for_page(&page("second")).is_some());
        assert!(last.for_page(&page("second")).is_none());
        last.had_by(page("third"));
        assert!(last.for_page(&page("third")).is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn it_is_kept_for_seconds_and_never_for_more_than_a_tenth_of_its_life() {
        for (life, window) in [
            (r#"{"iat":5,"exp":3605}"#, WINDOW),
            (r#"{"iat":5,"exp":25}"#, Duration::from_secs(2)),
            ("{}", WINDOW),
        ] {
            let mut last = last(minted(life));
            time::advance(window / 2).await;
            assert!(last.for_page(&page("early")).is_some());
            time::advance(window / 2).await;
            assert!(last.for_page(&page("late")).is_none());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn pages_without_end_get_no_more_of_it() {
        let mut last = last(with_life(3_600));
        let given = (0..1_000).filter(|number| last.for_page(&page(&number.to_string())).is_some()).count();
        assert_eq!(given, MOST_PAGES - 1);
    }

    #[test]
    fn an_id_is_one_header_of_letters_digits_and_hyphens() {
        let headers = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(PageId::HEADER, HeaderValue::from_str(value).unwrap());
            }
            headers
        };
        let id = "0b52d1c5-7c1b-4d3e-9a51-0a4fbb0d9a3e";
        assert_eq!(PageId::of(&headers(&[id])), Some(page(id)));
        for values in [
            vec![],
            vec![""],
            vec!["1"],
            vec![id, id],
            vec!["sixteen letters!"],
            vec!["0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0"],
        ] {
            assert_eq!(PageId::of(&headers(&values)), None, "{values:?}");
        }
    }

    #[tokio::test]
    async fn a_printed_one_is_masked() {
        let minted = with_life(60);
        let printed = format!("{:?} {:?}", minted.clone(), last(minted));
        assert!(!printed.contains("c2ln"), "{printed}");
    }
}
