//! Memory that embeds and sessions do not give back.

use embed_host::mount;
use js_sys::{Reflect, WebAssembly};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{ask, container, minting, options, promised, run};

/// The size of the wasm memory, in bytes.
fn memory() -> f64 {
    let memory: WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    Reflect::get(&memory.buffer(), &"byteLength".into()).unwrap().as_f64().unwrap()
}

#[wasm_bindgen_test]
async fn five_hundred_embeds_that_are_closed_at_once_leave_no_memory_behind() {
    let container = container();
    let mut after_a_hundred = 0.0;
    for round in 1..=500 {
        let (source, _) = minting();
        let embed = mount(&container, options(&source)).unwrap();
        embed.on(|_| {}).forget();
        promised(run("return Promise.resolve()")).await;
        embed.close();
        source.close();
        promised(run("return Promise.resolve()")).await;
        if round == 100 {
            after_a_hundred = memory();
        }
    }
    assert!(after_a_hundred > 0.0);
    assert_eq!((memory(), container.inner_html().as_str()), (after_a_hundred, "<p></p>"));
}

#[wasm_bindgen_test]
async fn embeds_that_were_used_leave_no_memory_behind() {
    let container = container();
    let mut after_twenty = 0.0;
    for round in 1..=60 {
        let (source, _) = minting();
        let embed = mount(&container, options(&source)).unwrap();
        embed.ready().await.unwrap();
        ask(&embed.iframe()).await;
        embed.close();
        source.close();
        if round == 20 {
            after_twenty = memory();
        }
    }
    assert_eq!((memory(), container.inner_html().as_str()), (after_twenty, "<p></p>"));
}
