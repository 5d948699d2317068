//! Taking connections when the system does not give them, and watching them when it does.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use latchkey::server::accept::{Connections, Deadlines, LimitedAcceptor, PeerLimits};
use poem::http::Version;
use poem::http::uri::Scheme;
use poem::listener::Acceptor;
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Addr, Body, Request, RequestParts};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex, split};
use tokio::time::{Instant, timeout};

use super::Outcome;
use super::support::DEADLINE;

/// Gives what it was told to, and then nothing more.
struct Script {
    steps: VecDeque<io::Result<(DuplexStream, &'static str)>>,
    asked: Arc<AtomicUsize>,
}

impl Acceptor for Script {
    type Io = DuplexStream;

    fn local_addr(&self) -> Vec<LocalAddr> {
        Vec::new()
    }

    async fn accept(&mut self) -> io::Result<(DuplexStream, LocalAddr, RemoteAddr, Scheme)> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let Some(step) = self.steps.pop_front() else {
            return std::future::pending().await;
        };
        let (stream, peer) = step?;
        let address = |text: &str| Addr::from(text.parse::<std::net::SocketAddr>().expect("an address"));
        let (local, remote) = (LocalAddr(address("192.0.2.1:80")), RemoteAddr(address(peer)));
        Ok((stream, local, remote, Scheme::HTTP))
    }
}

/// An acceptor of these steps, with at most two connections a peer, and how often it was asked.
fn limited(
    deadlines: Deadlines,
    steps: impl IntoIterator<Item = io::Result<(DuplexStream, &'static str)>>,
) -> (LimitedAcceptor<Script>, Arc<AtomicUsize>) {
    let (acceptor, asked, _) = limited_with(deadlines, steps);
    (acceptor, asked)
}

/// An acceptor with at most two connections a peer, of these steps, how often it was asked, and its connections.
fn limited_with(
    deadlines: Deadlines,
    steps: impl IntoIterator<Item = io::Result<(DuplexStream, &'static str)>>,
) -> (LimitedAcceptor<Script>, Arc<AtomicUsize>, Arc<Connections>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let script = Script {
        steps: steps.into_iter().collect(),
        asked: asked.clone(),
    };
    let limits = PeerLimits {
        max: 2,
        exempt: ["10.0.0.0/8".parse().expect("a network")].into(),
    };
    let connections = Connections::new(deadlines, limits);
    (
        LimitedAcceptor::new(script, 100, connections.clone()),
        asked,
        connections,
    )
}

const PATIENT: Deadlines = Deadlines {
    head: Duration::from_secs(3_600),
    idle: Duration::from_secs(3_600),
};

#[tokio::test]
async fn a_system_that_gives_no_connection_is_not_asked_again_at_once() -> Outcome {
    let failure = || Err(io::Error::other("too many open files"));
    let (here, _there) = duplex(1);
    let (mut acceptor, asked) = limited(PATIENT, [failure(), failure(), Ok((here, "192.0.2.7:1"))]);
    let begun = Instant::now();
    timeout(DEADLINE, acceptor.accept()).await??;
    assert!(
        begun.elapsed() >= Duration::from_secs(2),
        "a second of rest after each failure"
    );
    assert_eq!(asked.load(Ordering::SeqCst), 3);
    Ok(())
}

#[tokio::test]
async fn a_connection_that_broke_before_it_was_taken_is_passed_over() -> Outcome {
    let broken = || Err(io::ErrorKind::ConnectionAborted.into());
    let (here, _there) = duplex(1);
    let (mut acceptor, _) = limited(PATIENT, [broken(), broken(), broken(), Ok((here, "192.0.2.7:1"))]);
    timeout(DEADLINE, acceptor.accept()).await??;
    Ok(())
}

/// The peers whose connections were taken, of these, while all of them are open.
async fn taken(peers: &[&'static str]) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let (ours, _theirs): (Vec<_>, Vec<_>) = peers.iter().map(|_| duplex(1)).unzip();
    let steps: Vec<_> = ours
        .into_iter()
        .zip(peers)
        .map(|(stream, peer)| Ok((stream, *peer)))
        .collect();
    let (mut acceptor, asked) = limited(PATIENT, steps);
    let mut open = Vec::new();
    while asked.load(Ordering::SeqCst) < peers.len() {
        let Ok(next) = timeout(Duration::from_millis(100), acceptor.accept()).await else {
            break;
        };
        open.push(next?);
    }
    Ok(open
        .iter()
        .map(|(_, _, remote, _)| remote.to_string().replace("socket://", ""))
        .collect())
}

#[tokio::test]
async fn ipv6_is_counted_by_its_64_bits_of_network_and_a_trusted_proxy_not_at_all() -> Outcome {
    let (one, two, three) = ("[2001:db8::1]:1", "[2001:db8::ffff:2]:1", "[2001:db8::3]:1");
    let other = "[2001:db8:0:1::1]:1";
    assert_eq!(taken(&[one, two, three, other]).await?, [one, two, other]);
    let (one, mapped, three, other) = ("192.0.2.7:1", "[::ffff:192.0.2.7]:2", "192.0.2.7:3", "192.0.2.8:1");
    assert_eq!(taken(&[one, mapped, three, other]).await?, [one, mapped, other]);
    let proxy = ["10.0.0.1:1", "10.0.0.1:2", "10.0.0.1:3", "[::ffff:10.0.0.1]:4"];
    assert_eq!(taken(&proxy).await?, proxy);
    Ok(())
}

#[tokio::test]
async fn a_write_that_nobody_takes_fails_after_the_idle_time() -> Outcome {
    let deadlines = Deadlines {
        idle: Duration::from_millis(100),
        ..PATIENT
    };
    let (here, mut there) = duplex(4);
    let (mut acceptor, _) = limited(deadlines, [Ok((here, "192.0.2.7:1"))]);
    let (mut stream, ..) = timeout(DEADLINE, acceptor.accept()).await??;
    let error = timeout(DEADLINE, stream.write_all(b"more than four bytes"))
        .await?
        .err();
    assert_eq!(error.map(|error| error.kind()), Some(io::ErrorKind::TimedOut));
    let mut taken = [0; 4];
    there.read_exact(&mut taken).await?;
    assert_eq!(&taken, b"more");
    Ok(())
}

/// Whether a connection ends while its client takes byte after byte, after a request that was worked on.
async fn ends_while_bytes_are_taken(version: Version) -> Result<bool, Box<dyn std::error::Error>> {
    const IDLE: Duration = Duration::from_millis(200);
    let deadlines = Deadlines { idle: IDLE, ..PATIENT };
    let (here, mut there) = duplex(1024);
    let (mut acceptor, _, connections) = limited_with(deadlines, [Ok((here, "192.0.2.7:1"))]);
    let (stream, local, remote, scheme) = timeout(DEADLINE, acceptor.accept()).await??;
    let (mut reader, mut writer) = split(stream);
    let (parts, ()) = poem::http::Request::builder().version(version).body(())?.into_parts();
    let parts = RequestParts::from((parts, local, remote, scheme));
    let request = Request::from_parts(parts, Body::empty());
    drop(connections.begin_request(&request).ok_or("it is known")?);

    let writing = async {
        let begun = Instant::now();
        while begun.elapsed() < 20 * IDLE {
            writer.write_all(b"x").await?;
            let _ = there.read(&mut [0; 8]).await?;
            tokio::time::sleep(IDLE / 20).await;
        }
        Ok::<_, io::Error>(())
    };
    let mut byte = [0; 1];
    tokio::select! {
        written = writing => written.map(|()| false).map_err(Into::into),
        read = reader.read(&mut byte) => {
            assert_eq!(read.err().map(|error| error.kind()), Some(io::ErrorKind::TimedOut));
            Ok(true)
        }
    }
}

#[tokio::test]
async fn bytes_that_a_client_takes_keep_a_connection_but_over_http_2_not_for_ever() -> Outcome {
    assert!(!ends_while_bytes_are_taken(Version::HTTP_11).await?);
    assert!(ends_while_bytes_are_taken(Version::HTTP_2).await?);
    Ok(())
}
