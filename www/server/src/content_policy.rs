//! Content security policies: the demo's, which can be copied, and a wider one for test pages.

use crate::origins::Origins;

/// Frames that a test page may hold besides the guest: other local servers, and documents of an opaque origin.
const TEST_FRAMES: &str = "http://localhost:* http://127.0.0.1:* http://*.localhost:* data: blob: about:";

/// What a page with an embed needs: WebAssembly, and the guest as a frame.
pub(crate) fn demo(origins: &Origins) -> String {
    let framed = framed(origins);
    policy("'self' 'wasm-unsafe-eval'", "'self'", &framed, &connected(origins, &framed))
        + "; frame-ancestors 'self'"
}

/// The same, for pages with inline scripts and styles, and unusual frames.
pub(crate) fn test_pages(origins: &Origins) -> String {
    let guests = framed(origins);
    let frames = format!("'self' {guests} {TEST_FRAMES}");
    policy(
        "'self' 'wasm-unsafe-eval' 'unsafe-inline'",
        "'self' 'unsafe-inline'",
        &frames,
        &connected(origins, &guests),
    )
}

fn policy(script: &str, style: &str, frame: &str, connect: &str) -> String {
    format!(
        "default-src 'self'; script-src {script}; style-src {style}; img-src 'self' data:; frame-src {frame}; \
         connect-src {connect}; object-src 'none'; base-uri 'none'"
    )
}

/// The page calls its own backend, and the auth server when it takes an impersonation link. Beside stand-ins it also
/// calls their control endpoints.
fn connected(origins: &Origins, framed: &str) -> String {
    let Origins { attacker, melody, .. } = origins;
    match attacker {
        Some(_) => format!("'self' {framed} {melody}"),
        None => format!("'self' {melody}"),
    }
}

fn framed(origins: &Origins) -> String {
    match &origins.attacker {
        Some(attacker) => format!("{} {attacker}", origins.wisdom),
        None => origins.wisdom.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Origins, demo, test_pages};

    fn loopback() -> Origins {
        Origins::on_loopback("http://localhost:1", 2, 3, "http://127.0.0.1:4")
    }

    #[test]
    fn the_demo_of_a_real_tenant_may_frame_it_and_call_its_own_backend_and_the_auth_server_only() {
        let origins =
            Origins::with_tenant("http://localhost:1", "https://acme.askwisdom.ai", "https://auth.acme.com");
        let policy = demo(&origins);
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval';"), "{policy}");
        assert!(policy.contains("frame-src https://acme.askwisdom.ai;"), "{policy}");
        assert!(policy.contains("connect-src 'self' https://auth.acme.com;"), "{policy}");
    }

    #[test]
    fn the_demo_beside_the_stand_ins_reaches_their_control_endpoints() {
        let policy = demo(&loopback());
        let connected =
            "connect-src 'self' http://127.0.0.1:2 http://attacker.localhost:3 http://127.0.0.1:4;";
        assert!(policy.contains(connected), "{policy}");
        assert!(policy.contains("frame-src http://127.0.0.1:2 http://attacker.localhost:3;"), "{policy}");
        assert!(!policy.contains("unsafe-inline"), "{policy}");
    }

    #[test]
    fn a_test_page_may_hold_inline_scripts_and_opaque_frames() {
        let policy = test_pages(&loopback());
        assert!(policy.contains("'unsafe-inline'"), "{policy}");
        assert!(policy.contains("data: blob: about:"), "{policy}");
    }
}
