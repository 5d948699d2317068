//! Telling the service manager how the server is, over the socket that `NOTIFY_SOCKET` names.
//!
//! A message that cannot be sent is logged and changes nothing else: the manager acts on what it misses.

/// The server answers requests, for the first time or again after [`reloading`]. `status` is what `systemctl status` shows.
pub fn ready(status: &str) {
    send(State::Ready(status));
}

/// The server rereads what it can reread while it answers requests. [`ready`] ends it, whatever came of it.
pub fn reloading() {
    send(State::Reloading);
}

/// The server accepts no more connections, and ends when open requests are finished.
pub fn stopping() {
    send(State::Stopping);
}

/// The server still works: the watchdog waits for this.
pub fn alive() {
    send(State::Alive);
}

enum State<'a> {
    Ready(&'a str),
    Reloading,
    Stopping,
    Alive,
}

#[cfg(unix)]
fn send(state: State<'_>) {
    use sd_notify::NotifyState;

    let sent = match state {
        State::Ready(status) => sd_notify::notify(&[NotifyState::Ready, NotifyState::Status(status)]),
        // Which reload this belongs to: `Type=notify-reload` compares the time with that of its signal.
        State::Reloading => NotifyState::monotonic_usec_now().and_then(|now| {
            sd_notify::notify(&[
                NotifyState::Reloading,
                now,
                NotifyState::Status("reloading the configuration"),
            ])
        }),
        State::Stopping => sd_notify::notify(&[NotifyState::Stopping, NotifyState::Status("finishing open requests")]),
        State::Alive => sd_notify::notify(&[NotifyState::Watchdog]),
    };
    if let Err(error) = sent {
        tracing::warn!(%error, "cannot tell the service manager how the server is");
    }
}

/// Elsewhere, there is no such protocol.
#[cfg(not(unix))]
fn send(_: State<'_>) {}
