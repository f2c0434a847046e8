//! Where a session is stored, what is read from there, and what happens where nothing can be stored.

use std::cell::Cell;
use std::rc::Rc;

use embed_host::{ErrorCode, ImpersonationEvent, StorageKind, WebStorageKind, impersonate};
use js_sys::{Function, JSON, Object};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Storage;

use crate::support::{AuthServer, answer, link, run, until, window};

fn session_storage() -> Storage {
    window().session_storage().unwrap().unwrap()
}

fn stored(key: &str) -> Option<String> {
    session_storage().get_item(key).unwrap()
}

/// Makes storage fail in some way, until it is dropped.
struct Blocked(Function);

impl Blocked {
    /// The script blocks it, and gives the function that undoes that.
    fn by(script: &str) -> Self {
        Self(run(script).unchecked_into())
    }
}

impl Drop for Blocked {
    fn drop(&mut self) {
        self.0.call0(&JsValue::UNDEFINED).unwrap();
    }
}

const NO_WRITING: &str = "const { setItem } = Storage.prototype; \
    Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }; \
    return () => { Storage.prototype.setItem = setItem }";

const NO_STORAGE: &str = "const before = Object.getOwnPropertyDescriptor(window, 'sessionStorage'); \
    Object.defineProperty(window, 'sessionStorage', { configurable: true, get() { throw new DOMException('no') } }); \
    return () => Object.defineProperty(window, 'sessionStorage', before)";

#[wasm_bindgen_test]
async fn what_is_stored_is_a_record_in_json() {
    let server = AuthServer::granting("stored");
    let taken = link();
    let session = impersonate(server.options(taken.clone())).await.unwrap().unwrap();
    let text = stored(&server.key()).unwrap();
    let record = JSON::parse(&text).unwrap();
    let names: Vec<_> =
        Object::keys(record.unchecked_ref::<Object>()).iter().map(|name| name.as_string().unwrap()).collect();
    assert_eq!(names, ["refreshToken", "expiresOn", "expiresIn", "fingerprint", "verified"]);
    let member = |name: &str| js_sys::Reflect::get(&record, &name.into()).unwrap();
    let verified = String::from(JSON::stringify(&member("verified")).unwrap());
    let who = r#"{"subject":"bob","impersonatedBy":"support","roles":["reader","writer"],"endsAt":"#;
    assert!(verified.starts_with(who), "{verified}");
    assert_eq!(member("refreshToken"), taken.refresh_token.expose());
    assert_eq!(member("expiresIn"), 1800);
    let issued = (js_sys::Date::now() / 1000.0).floor();
    let expires_on = member("expiresOn").as_f64().unwrap();
    assert!((issued + 1790.0..=issued + 1801.0).contains(&expires_on), "{expires_on}");
    assert!(js_sys::Number::is_safe_integer(&member("fingerprint")));
    assert_eq!(String::from(JSON::stringify(&record).unwrap()), text);
    let access = session.access_token().await.unwrap();
    assert!(!text.contains(access.expose()));
    session.end().await;
    assert_eq!(stored(&server.key()), None);
}

#[wasm_bindgen_test]
async fn a_stored_session_is_resumed_and_not_confirmed_again() {
    let server = AuthServer::granting("resumed");
    let token = link().refresh_token;
    let record = format!(r#"{{"refreshToken":"{}","expiresOn":null,"fingerprint":77}}"#, token.expose());
    session_storage().set_item(&server.key(), &record).unwrap();
    let options =
        server.options(None).confirm(|_| async { unreachable!("it was confirmed before it was stored") });
    let session = impersonate(options).await.unwrap().unwrap();
    assert!(server.fetch.requests()[0].text("body").ends_with(token.expose()));
    session.end().await;
    assert_eq!(stored(&server.key()), None);
}

fn record_with(fingerprint: u32, verified: &str) -> String {
    let token = link().refresh_token;
    let token = token.expose();
    format!(r#"{{"refreshToken":"{token}","fingerprint":{fingerprint},"verified":{verified}}}"#)
}

#[wasm_bindgen_test]
async fn a_stored_session_is_given_while_its_server_is_out_of_reach() {
    let server = AuthServer::answering("kept", |_, _| answer(503, ""));
    let ends_at = js_sys::Date::now() + 600_000.0;
    let verified =
        format!(r#"{{"subject":"bob","impersonatedBy":"support","roles":["reader",5],"endsAt":{ends_at}}}"#);
    session_storage().set_item(&server.key(), &record_with(78, &verified)).unwrap();
    let session = impersonate(server.options(None).timeout(300)).await.unwrap().unwrap();
    assert_eq!((session.subject(), session.impersonated_by()), ("bob", Some("support")));
    assert_eq!((session.roles(), session.is_active()), (&["reader".to_owned()][..], true));
    assert!(session.link_error().is_none());
    assert_eq!(session.access_token().await.unwrap_err().code, ErrorCode::BackendStatus);
    session.end().await;
    assert_eq!(stored(&server.key()), None);
}

#[wasm_bindgen_test]
async fn what_was_not_verified_is_not_shown() {
    for verified in [
        "null",
        "[]",
        r#""bob""#,
        r#"{"subject":"bob","impersonatedBy":"support","roles":[]}"#,
        r#"{"subject":"bob","impersonatedBy":"support","roles":[],"endsAt":"never"}"#,
        r#"{"subject":"bob","impersonatedBy":5,"roles":[],"endsAt":9e15}"#,
        r#"{"subject":["bob"],"impersonatedBy":"support","roles":[],"endsAt":9e15}"#,
        r#"{"subject":"","impersonatedBy":"support","roles":[],"endsAt":9e15}"#,
        r#"{"__proto__":{"subject":"bob"},"impersonatedBy":"support","roles":[],"endsAt":9e15}"#,
    ] {
        let server = AuthServer::answering("unverified", |_, _| answer(503, ""));
        session_storage().set_item(&server.key(), &record_with(79, verified)).unwrap();
        let error = impersonate(server.options(None).timeout(100)).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::BackendStatus, "{verified}");
        assert!(stored(&server.key()).is_some(), "{verified}");
        session_storage().remove_item(&server.key()).unwrap();
    }
}

#[wasm_bindgen_test]
async fn a_corrupt_record_is_no_session() {
    let server = AuthServer::granting("corrupt");
    let good = r#""refreshToken":"2.corrupt","fingerprint":1"#;
    let mut table: Vec<String> =
        ["", "garbage", "null", "5", "[]", "{}", r#""2.corrupt""#, "{\"refreshToken\""]
            .map(String::from)
            .into();
    for wrong in ["null", "5", "true", "[]", "{}", r#""""#] {
        table.push(format!(r#"{{"refreshToken":{wrong},"fingerprint":1}}"#));
    }
    table.push(r#"{"fingerprint":1}"#.into());
    table.push(r#"{"refreshToken":"2.corrupt"}"#.into());
    table.push(r#"{"__proto__":{"refreshToken":"2.corrupt","fingerprint":1}}"#.into());
    for wrong in ["-1", "1.5", "1e400", r#""5""#, "true", "[5]"] {
        table.push(format!(r#"{{{good},"expiresOn":{wrong}}}"#));
        table.push(format!(r#"{{{good},"expiresIn":{wrong}}}"#));
        table.push(format!(r#"{{"refreshToken":"2.corrupt","fingerprint":{wrong}}}"#));
    }
    for text in table {
        session_storage().set_item(&server.key(), &text).unwrap();
        let opened = impersonate(server.options(None)).await;
        assert!(matches!(opened, Ok(None)), "{text}: {opened:?}");
    }
    assert!(server.fetch.requests().is_empty());

    // A corrupt record does not keep a link from being opened.
    let session = impersonate(server.options(link())).await.unwrap().unwrap();
    assert_eq!(session.storage(), StorageKind::Session);
    session.end().await;
}

#[wasm_bindgen_test]
async fn where_storage_is_blocked_the_session_is_in_memory_and_the_host_is_told() {
    for blocked in [NO_WRITING, NO_STORAGE] {
        let server = AuthServer::granting("blocked");
        let guard = Blocked::by(blocked);
        let session = impersonate(server.options(link())).await.unwrap().unwrap();
        assert_eq!(session.storage(), StorageKind::Memory, "{blocked}");
        let told = Rc::new(Cell::new(0));
        let telling = told.clone();
        let _subscription = session.on(move |event| {
            if *event == ImpersonationEvent::Error(ErrorCode::StorageBlocked) {
                telling.set(telling.get() + 1);
            }
        });
        until("the event", || told.get() == 1).await;
        assert!(session.is_active());
        session.access_token().await.unwrap();
        drop(guard);
        assert_eq!(stored(&server.key()), None, "{blocked}");
        assert!(session.end().await.revoked, "{blocked}");
        assert_eq!(told.get(), 1);
    }
}

#[wasm_bindgen_test]
async fn where_storage_is_blocked_nothing_is_resumed() {
    let server = AuthServer::granting("blocked-resuming");
    let _blocked = Blocked::by(NO_STORAGE);
    assert!(impersonate(server.options(None)).await.unwrap().is_none());
    assert!(server.fetch.requests().is_empty());
}

#[wasm_bindgen_test]
async fn in_memory_nothing_is_stored() {
    let server = AuthServer::granting("memory");
    let before = session_storage().length().unwrap();
    let options = server.options(link()).storage(StorageKind::Memory);
    let session = impersonate(options).await.unwrap().unwrap();
    assert_eq!(session_storage().length().unwrap(), before);
    session.end().await;
}

#[wasm_bindgen_test]
async fn melody_s_own_session_is_put_back_when_the_session_ends() {
    for kind in [WebStorageKind::Session, WebStorageKind::Local] {
        let storage = match kind {
            WebStorageKind::Session => session_storage(),
            WebStorageKind::Local => window().local_storage().unwrap().unwrap(),
        };
        let keys = ["melody-auth-refresh-token", "melody-auth-id-token"];
        let read = || keys.map(|key| storage.get_item(key).unwrap());
        let own = [r#"{"refreshToken":"own","expiresOn":1,"expiresIn":2}"#, r#"{"account":"own"}"#];
        for (key, text) in keys.iter().zip(own) {
            storage.set_item(key, text).unwrap();
        }
        let server = AuthServer::granting("melody");
        let taken = link();
        let options = server.options(taken.clone()).storage(StorageKind::Melody(kind));
        let session = impersonate(options).await.unwrap().unwrap();
        assert_eq!(session.storage(), StorageKind::Melody(kind));
        let [entry, account] = read();
        let entry = entry.unwrap();
        assert!(
            entry.starts_with(&format!(r#"{{"refreshToken":"{}","#, taken.refresh_token.expose())),
            "{entry}"
        );
        assert!(!entry.contains("fingerprint"));
        assert_eq!(account, None);
        session.end().await;
        assert_eq!(read(), own.map(|text| Some(text.to_owned())));
        assert_eq!(storage.length().unwrap(), 2);
        for key in keys {
            storage.remove_item(key).unwrap();
        }
    }
}
