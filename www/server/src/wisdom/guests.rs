//! Sends commands to the open guest pages.
//!
//! It uses `WebSocket`, because browsers open at most six HTTP connections to one server: a long-lived request in each
//! of several embeds would leave none for their pages.

use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::command::Command;
use super::state::StandIn;

pub(super) async fn commands(State(stand_in): State<StandIn>, upgrade: WebSocketUpgrade) -> Response {
    let commands = stand_in.0.commands.subscribe();
    upgrade.on_upgrade(move |socket| pass_on(commands, socket))
}

async fn pass_on(mut commands: Receiver<Command>, mut socket: WebSocket) {
    loop {
        tokio::select! {
            command = commands.recv() => match command {
                Ok(command) => if send(&mut socket, &command).await.is_err() { return },
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            },
            said = socket.recv() => if !matches!(said, Some(Ok(_))) { return },
        }
    }
}

async fn send(socket: &mut WebSocket, command: &Command) -> anyhow::Result<()> {
    let text = serde_json::to_string(command)?;
    Ok(socket.send(Message::Text(text.into())).await?)
}
