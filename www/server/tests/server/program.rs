//! The program, started from the command line.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use reqwest::Client;
use serde_json::{Value, json};

/// The running program. It is killed when this is dropped.
struct Program(Child);

impl Program {
    fn start(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_embed-host-server"));
        command.args(["--wisdom-port=0", "--attacker-port=0"]).args(arguments);
        let names = std::env::vars_os().map(|(name, _)| name);
        for name in names
            .filter(|name| ["WISDOM_", "MELODY_"].iter().any(|own| name.to_string_lossy().starts_with(own)))
        {
            command.env_remove(name);
        }
        command.envs(environment.iter().copied());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Self(command.spawn().unwrap())
    }

    fn first_line(&mut self) -> Value {
        let mut line = String::new();
        BufReader::new(self.0.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    fn log(&mut self) -> String {
        let mut log = String::new();
        self.0.stderr.as_mut().unwrap().read_to_string(&mut log).unwrap();
        log
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[test]
fn it_says_where_everything_is_and_ends_with_its_input() {
    let mut program = Program::start(&["--host-port=0", "--exit-with-stdin"], &[]);
    let origins = program.first_line();
    assert!(origins["host"].as_str().unwrap().starts_with("http://localhost:"));
    assert!(origins["wisdom"].as_str().unwrap().starts_with("http://127.0.0.1:"));
    assert!(origins["attacker"].as_str().unwrap().starts_with("http://attacker.localhost:"));
    assert!(origins["melody"].as_str().unwrap().starts_with("http://127.0.0.1:"));
    assert_ne!(origins["melody"], origins["wisdom"]);
    assert_eq!(origins.get("open"), None, "without real credentials, everybody may come in");
    drop(program.0.stdin.take());
    assert!(program.0.wait().unwrap().success());
}

#[tokio::test]
async fn it_signs_with_the_key_that_it_is_given_and_else_with_one_of_its_own() {
    let key = concat!(env!("CARGO_TARGET_TMPDIR"), "/signing-key.pem");
    let pair = aws_lc_rs::rsa::KeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap();
    let der: Pkcs8V1Der<'_> = pair.as_der().unwrap();
    std::fs::write(key, pem::encode(&pem::Pem::new("PRIVATE KEY", der.as_ref()))).unwrap();
    let given = ["--host-port=0", "--exit-with-stdin", "--signing-key", key];
    let keys = published_keys(&given).await;
    assert_eq!(keys.len(), 1);
    assert_eq!(published_keys(&given).await, keys);
    assert_ne!(published_keys(&given[..2]).await, keys);
}

/// The keys that a process names as its own.
async fn published_keys(arguments: &[&str]) -> Vec<Value> {
    let mut program = Program::start(arguments, &[]);
    let origins = program.first_line();
    let http = Client::builder().no_proxy().build().unwrap();
    let address = format!("{}/.well-known/jwks.json", origins["wisdom"].as_str().unwrap());
    let keys: Value = http.get(address).send().await.unwrap().json().await.unwrap();
    keys["keys"].as_array().unwrap().clone()
}

#[test]
fn a_signing_key_that_is_none_is_refused_without_being_shown() {
    let key = concat!(env!("CARGO_TARGET_TMPDIR"), "/no-signing-key.pem");
    std::fs::write(key, "hush-hush").unwrap();
    let mut program = Program::start(&["--host-port=0", "--signing-key", key], &[]);
    assert!(!program.0.wait().unwrap().success());
    let log = program.log();
    assert!(log.contains("--signing-key") && !log.contains("hush-hush"), "{log}");
}

#[cfg(unix)]
#[test]
fn it_ends_cleanly_when_asked_to_terminate() {
    let mut program = Program::start(&["--host-port=0"], &[]);
    program.first_line();
    let kill = Command::new("kill").args(["-TERM", &program.0.id().to_string()]).status();
    assert!(kill.unwrap().success());
    assert!(program.0.wait().unwrap().success());
}

#[test]
fn beside_a_real_tenant_it_names_that_and_no_attacker() {
    let environment = [("WISDOM_ORIGIN", "https://acme.askwisdom.ai"), ("WISDOM_ACCESS_KEY", "hush-hush")];
    let mut program = Program::start(&["--host-port=0", "--exit-with-stdin"], &environment);
    let origins = program.first_line();
    assert_eq!((&origins["wisdom"], origins.get("attacker")), (&"https://acme.askwisdom.ai".into(), None));
}

#[tokio::test]
async fn beside_a_real_tenant_it_prints_an_address_with_a_code_for_each_browser_and_logs_none() {
    let environment = [("WISDOM_ORIGIN", "http://127.0.0.1:1"), ("WISDOM_ACCESS_KEY", "hush-hush")];
    let mut program = Program::start(&["--host-port=0", "--exit-with-stdin", "--log=trace"], &environment);
    let mut lines = BufReader::new(program.0.stdout.take().unwrap()).lines().map(Result::unwrap);
    let origins: Value = serde_json::from_str(&lines.next().unwrap()).unwrap();
    let (host, open) = (origins["host"].as_str().unwrap(), origins["open"].as_str().unwrap());
    let code = open.strip_prefix(&format!("{host}/#code=")).unwrap();
    assert!(code.len() >= 32);

    let http = Client::builder().no_proxy().build().unwrap();
    let exchange = http.post(format!("{host}/sign-in/code")).json(&json!({ "code": code }));
    let key: Value = exchange.send().await.unwrap().json().await.unwrap();
    let next = lines.next().unwrap();
    let (_, next_code) = next.split_once(&format!("{host}/#code=")).unwrap();
    assert_ne!(next_code, code);

    drop(program.0.stdin.take());
    let log = program.log();
    assert!(log.contains("POST /sign-in/code 200"), "{log}");
    for secret in [code, next_code, key["key"].as_str().unwrap()] {
        assert!(!log.contains(secret), "the log holds a secret");
    }
}

#[test]
fn a_half_configured_tenant_is_refused_without_showing_the_key() {
    let mut program = Program::start(&["--host-port=0"], &[("WISDOM_ACCESS_KEY", "hush-hush")]);
    assert!(!program.0.wait().unwrap().success());
    let log = program.log();
    assert!(log.contains("WISDOM_ORIGIN") && !log.contains("hush-hush"), "{log}");
}

#[test]
fn a_half_configured_auth_server_is_refused_without_showing_a_secret() {
    let environment = [("MELODY_URL", "https://auth.acme.com"), ("MELODY_S2S_CLIENT_SECRET", "hush-hush")];
    let mut program = Program::start(&["--host-port=0"], &environment);
    assert!(!program.0.wait().unwrap().success());
    let log = program.log();
    assert!(log.contains("MELODY_ADMIN_REFRESH_TOKEN") && !log.contains("hush-hush"), "{log}");
}

#[test]
fn a_port_that_is_taken_is_named_with_its_option() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let mut program = Program::start(&["--host-port", &port], &[]);
    assert!(!program.0.wait().unwrap().success());
    let log = program.log();
    assert!(log.contains(&port) && log.contains("choose another with --host-port"), "{log}");
}

#[tokio::test]
async fn its_finest_log_holds_no_token() {
    let mut program = Program::start(&["--host-port=0", "--exit-with-stdin", "--log=trace"], &[]);
    let origins = program.first_line();
    let [host, wisdom] = ["host", "wisdom"].map(|name| origins[name].as_str().unwrap().to_owned());
    let http = Client::builder().no_proxy().build().unwrap();

    let sign_in =
        http.post(format!("{host}/sign-in")).json(&json!({ "user": "alice" })).send().await.unwrap();
    let cookie = sign_in.headers()["set-cookie"].clone();
    let answer = http.get(format!("{host}/api/wisdom-token")).header("cookie", cookie).send().await.unwrap();
    let answer: Value = answer.json().await.unwrap();
    let token = answer["token"].as_str().unwrap();
    http.get(format!("{wisdom}/embed/search?token={token}")).send().await.unwrap();
    http.get(format!("{wisdom}/api/data")).bearer_auth(token).send().await.unwrap();

    let links = impersonation(&http, &host).await;
    for link in links.iter().filter_map(Value::as_str) {
        http.get(link).send().await.unwrap();
    }
    let (_, link_token) = links[0].as_str().unwrap().split_once("refresh_token=").unwrap();
    let link_token = link_token.split('&').next().unwrap();

    drop(program.0.stdin.take());
    let log = program.log();
    assert!(log.contains("minted a token for Alice") && log.contains("GET /embed/search"), "{log}");
    assert!(log.contains("got a link to act as") && log.contains("GET /support/app"), "{log}");
    let parts = token.split('.').chain(link_token.split('.').skip(1));
    assert!(parts.into_iter().all(|part| !log.contains(part)), "the log holds a part of a token");
}

async fn impersonation(http: &Client, host: &str) -> Vec<Value> {
    let sign_in =
        http.post(format!("{host}/sign-in")).json(&json!({ "user": "support" })).send().await.unwrap();
    let cookie = sign_in.headers()["set-cookie"].clone();
    let users = http.get(format!("{host}/api/support/users")).header("cookie", &cookie).send().await.unwrap();
    let users: Value = users.json().await.unwrap();
    let order = json!({ "authId": users["users"][1]["authId"] });
    let answer = http.post(format!("{host}/api/support/impersonate")).header("cookie", cookie).json(&order);
    let answer: Value = answer.send().await.unwrap().json().await.unwrap();
    answer["links"].as_array().unwrap().clone()
}
