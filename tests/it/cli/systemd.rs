//! `latchkey serve` under a service manager: what it tells it, and the sockets that it takes from it.

use std::error::Error;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::net::{UnixDatagram, UnixListener};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use super::Outcome;
use super::support::{DEADLINE, Finished, Installation, Server};

/// The service manager's end of the notification socket.
struct Manager(UnixDatagram);

impl Manager {
    fn listen(path: &Path) -> Result<Self, Box<dyn Error>> {
        let socket = UnixDatagram::bind(path)?;
        socket.set_read_timeout(Some(DEADLINE))?;
        Ok(Self(socket))
    }

    /// The next message.
    fn next(&self) -> Result<String, Box<dyn Error>> {
        let mut message = [0; 4096];
        let length = self.0.recv(&mut message)?;
        Ok(String::from_utf8_lossy(&message[..length]).into_owned())
    }

    /// Everything that has been sent, once nothing can be sent any more.
    fn rest(&self) -> Result<Vec<String>, Box<dyn Error>> {
        self.0.set_nonblocking(true)?;
        Ok(std::iter::from_fn(|| self.next().ok()).collect())
    }
}

fn serve(installation: &Installation, environment: &[(&str, &str)]) -> Result<Server, Box<dyn Error>> {
    let mut command = installation.command(&["serve", "--listen", "127.0.0.1:0"]);
    command.stdout(Stdio::null()).envs(environment.iter().copied());
    Server::start_command(&mut command)
}

#[test]
fn the_manager_is_told_when_the_server_is_ready_reloads_and_stops() -> Outcome {
    let installation = Installation::new()?;
    let manager = Manager::listen(&installation.path("notify"))?;
    let server = serve(&installation, &[("NOTIFY_SOCKET", "notify")])?;
    let ready = format!("READY=1\nSTATUS=answering requests at http://{}\n", server.address);
    assert_eq!(manager.next()?, ready);
    // What it says is true.
    TcpStream::connect(server.address)?;
    for _ in 0..2 {
        server.signal("HUP")?;
        let reloading = manager.next()?;
        let fields: Vec<_> = reloading.lines().collect();
        let [reloading, since, status] = fields[..] else {
            return Err(format!("{fields:?}").into());
        };
        assert_eq!(
            (reloading, status),
            ("RELOADING=1", "STATUS=reloading the configuration")
        );
        let since: u64 = since.strip_prefix("MONOTONIC_USEC=").ok_or("no time")?.parse()?;
        assert!(since > 0);
        assert_eq!(manager.next()?, ready);
    }
    server.signal("TERM")?;
    assert_eq!(manager.next()?, "STOPPING=1\nSTATUS=finishing open requests\n");
    let (status, _) = server.wait()?;
    assert_eq!(status.code(), Some(0));
    assert_eq!(
        manager.rest()?,
        [""; 0],
        "a watchdog that was not asked for is not fed, either"
    );
    Ok(())
}

#[test]
fn the_server_is_ready_again_only_when_its_certificate_was_reloaded() -> Outcome {
    let installation = Installation::on_sqlite()?;
    let certificate = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
    std::fs::write(installation.path("cert.pem"), certificate.cert.pem())?;
    crate::support::key_file::write_key_file(installation.path("key.pem"), certificate.signing_key.serialize_pem())?;
    let manager = Manager::listen(&installation.path("notify"))?;
    let tls = [
        ("NOTIFY_SOCKET", "notify"),
        ("LATCHKEY_HTTP_TLS_CERT", "cert.pem"),
        ("LATCHKEY_HTTP_TLS_KEY", "key.pem"),
    ];
    let server = serve(&installation, &tls)?;
    let ready = manager.next()?;
    server.signal("HUP")?;
    assert!(manager.next()?.starts_with("RELOADING=1\n"));
    assert_eq!(manager.next()?, ready);
    // It has been logged before.
    server.signal("TERM")?;
    let (_, log) = server.wait()?;
    let reloaded = log
        .iter()
        .position(|line| line.contains("reloaded the TLS certificate"));
    let stopping = log.iter().position(|line| line.contains("shutting down"));
    assert!(reloaded.is_some() && reloaded < stopping, "{log:?}");
    Ok(())
}

#[test]
fn a_watchdog_that_was_asked_for_is_fed_in_half_of_its_time() -> Outcome {
    let installation = Installation::new()?;
    let manager = Manager::listen(&installation.path("notify"))?;
    let watchdog = [("NOTIFY_SOCKET", "notify"), ("WATCHDOG_USEC", "200000")];
    let server = serve(&installation, &watchdog)?;
    assert!(manager.next()?.starts_with("READY=1\n"));
    for _ in 0..5 {
        assert_eq!(manager.next()?, "WATCHDOG=1\n");
    }
    drop(server);
    Ok(())
}

#[test]
fn a_watchdog_of_another_process_is_not_fed() -> Outcome {
    let installation = Installation::new()?;
    let manager = Manager::listen(&installation.path("notify"))?;
    let watchdog = [
        ("NOTIFY_SOCKET", "notify"),
        ("WATCHDOG_USEC", "2000"),
        ("WATCHDOG_PID", "1"),
    ];
    let server = serve(&installation, &watchdog)?;
    assert!(manager.next()?.starts_with("READY=1\n"));
    server.signal("TERM")?;
    assert!(manager.next()?.starts_with("STOPPING=1\n"));
    drop(server);
    Ok(())
}

/// `serve` as systemd starts it with sockets: their descriptors begin at 3, and the variables name the process. The one
/// that is given comes as standard output, which the shell moves.
fn activated(installation: &Installation, socket: impl Into<OwnedFd>, before: &str, flags: &str) -> Command {
    let mut command = installation.command(&[]);
    let program = command.get_program().to_string_lossy().into_owned();
    let mut shell = Command::new("sh");
    shell
        .args([
            "-c",
            &format!("exec 3>&1 >/dev/null; export LISTEN_PID=$$ LISTEN_FDS=1; {before} exec {program} serve {flags}"),
        ])
        .current_dir(installation.path(""))
        .stdout(Stdio::from(socket.into()));
    for (name, value) in command.env("LATCHKEY_HTTP_LISTEN", "127.0.0.1:1").get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell
}

/// Asks on a connection that was made before.
fn is_alive(stream: TcpStream) -> Result<String, Box<dyn Error>> {
    let mut stream = stream;
    stream.set_read_timeout(Some(DEADLINE))?;
    stream.write_all(b"GET /livez HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer.lines().next().unwrap_or_default().to_owned())
}

#[test]
fn a_socket_of_the_manager_is_served_and_its_clients_wait_from_one_server_to_the_next() -> Outcome {
    let installation = Installation::new()?;
    let socket = TcpListener::bind("127.0.0.1:0")?;
    let address: SocketAddr = socket.local_addr()?;
    for names in ["", "export LISTEN_FDNAMES=latchkey.socket;"] {
        // Before there is a server.
        let early = TcpStream::connect(address)?;
        let server = Server::start_command(&mut activated(&installation, socket.try_clone()?, names, ""))?;
        assert_eq!(server.address, address, "not what http.listen says");
        assert_eq!(is_alive(early)?, "HTTP/1.1 200 OK");
        assert_eq!(is_alive(TcpStream::connect(address)?)?, "HTTP/1.1 200 OK");
        server.signal("TERM")?;
        let (status, log) = server.wait()?;
        assert_eq!(status.code(), Some(0), "{log:?}");
    }
    Ok(())
}

#[test]
fn the_socket_named_admin_is_the_one_of_metrics_and_health_checks() -> Outcome {
    let installation = Installation::new()?;
    let socket = TcpListener::bind("127.0.0.1:0")?;
    let admin = socket.local_addr()?;
    let named = "export LISTEN_FDNAMES=admin;";
    let mut command = activated(&installation, socket, named, "--listen 127.0.0.1:0");
    let server = Server::start_command(&mut command)?;
    assert_eq!(server.ready["metrics"], format!("http://{admin}/metrics"));
    assert_ne!(server.address, admin);
    for address in [server.address, admin] {
        assert_eq!(is_alive(TcpStream::connect(address)?)?, "HTTP/1.1 200 OK");
    }
    Ok(())
}

#[test]
fn sockets_of_another_process_are_left_alone() -> Outcome {
    let installation = Installation::new()?;
    let socket = TcpListener::bind("127.0.0.1:0")?;
    let others = "export LISTEN_PID=1;";
    let mut command = activated(&installation, socket.try_clone()?, others, "--listen 127.0.0.1:0");
    let server = Server::start_command(&mut command)?;
    assert_ne!(server.address, socket.local_addr()?);
    assert_eq!(is_alive(TcpStream::connect(server.address)?)?, "HTTP/1.1 200 OK");
    Ok(())
}

#[test]
fn sockets_that_cannot_be_served_stop_the_start() -> Outcome {
    let installation = Installation::new()?;
    let tcp = || TcpListener::bind("127.0.0.1:0").map(OwnedFd::from);
    let unix = UnixListener::bind(installation.path("socket"))?;
    let unusable = "latchkey: cannot use the sockets of the service manager: ";
    for (socket, before, flags, code, expected) in [
        (
            tcp()?,
            "exec 4>&3; export LISTEN_FDS=2 LISTEN_FDNAMES=latchkey.socket:second.socket;",
            "",
            1,
            format!("{unusable}there are two where one is expected; the second is named \"second.socket\"\n"),
        ),
        (
            tcp()?,
            "export LISTEN_FDNAMES=a:b;",
            "",
            1,
            format!("{unusable}invalid LISTEN_FDNAMES\n"),
        ),
        (
            OwnedFd::from(unix),
            "",
            "",
            1,
            format!("{unusable}fd 3 is not a valid tcp socket\n"),
        ),
        (
            tcp()?,
            "",
            "--demo",
            2,
            "latchkey: --demo takes no sockets of a service manager; it listens on loopback only\n".to_owned(),
        ),
    ] {
        let Finished { code: ended, err, .. } = finish_activated(&mut activated(&installation, socket, before, flags))?;
        assert_eq!((ended, err), (Some(code), expected), "{before}");
    }
    Ok(())
}

/// Like `finish`, whose pipes would take the place of the socket.
fn finish_activated(command: &mut Command) -> Result<Finished, Box<dyn Error>> {
    let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    let mut stderr = child.stderr.take().ok_or("no standard error")?;
    let err = thread::spawn(move || {
        let mut err = String::new();
        stderr.read_to_string(&mut err).map(|_| err)
    });
    Ok(Finished {
        err: err.join().map_err(|_| "standard error was not read")??,
        code: child.wait()?.code(),
        out: String::new(),
    })
}

#[test]
fn without_a_manager_the_server_listens_itself_and_tells_nobody() -> Outcome {
    let installation = Installation::new()?;
    let server = Server::start(&installation, &[])?;
    assert_eq!(is_alive(TcpStream::connect(server.address)?)?, "HTTP/1.1 200 OK");
    server.signal("TERM")?;
    let (_, log) = server.wait()?;
    assert!(!log.iter().any(|line| line.contains("service manager")), "{log:?}");
    Ok(())
}

#[test]
fn a_manager_that_is_gone_does_not_disturb_the_server() -> Outcome {
    let installation = Installation::new()?;
    let server = serve(&installation, &[("NOTIFY_SOCKET", "gone"), ("WATCHDOG_USEC", "2000")])?;
    server.wait_for("cannot tell the service manager how the server is")?;
    assert_eq!(is_alive(TcpStream::connect(server.address)?)?, "HTTP/1.1 200 OK");
    Ok(())
}
