//! The virtual phone of a dev build rings, is answered and keyed.

use super::*;

on_each_engine! {
    async fn the_virtual_phone_rings_is_answered_and_keyed(app: TestApp) {
        let mut app = app;
        let account = nora(&app).await;
        let name = format!("vestibule-calls-{}", crate::system::rng::Rng::system().id());
        let folder = std::env::temp_dir().join(name);
        let dev = crate::gateway::devices::Devices::open(&folder, app.app.clock.now()).unwrap();
        app.app.voice = VoiceGateway::VirtualPhone(dev.clone(), app.app.clock.clone());
        app.app.dev = Some(dev);
        place(&app, &account).await.unwrap();
        app.work().await;
        assert_eq!(state(&app).await, CallState::Ringing);
        let browser = Browser::at(crate::router(app.app.clone()));
        let list = async || {
            browser.send(Browser::request("GET", "/dev/api/calls", Body::empty())).await.json()
        };
        let calls = list().await;
        let call = &calls["calls"][0];
        assert_eq!((&call["state"], &call["to"]), (&json!("ringing"), &json!("+32470123456")));
        let path = format!("/dev/api/calls/{}", call["id"].as_str().unwrap());
        for (act, expected) in [
            (json!({"event": "answered"}), "answered"),
            (json!({"event": "ringing"}), "answered"),
            (json!({"event": "key", "key": "1"}), "confirmed"),
        ] {
            assert_eq!(browser.post(&path, &act).await.json()["state"], expected);
        }
        assert!(consume(&app.app, &account, SCOPE).await);
        assert_eq!(browser.post("/dev/api/calls/x", &json!({"event": "busy"})).await.status, 404);
        // The next one is left to ring.
        app.advance_seconds(60);
        place(&app, &account).await.unwrap();
        app.work().await;
        app.advance_seconds(30);
        assert_eq!(list().await["calls"][1]["state"], "no_answer");
        let messages = browser.send(Browser::request("GET", "/dev/api/messages", Body::empty())).await;
        assert_eq!(messages.json()["messages"], json!([]), "calls are no messages");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
