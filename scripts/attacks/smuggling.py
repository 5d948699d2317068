"""Request smuggling: requests whose end two programs could read differently. Each is followed by the request that an
attacker would smuggle in. The server must not respond to that one when the first is malformed."""

from attacks.frames import PREFACE, SETTINGS, frame
from attacks.raw import LIVE, Case, head_of, run
from attacks.target import Target
from lib.documents import Operation

BODY = b'{"x": 1}'
NEXT = (200,)
"""The response to the smuggled request."""
REFUSED = (400,)
INCOMPLETE = (422,)
"""How a login responds to `BODY` when it reads it."""


async def attack(target: Target) -> None:
    """Runs all cases."""
    target.report.begin("Malformed requests")
    login = target.login
    await run(target, [*lengths(target, login), *chunks(target, login), *fields(target, login)])
    await run(target, [*request_lines(), *methods(login), *hosts(), *protocols()])
    target.report.end()


def chunked(body: bytes) -> bytes:
    """A body in one chunk."""
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


def lengths(target: Target, login: Operation) -> list[Case]:
    """Bodies whose length is given twice, or malformed. RFC 9112 section 6.3."""

    def case(name: str, says: bytes, body: bytes) -> Case:
        return Case(name, head_of(target, login, says) + body + LIVE, REFUSED, closes=True)

    length = b"Content-Length: %d\r\n" % len(BODY)
    coded = b"Transfer-Encoding: chunked\r\n"
    good = head_of(target, login, length) + BODY + LIVE
    coding = head_of(target, login, coded) + chunked(BODY) + LIVE
    old = coding.replace(b"HTTP/1.1", b"HTTP/1.0", 1)
    return [
        Case("control: a length, and the next request", good, INCOMPLETE, NEXT),
        Case("control: chunks, and the next request", coding, INCOMPLETE, NEXT),
        case("Content-Length before Transfer-Encoding", b"Content-Length: 4\r\n" + coded, chunked(BODY)),
        case("Transfer-Encoding before Content-Length", coded + b"Content-Length: 4\r\n", chunked(BODY)),
        case("Content-Length: 0 and Transfer-Encoding", b"Content-Length: 0\r\n" + coded, chunked(BODY)),
        case("two lengths that differ", b"Content-Length: 4\r\n" + length, BODY),
        case("a list of lengths", b"Content-Length: 8, 8\r\n", BODY),
        case("a length with a sign", b"Content-Length: +8\r\n", BODY),
        case("a negative length", b"Content-Length: -1\r\n", b""),
        case("a hexadecimal length", b"Content-Length: 0x8\r\n", BODY),
        case("a length with a fraction", b"Content-Length: 8.0\r\n", BODY),
        case("an empty length", b"Content-Length: \r\n", BODY),
        case("a length beyond 64 bits", b"Content-Length: 99999999999999999999\r\n", BODY),
        case("Transfer-Encoding: xchunked", b"Transfer-Encoding: xchunked\r\n", chunked(BODY)),
        case("Transfer-Encoding: identity", b"Transfer-Encoding: identity\r\n", chunked(BODY)),
        case("Transfer-Encoding: chunked, identity", b"Transfer-Encoding: chunked, identity\r\n", chunked(BODY)),
        case("Transfer-Encoding: [chunked]", b"Transfer-Encoding: [chunked]\r\n", chunked(BODY)),
        case("Transfer-Encoding: gzip, chunked", b"Transfer-Encoding: gzip, chunked\r\n", chunked(BODY)),
        case("Transfer-Encoding twice", coded * 2, chunked(BODY)),
        case("a space before the colon of Transfer-Encoding", b"Transfer-Encoding : chunked\r\n", chunked(BODY)),
        case("a space before the colon of Content-Length", b"Content-Length : 8\r\n", BODY),
        Case("Transfer-Encoding in HTTP/1.0", old, REFUSED, closes=True),
    ]


def chunks(target: Target, login: Operation) -> list[Case]:
    """Malformed chunks. RFC 9112 section 7.1."""
    head = head_of(target, login, b"Transfer-Encoding: chunked\r\n")
    rest = b"\r\n" + BODY + b"\r\n0\r\n\r\n" + LIVE
    bad = {
        "that is no number": b"xyz",
        "that is negative": b"-8",
        "with 0x in front": b"0x8",
        "with a plus in front": b"+8",
        "that is empty": b"",
        "beyond 64 bits": b"8" * 17,
        "with an extension of 100 KB": b"8;" + b"x" * 100_000,
    }
    return [
        *(Case(f"a chunk's size {what}", head + size + rest, REFUSED, closes=True) for what, size in bad.items()),
        Case("a chunk longer than it says", head + b"4\r\n" + BODY + b"\r\n0\r\n\r\n" + LIVE, REFUSED, closes=True),
        *(
            Case(f"{what} that ends in LF", head + lines + LIVE, REFUSED, closes=True)
            for what, lines in {
                "a chunk's size": b"8\n" + BODY + b"\r\n0\r\n\r\n",
                "a chunk's extension": b"8;x\n" + BODY + b"\r\n0\r\n\r\n",
                "a chunk": b"8\r\n" + BODY + b"\n0\r\n\r\n",
                "the size of the last chunk": b"8\r\n" + BODY + b"\r\n0\n\r\n",
                "a trailer": b"8\r\n" + BODY + b"\r\n0\r\nX: y\n\r\n",
                "the line after the trailers": b"8\r\n" + BODY + b"\r\n0\r\n\n",
            }.items()
        ),
        Case(
            "100 KB of trailers",
            head + b"8\r\n" + BODY + b"\r\n0\r\n" + b"X: y\r\n" * 20_000 + b"\r\n" + LIVE,
            REFUSED,
            closes=True,
        ),
    ]


def fields(target: Target, login: Operation) -> list[Case]:
    """Malformed fields. RFC 9112 section 5."""
    bad = {
        "a field over two lines": b"X: a\r\n b\r\n",
        "a bare CR in a field": b"X: a\rY: b\r\n",
        "a NUL in a field": b"X: a\0b\r\n",
        "a field that ends in LF": b"X: a\nY: b\r\n",
        "an empty line that ends in LF": b"X: a\r\n\n",
        "a space in a field's name": b"X y: a\r\n",
        "a field without a name": b": a\r\n",
        "a line without a colon": b"Xy\r\n",
        "a name that is not ASCII": b"X\xc3\xa4: a\r\n",
    }
    return [
        Case(name, head_of(target, login, says + b"Content-Length: 0\r\n") + LIVE, REFUSED, closes=True)
        for name, says in bad.items()
    ]


def request_lines() -> list[Case]:
    """Malformed request lines. RFC 9112 section 3."""
    bad = {
        "a space in the target": b"GET /livez /x HTTP/1.1",
        "two spaces": b"GET  /livez HTTP/1.1",
        "tabs for spaces": b"GET\t/livez\tHTTP/1.1",
        "a leading space": b" GET /livez HTTP/1.1",
        "no version": b"GET /livez",
        "HTTP/1.2": b"GET /livez HTTP/1.2",
        "HTTP/2.0": b"GET /livez HTTP/2.0",
        "HTTP/9.9": b"GET /livez HTTP/9.9",
        "http in lower case": b"GET /livez http/1.1",
        "a NUL in the target": b"GET /li\0vez HTTP/1.1",
        "a target that is not UTF-8": b"GET /\xff\xfe HTTP/1.1",
        "a target without a slash": b"GET livez?x HTTP/1.1",
        "a line that ends in LF": b"GET /livez HTTP/1.1\nX: y",
        "an empty line before that ends in LF": b"\nGET /livez HTTP/1.1",
        "the address of another server": b"GET http://attacker.example/livez HTTP/1.1",
        "an address with a user": b"GET http://user@localhost/livez HTTP/1.1",
    }
    unknown = {
        "a NUL, encoded": b"GET /%00 HTTP/1.1",
        "a bad encoding": b"GET /%zz HTTP/1.1",
        "a path upwards": b"GET /docs/../../../../etc/passwd HTTP/1.1",
        "an encoded path upwards": b"GET /docs/%2e%2e%2f%2e%2e%2fetc%2fpasswd HTTP/1.1",
        "an encoded slash": b"GET /api%2fv1/auth/me HTTP/1.1",
        "two slashes": b"GET //livez HTTP/1.1",
        "a path with a parameter": b"GET /livez;x=y HTTP/1.1",
        "upper case": b"GET /LIVEZ HTTP/1.1",
        "OPTIONS *": b"OPTIONS * HTTP/1.1",
        "CONNECT": b"CONNECT attacker.example:443 HTTP/1.1",
    }
    end = b"\r\nHost: localhost\r\n\r\n"
    closing = [Case(name, line + end + LIVE, REFUSED, closes=True) for name, line in bad.items()]
    # These are well-formed, and of no route.
    return closing + [Case(name, line + end, (400, 404, 405)) for name, line in unknown.items()]


def methods(login: Operation) -> list[Case]:
    """Methods that an operation does not support."""
    cases = []
    for method in ("get", "PATCH", "DELETE", "TRACE", "BREW", "A" * 8_000, login.method.lower()):
        line = f"{method} {login.target()} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        cases.append(Case(f"method {method[:8]}", line, (405, 431, 501)))
    bad = f"P@ST( {login.target()} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    return [*cases, Case("a method that is no token", bad + LIVE, REFUSED, closes=True)]


def hosts() -> list[Case]:
    """Requests with no Host, or with more than one. RFC 9112 section 3.2."""
    bad = {
        "no Host": b"",
        "two Hosts": b"Host: a\r\nHost: b\r\n",
        "two Hosts that are alike": b"Host: localhost\r\nHost: localhost\r\n",
        "two Hosts, the second empty": b"Host: localhost\r\nHost:\r\n",
        "two Hosts in one": b"Host: localhost, attacker.example\r\n",
        "a Host with a path": b"Host: localhost/x\r\n",
        "a Host with a user": b"Host: x@localhost\r\n",
        "a Host with a space": b"Host: local host\r\n",
    }
    return [Case(name, b"GET /livez HTTP/1.1\r\n" + says + b"\r\n", REFUSED) for name, says in bad.items()]


def protocols() -> list[Case]:
    """Other protocols, other versions, and many requests at once."""
    hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 500
    upgrade = b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: %s\r\n\r\n"
    return [
        Case("HTTP/1.0", b"GET /livez HTTP/1.0\r\n\r\n" + LIVE, (200,), closes=True),
        Case("100 requests in one go", LIVE * 100, (200,), (200,) * 99),
        Case("an upgrade to h2c is not taken up", upgrade % b"h2c" + LIVE, (200,), NEXT),
        Case("an upgrade to websocket is not taken up", upgrade % b"websocket" + LIVE, (200,), NEXT),
        Case("HTTP/2 without TLS", PREFACE + frame(SETTINGS), REFUSED, closes=True),
        Case("a TLS handshake", hello, REFUSED, closes=True),
        Case("every byte there is", bytes(range(256)) * 64, REFUSED, closes=True),
    ]
