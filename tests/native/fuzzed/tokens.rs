//! What a token endpoint or a callback gives: a token, and what is claimed of it.

use arbitrary::{Result, Unstructured};
use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use embed_host::protocol::{
    Claims, Effect, Effects, EmbedId, EmbedSpec, Error, ErrorCode, Event, Frames, HostEffect, Input, Instant,
    LONGEST_DELAY, Mode, Now, Page, Renewal, Secret, SourceSpec, Token, TokenBinding, TokenGrant, payload,
};

use crate::browser::origin;

/// The input is what is claimed of a token, and then the token.
pub(crate) fn check(input: &[u8]) {
    let mut bytes = Unstructured::new(input);
    if let Ok(grant) = grant(&mut bytes) {
        check_token(grant.token.expose());
        check_grant(&grant);
        check_answer(&grant);
    }
}

fn grant(bytes: &mut Unstructured) -> Result<TokenGrant> {
    let claims = Claims { issued_at: bytes.arbitrary()?, expires_at: bytes.arbitrary()? };
    let expires_in = bytes.arbitrary()?;
    let text = bytes.peek_bytes(bytes.len()).unwrap_or_default();
    Ok(TokenGrant { claims, expires_in, ..TokenGrant::new(String::from_utf8_lossy(text)) })
}

/// A token is three parts that another library decodes, none of them empty; its payload is what that library gives.
pub(crate) fn check_token(text: &str) {
    let forgiving = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true);
    let engine = GeneralPurpose::new(&URL_SAFE, forgiving);
    let parts: Option<Vec<_>> =
        text.split('.').map(|part| engine.decode(part).ok().filter(|decoded| !decoded.is_empty())).collect();
    let expected = parts.filter(|parts| parts.len() == 3).map(|parts| parts[1].clone());
    assert_eq!(payload(text), expected, "{text}");
}

/// What is no token is refused in a standing sentence. The lifetime of another is what its backend says, else what it claims.
fn check_grant(grant: &TokenGrant) {
    let token = match Token::parse(grant.clone(), Instant::START) {
        Ok(token) => token,
        Err(error) => {
            assert_eq!((error, payload(grant.token.expose())), (Error::new(ErrorCode::BadResponse), None));
            return;
        }
    };
    assert!(payload(grant.token.expose()).is_some() && token.secret() == &grant.token);
    let Claims { issued_at, expires_at } = grant.claims;
    let claimed =
        issued_at.zip(expires_at).map(|(from, to)| to.saturating_sub(from)).filter(|life| *life > 0);
    let claimed = claimed.map(|life| u32::try_from(life).unwrap_or(u32::MAX));
    assert_eq!(token.lifetime(), grant.expires_in.or(claimed));
    assert!(!token.is_newer_than(&token));
    let other = TokenGrant { token: Secret::new("BBBB.BBBB.BBBB".into()), ..grant.clone() };
    let printed = (format!("{grant:?}"), format!("{token:?}"));
    let other = (format!("{other:?}"), format!("{:?}", Token::parse(other, Instant::START).unwrap()));
    assert_eq!(printed, other, "neither prints the token");
}

/// A page whose frames have a window each.
struct Shown;

impl Frames<u32> for Shown {
    fn is_current(&self, _embed: EmbedId, _window: &u32) -> bool {
        true
    }

    fn has_window(&self, _embed: EmbedId) -> bool {
        true
    }
}

/// A minute, in milliseconds.
const MINUTE: u64 = 60_000;

/// How often the timer fires in a minute at most.
const MOST: u32 = 200;

/// On a page that lives for a minute, a frame gets the token if it is one, and nothing else.
fn check_answer(grant: &TokenGrant) {
    let mut page = Page::<u32>::default();
    let source = page.add_source(SourceSpec { timeout: 10_000, user: None }).unwrap();
    let binding = TokenBinding { source, owns_source: true, user: None };
    let origin = origin("https://acme.askwisdom.ai");
    let spec = EmbedSpec { binding, origin, mode: Mode::Mounted, renewal: Renewal::default() };
    let embed = page.add_embed(spec).unwrap();
    let mut seen = Seen::default();
    let mut now = Now { wall: 1_900_000_000_000, monotonic: 0, random: u32::MAX };
    for input in [Input::Visible(true), Input::Open(embed)] {
        seen.note(&page.handle(input, now, &Shown));
    }
    let answer = Input::Answered { source, attempt: seen.attempt, answer: Ok(grant.clone()) };
    for input in [answer, Input::Loaded(embed)] {
        seen.note(&page.handle(input, now, &Shown));
    }
    for _ in 0..MOST {
        let Some(delay) = seen.timer.take().filter(|_| now.monotonic < MINUTE) else { break };
        now.monotonic += u64::from(delay);
        seen.note(&page.handle(Input::Timer, now, &Shown));
    }
    assert!(seen.timer.is_none() || now.monotonic >= MINUTE, "the timer fires again and again");
    let token = payload(grant.token.expose()).map(|_| grant.token.clone());
    assert_eq!((seen.is_refused, seen.loaded), (token.is_none(), token), "{grant:?}");
}

/// What a page has done with an answer.
#[derive(Default)]
struct Seen {
    /// The attempt number of the last call.
    attempt: u32,
    /// The timer that is set, in milliseconds.
    timer: Option<u32>,
    /// The token that the frame was given.
    loaded: Option<Secret>,
    /// Whether it was reported that it is none.
    is_refused: bool,
}

impl Seen {
    fn note(&mut self, effects: &Effects<Effect<u32>, HostEffect>) {
        for effect in &effects.now {
            match effect {
                Effect::Fetch { attempt, .. } => self.attempt = *attempt,
                Effect::Load { token, .. } => self.loaded = Some(token.secret().clone()),
                Effect::SetTimer(delay) => {
                    assert!(delay.is_none_or(|delay| delay <= LONGEST_DELAY));
                    self.timer = *delay;
                }
                _ => {}
            }
        }
        let bad = Error::new(ErrorCode::BadResponse);
        let is_bad = |effect: &HostEffect| matches!(effect, HostEffect::Emit { event: Event::TokenError { error, .. }, .. } if *error == bad);
        self.is_refused |= effects.host.iter().any(is_bad);
    }
}
