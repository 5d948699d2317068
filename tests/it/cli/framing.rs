//! Requests of HTTP/1.1 that two programs could read differently.

use super::Outcome;
use super::support::{Connection, Installation, Server};

const LIVEZ: &str = "GET /livez HTTP/1.1\r\nHost: test\r\n\r\n";
const LOGIN: &str = "POST /api/v1/auth/login HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n";
const CHUNKED: &str = "Transfer-Encoding: chunked\r\n\r\n";

/// The statuses of all answers, until the server closes the connection.
fn answers(connection: &mut Connection) -> Result<Vec<u16>, Box<dyn std::error::Error>> {
    let mut statuses = Vec::new();
    while !connection.is_closed()? {
        statuses.push(connection.read()?.status);
    }
    Ok(statuses)
}

#[test]
fn what_is_ambiguous_is_answered_with_400_and_nothing_after_it_at_all() -> Outcome {
    let server = Server::start(&Installation::on_sqlite()?, &[])?;
    for ambiguous in [
        "GET /livez HTTP/1.1\nHost: test\r\n\r\n".to_owned(),
        "GET /livez HTTP/1.1\r\nHost: test\nX: y\r\n\r\n".to_owned(),
        "GET /livez HTTP/1.1\r\nHost: test\r\n\n".to_owned(),
        "GET /livez HTTP/1.1\nHost: test\n\n".to_owned(),
        "\nGET /livez HTTP/1.1\r\nHost: test\r\n\r\n".to_owned(),
        "GET /livez HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            .to_owned(),
        format!("{LOGIN}Content-Length: 6\r\n{CHUNKED}0\r\n\r\n"),
        format!("{LOGIN}Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n"),
        format!("{LOGIN}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        format!("{LOGIN}Transfer-Encoding: chunked\r\n{CHUNKED}0\r\n\r\n"),
        format!("{LOGIN}{CHUNKED}2\n{{}}\r\n0\r\n\r\n"),
        format!("{LOGIN}{CHUNKED}2;x\n{{}}\r\n0\r\n\r\n"),
        format!("{LOGIN}{CHUNKED}2\r\n{{}}\n0\r\n\r\n"),
        format!("{LOGIN}{CHUNKED}2\r\n{{}}\r\n0\n\r\n"),
        format!("{LOGIN}{CHUNKED}2\r\n{{}}\r\n0\r\n\n"),
        format!("{LOGIN}{CHUNKED}2\r\n{{}}\r\n0\r\nX: y\n\r\n"),
        format!("{LOGIN}{CHUNKED}2\r\n{{}}\r\n0\r\nX: y\r\n\n"),
    ] {
        let mut connection = Connection::open(server.address)?;
        connection.write(&format!("{LIVEZ}{ambiguous}{LIVEZ}"))?;
        assert_eq!(answers(&mut connection)?, [200, 400], "{ambiguous:?}");
    }
    Ok(())
}

#[test]
fn a_head_that_comes_in_pieces_is_refused_where_it_is_ambiguous() -> Outcome {
    let server = Server::start(&Installation::on_sqlite()?, &[])?;
    for (start, end) in [
        ("GET /livez HTTP/1.1\r\nHost: test", "\n"),
        ("GET /livez HTTP/1.1\r\nHost: test\r\n", "\n"),
        (
            "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r",
            "\n",
        ),
    ] {
        let mut connection = Connection::open(server.address)?;
        connection.write(start)?;
        assert!(connection.is_silent()?, "{start:?}");
        connection.write(end)?;
        assert_eq!(answers(&mut connection)?, [400], "{start:?}");
    }
    Ok(())
}

#[test]
fn bodies_and_chunks_may_have_any_bytes_and_requests_follow_each_other() -> Outcome {
    let server = Server::start(&Installation::on_sqlite()?, &[])?;
    let body = "\n\n\r\n\nGET / HTTP/1.1\n\n";
    let sized = format!("{LOGIN}Content-Length: {}\r\n\r\n{body}", body.len());
    let chunked = format!("{LOGIN}{CHUNKED}{:x};x=y\r\n{body}\r\n0\r\nX: y\r\n\r\n", body.len());
    let mut connection = Connection::open(server.address)?;
    connection.write(&format!("{sized}{LIVEZ}{chunked}\r\n{LIVEZ}"))?;
    let statuses: Result<Vec<_>, _> = (0..4).map(|_| connection.read().map(|answer| answer.status)).collect();
    assert_eq!(statuses?, [400, 200, 400, 200]);
    assert!(connection.is_silent()?, "the connection stays open");
    Ok(())
}
