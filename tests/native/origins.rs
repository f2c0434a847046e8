//! Which texts are one exact origin, and what a browser makes of them.

use embed_host::protocol::{ErrorCode, Origin};
use proptest::prelude::*;

use crate::browser::parse_origin;
use crate::fuzzed::origins::{check_origin, check_server};

/// Case, what a host writes, and the origin; `None` where it is refused.
type Row = (&'static str, &'static str, Option<&'static str>);

const ACME: Option<&str> = Some("https://acme.askwisdom.ai");

const SCHEMES: &[Row] = &[
    ("https", "https://acme.askwisdom.ai", ACME),
    ("capitals in the scheme", "HTTPS://acme.askwisdom.ai", ACME),
    ("capitals in the host", "https://ACME.AskWisdom.AI", ACME),
    ("http away from loopback", "http://acme.askwisdom.ai", None),
    ("another scheme", "ftp://acme.askwisdom.ai", None),
    ("websocket", "wss://acme.askwisdom.ai", None),
    ("blob", "blob:https://acme.askwisdom.ai/1", None),
    ("data", "data:text/html,x", None),
    ("javascript", "javascript://acme.askwisdom.ai", None),
    ("no scheme", "acme.askwisdom.ai", None),
    ("scheme-relative", "//acme.askwisdom.ai", None),
    ("no slashes", "https:acme.askwisdom.ai", None),
    ("one slash", "https:/acme.askwisdom.ai", None),
    ("three slashes", "https:///acme.askwisdom.ai", None),
    ("scheme twice", "https://https://acme.askwisdom.ai", None),
    ("scheme alone", "https://", None),
    ("scheme and slash", "https:///", None),
    ("the opaque origin", "null", None),
    ("the wildcard", "*", None),
    ("empty", "", None),
    ("a slash", "/", None),
];

const PORTS: &[Row] = &[
    ("port", "https://acme.askwisdom.ai:8443", Some("https://acme.askwisdom.ai:8443")),
    ("port and slash", "https://acme.askwisdom.ai:8443/", Some("https://acme.askwisdom.ai:8443")),
    ("default port", "https://acme.askwisdom.ai:443", ACME),
    ("default port of http", "http://localhost:80", Some("http://localhost")),
    ("the other scheme's default port", "https://acme.askwisdom.ai:80", Some("https://acme.askwisdom.ai:80")),
    ("http on 443", "http://localhost:443", Some("http://localhost:443")),
    ("highest port", "https://acme.askwisdom.ai:65535", Some("https://acme.askwisdom.ai:65535")),
    ("lowest port", "https://acme.askwisdom.ai:1", Some("https://acme.askwisdom.ai:1")),
    ("above the highest port", "https://acme.askwisdom.ai:65536", None),
    ("far above the highest port", "https://acme.askwisdom.ai:99999999999999999999", None),
    ("leading zero", "https://acme.askwisdom.ai:08443", None),
    ("default port with a leading zero", "https://acme.askwisdom.ai:0443", None),
    ("empty port", "https://acme.askwisdom.ai:", None),
    ("empty port and slash", "https://acme.askwisdom.ai:/", None),
    ("negative port", "https://acme.askwisdom.ai:-1", None),
    ("hexadecimal port", "https://acme.askwisdom.ai:0x1bb", None),
    ("any port", "https://acme.askwisdom.ai:*", None),
    ("wildcard label", "https://*.askwisdom.ai", None),
    ("two ports", "https://acme.askwisdom.ai:443:443", None),
    ("Arabic digits", "https://acme.askwisdom.ai:٤٤٣", None),
];

const HOSTS: &[Row] = &[
    ("trailing dot is another host", "https://acme.askwisdom.ai.", Some("https://acme.askwisdom.ai.")),
    (
        "prefix of a stranger",
        "https://acme.askwisdom.ai.evil.example",
        Some("https://acme.askwisdom.ai.evil.example"),
    ),
    ("suffix of a stranger", "https://evilacme.askwisdom.ai", Some("https://evilacme.askwisdom.ai")),
    ("single label", "https://intranet", Some("https://intranet")),
    ("underscore", "https://my_tenant.example", Some("https://my_tenant.example")),
    ("hyphens", "https://my--tenant-.example", Some("https://my--tenant-.example")),
    ("digits first", "https://7eleven.example", Some("https://7eleven.example")),
    ("punycode", "https://xn--strae-oqa.example", Some("https://xn--strae-oqa.example")),
    ("capitals in punycode", "https://XN--STRAE-OQA.example", Some("https://xn--strae-oqa.example")),
    ("punycode of nothing", "https://xn--.example", None),
    ("punycode that decodes to ASCII", "https://xn--abc-.example", None),
    ("Unicode", "https://straße.example", None),
    ("Cyrillic look-alike", "https://аcme.askwisdom.ai", None),
    ("full-width letters", "https://ａcme.askwisdom.ai", None),
    ("ideographic full stop", "https://acme。askwisdom.ai", None),
    ("soft hyphen", "https://ac\u{ad}me.askwisdom.ai", None),
    ("capital sharp s, which lower-cases to Unicode", "https://STRAẞE.example", None),
    ("Kelvin sign, which folds to k", "https://as\u{212a}wisdom.ai", None),
    ("percent escape", "https://acme%2easkwisdom.ai", None),
    ("escaped letter", "https://%61cme.askwisdom.ai", None),
    ("unfinished escape", "https://acme%.askwisdom.ai", None),
];

const IPV4: &[Row] = &[
    ("address", "https://192.0.2.1", Some("https://192.0.2.1")),
    ("highest address", "https://255.255.255.255", Some("https://255.255.255.255")),
    ("three parts", "https://192.0.513", None),
    ("one part", "https://2130706433", None),
    ("five parts", "https://192.0.2.1.1", None),
    ("octal part", "https://192.0.02.1", None),
    ("hexadecimal part", "https://0xc0.0.2.1", None),
    ("hexadecimal last part", "https://192.0.2.0x1", None),
    ("empty hexadecimal last part", "https://example.0x", None),
    ("part above 255", "https://192.0.2.256", None),
    ("name that ends in a number", "https://acme.1", None),
    ("trailing dot, which a browser drops", "https://192.0.2.1.", None),
    ("number and a name", "https://1.example", Some("https://1.example")),
    ("hexadecimal-looking label that is no number", "https://example.0xzz", Some("https://example.0xzz")),
];

const IPV6: &[Row] = &[
    ("loopback", "https://[::1]:8443", Some("https://[::1]:8443")),
    ("unspecified", "https://[::]", Some("https://[::]")),
    ("full", "https://[2001:db8:1:2:3:4:5:6]", Some("https://[2001:db8:1:2:3:4:5:6]")),
    ("run in the middle", "https://[2001:db8::1]", Some("https://[2001:db8::1]")),
    ("run at the end", "https://[2001:db8::]", Some("https://[2001:db8::]")),
    ("single zero group is written out", "https://[1:0:2:3:4:5:6:7]", Some("https://[1:0:2:3:4:5:6:7]")),
    ("first of two equal runs", "https://[1::2:0:0:3:4]", Some("https://[1::2:0:0:3:4]")),
    ("capitals", "https://[2001:DB8::A]", Some("https://[2001:db8::a]")),
    ("second of two equal runs", "https://[1:0:0:2::3:4]", None),
    ("shorter run", "https://[1::2:0:0:0:3]", None),
    ("single zero group as a run", "https://[1::2:3:4:5:6:7]", None),
    ("zeros written out", "https://[2001:db8:0:0:0:0:0:1]", None),
    ("zero beside the run", "https://[1:0::2]", None),
    ("leading zero", "https://[2001:0db8::1]", None),
    ("dotted tail", "https://[::ffff:192.0.2.1]", None),
    ("mapped, as a browser writes it", "https://[::ffff:c000:201]", Some("https://[::ffff:c000:201]")),
    ("too many groups", "https://[1:2:3:4:5:6:7:8:9]", None),
    ("too few groups", "https://[1:2:3:4:5:6:7]", None),
    ("run that stands for nothing", "https://[1:2:3:4::5:6:7:8]", None),
    ("two runs", "https://[1::2::3]", None),
    ("three colons", "https://[:::1]", None),
    ("five digits", "https://[::12345]", None),
    ("zone", "https://[fe80::1%25eth0]", None),
    ("unclosed", "https://[::1", None),
    ("unopened", "https://::1]", None),
    ("no brackets", "https://::1", None),
    ("empty brackets", "https://[]", None),
    ("text behind the bracket", "https://[::1]x", None),
    ("two brackets", "https://[::1]]", None),
];

const LOOPBACK: &[Row] = &[
    ("localhost", "http://localhost:8600", Some("http://localhost:8600")),
    ("below localhost", "http://stranger.localhost:8602", Some("http://stranger.localhost:8602")),
    ("127.0.0.1", "http://127.0.0.1:8601", Some("http://127.0.0.1:8601")),
    ("127.0.0.0/8", "http://127.255.255.254", Some("http://127.255.255.254")),
    ("IPv6", "http://[::1]:8600", Some("http://[::1]:8600")),
    ("https on loopback", "https://localhost", Some("https://localhost")),
    ("ends like localhost", "http://notlocalhost", None),
    ("begins like localhost", "http://localhost.evil.example", None),
    ("begins like 127.", "http://127.evil.example", None),
    ("another IPv6 address", "http://[::2]", None),
    ("mapped loopback", "http://[::ffff:7f00:1]", None),
    ("unspecified", "http://0.0.0.0", None),
    ("private network", "http://192.168.0.1", None),
    ("neighbour of 127.0.0.0/8", "http://128.0.0.1", None),
    ("trailing dot", "http://localhost.", None),
];

const NOTHING_ELSE: &[Row] = &[
    ("trailing slash", "https://acme.askwisdom.ai/", ACME),
    ("two trailing slashes", "https://acme.askwisdom.ai//", None),
    ("path", "https://acme.askwisdom.ai/embed", None),
    ("query", "https://acme.askwisdom.ai?a=b", None),
    ("empty query", "https://acme.askwisdom.ai/?", None),
    ("hash", "https://acme.askwisdom.ai#a", None),
    ("empty hash", "https://acme.askwisdom.ai/#", None),
    ("user", "https://alice@acme.askwisdom.ai", None),
    ("user and password", "https://alice:secret@acme.askwisdom.ai", None),
    ("empty user", "https://@acme.askwisdom.ai", None),
    ("tenant as the user of a stranger", "https://acme.askwisdom.ai@evil.example", None),
    ("tenant as user and port of a stranger", "https://acme.askwisdom.ai:443@evil.example", None),
    ("backslash", "https://acme.askwisdom.ai\\", None),
    ("backslashes for slashes", "https:\\\\acme.askwisdom.ai", None),
    ("backslash before a stranger's user", "https://evil.example\\@acme.askwisdom.ai", None),
    ("leading space", " https://acme.askwisdom.ai", None),
    ("trailing space", "https://acme.askwisdom.ai ", None),
    ("space inside", "https://acme .askwisdom.ai", None),
    ("tab inside, which a browser drops", "https://ac\tme.askwisdom.ai", None),
    ("line feed at the end, which a browser drops", "https://acme.askwisdom.ai\n", None),
    ("carriage return in the scheme", "ht\rtps://acme.askwisdom.ai", None),
    ("NUL", "https://acme.askwisdom.ai\0", None),
    ("delete", "https://acme\u{7f}.askwisdom.ai", None),
    ("no-break space", "https://acme.askwisdom.ai\u{a0}", None),
    ("byte order mark", "\u{feff}https://acme.askwisdom.ai", None),
    ("comma", "https://acme.askwisdom.ai,https://evil.example", None),
    ("angle brackets", "<https://acme.askwisdom.ai>", None),
];

/// Nobody lives there, but a browser takes them for origins as they are written, so they can only ever match themselves.
const NOBODYS: &[Row] = &[
    ("port zero", "https://acme.askwisdom.ai:0", Some("https://acme.askwisdom.ai:0")),
    ("two dots in a row", "https://acme..askwisdom.ai", Some("https://acme..askwisdom.ai")),
    ("two trailing dots", "https://acme.askwisdom.ai..", Some("https://acme.askwisdom.ai..")),
    ("leading dot", "https://.askwisdom.ai", Some("https://.askwisdom.ai")),
    ("only a dot", "https://.", Some("https://.")),
    ("empty label below localhost", "http://.localhost", Some("http://.localhost")),
];

const TABLES: &[&[Row]] = &[SCHEMES, PORTS, HOSTS, IPV4, IPV6, LOOPBACK, NOTHING_ELSE, NOBODYS];

fn rows() -> impl Iterator<Item = &'static Row> {
    TABLES.iter().copied().flatten()
}

#[test]
fn an_origin_is_scheme_host_and_port_in_their_final_form() {
    let wrong: Vec<_> = rows()
        .filter(|(_, input, expected)| parse_origin(input).ok().as_ref().map(Origin::as_str) != *expected)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_refusal_names_the_option_and_repeats_nothing_of_the_input() {
    for (case, input, _) in rows().filter(|(_, _, expected)| expected.is_none()) {
        let error = parse_origin(input).unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidOptions, "{case}");
        assert!(error.to_string().starts_with("`origin` must be"), "{case}");
    }
    let error = parse_origin("https://alice:secret@acme.askwisdom.ai").unwrap_err();
    assert!(!format!("{error:?} {error}").contains("secret"));
}

#[test]
fn the_browser_has_the_last_word() {
    let written = "https://acme.askwisdom.ai";
    let words = [None, Some("null"), Some("https://evil.example"), Some("https://acme.askwisdom.ai:443")];
    for word in words {
        assert!(Origin::parse(written, |_| word.map(Into::into)).is_err(), "{word:?}");
    }
    assert!(
        Origin::parse("http://evil.example", |text| Some(text.into())).is_err(),
        "loopback is not the browser's to say"
    );
}

/// Text that is close enough to an origin to be one often.
fn near_origin() -> impl Strategy<Value = String> {
    let label = "[a-zA-Z0-9_-]{1,6}|0x[0-9a-f]{0,3}|[0-9]{1,4}|xn--[a-z0-9-]{1,5}";
    let domain = prop::collection::vec(label, 1..5).prop_map(|labels| labels.join("."));
    let ipv6 =
        prop::collection::vec("0|[0-9a-f]{1,4}", 0..9).prop_map(|groups| format!("[{}]", groups.join(":")));
    let gapped = ("[0-9a-f:]{0,9}", "[0-9a-f:]{0,9}").prop_map(|(head, tail)| format!("[{head}::{tail}]"));
    let local = "(a|7|127|not|127\\.0)?\\.?(localhost|LOCALHOST|127\\.0\\.[0-9]{1,3}\\.1|\\[::1\\])";
    let host = prop_oneof![4 => domain, 1 => ipv6, 2 => gapped, 3 => local];
    let port = prop_oneof![3 => Just(String::new()), 2 => (0_u32..70_000).prop_map(|port| format!(":{port}")), 1 => ":(443|80|[0-9]{0,6})"];
    let tail = prop::sample::select(vec!["", "", "", "/", ".", "./", "//", "?", "/x", "\n"]);
    (prop::sample::select(vec!["https://", "http://", "HTTPS://", "http:", "https:///"]), host, port, tail)
        .prop_map(|(scheme, host, port, tail)| format!("{scheme}{host}{port}{tail}"))
}

proptest! {
    #[test]
    fn what_is_accepted_is_what_a_browser_serialises(text in near_origin()) {
        check_origin(&text);
    }

    #[test]
    fn a_refresh_token_goes_to_the_server_that_was_named(origin in near_origin(), path in "(/[a-z.%2e ]{0,4}){0,3}") {
        check_server(&format!("{origin}{path}"));
    }

    #[test]
    fn parsing_never_panics(text in any::<String>(), tail in "[\\[\\]:./@%\u{0}-\u{ff}]{0,20}") {
        check_origin(&text);
        for scheme in ["https://", "http://", "https://[", "http://["] {
            check_origin(&format!("{scheme}{tail}"));
            let _ = Origin::parse(&format!("{scheme}{text}"), |text| Some(text.into()));
        }
    }
}
