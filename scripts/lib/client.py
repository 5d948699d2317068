"""An HTTP/1.1 client over bare sockets, which can send malformed bytes and is precise enough to measure with. The
contract tests use `requests` instead, whose types schemathesis expects."""

import asyncio
import ipaddress
import itertools
import json
import re
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

TIMEOUT = 30.0
"""Seconds that a response may take."""

JWT = re.compile(r"eyJ[\w-]*\.eyJ[\w-]*\.[\w-]+")

Headers = Sequence[tuple[str, str]]
Result = TypeVar("Result")


class NoResponse(Exception):
    """The connection was closed, or stayed silent, instead of a response."""


@dataclass(frozen=True)
class Response:
    """A response; its header names are in lower case."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """The first header of this name, which is in lower case."""
        return next((value for known, value in self.headers if known == name), None)

    def json(self) -> Any:
        """The body as JSON; None when it is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


MISSING = Response(0, (), b"")
"""Stands for a response that did not come. No check accepts its status."""


def request(method: str, target: str, headers: Headers = (), body: bytes | None = None) -> bytes:
    """The bytes of a request. `headers` are sent as they are."""
    fields = [("Host", "localhost"), *headers]
    if body is not None:
        fields.append(("Content-Length", str(len(body))))
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields)]
    # Latin-1, so that a header can contain any byte.
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + (body or b"")


async def send_all(channel: socket.socket, data: bytes) -> bool:
    """Sends bytes on a socket. Returns False when the server has closed the connection."""
    try:
        await asyncio.get_running_loop().sock_sendall(channel, data)
    except ConnectionError:
        return False
    return True


class Connection:
    """One connection. It is a bare socket because an asyncio stream discards what came before a reset."""

    def __init__(self, channel: socket.socket, observe: Callable[[Response], None]) -> None:
        self._socket = channel
        self._unread = bytearray()
        self._observe = observe

    async def send(self, data: bytes) -> bool:
        """Sends bytes. Returns False when the server has closed the connection, which it may do after a response."""
        return await send_all(self._socket, data)

    async def read(self, timeout: float = TIMEOUT) -> Response:
        """Reads one response, to any method but HEAD."""
        try:
            async with asyncio.timeout(timeout):
                response = await self._read()
        except (TimeoutError, ConnectionError) as error:
            raise NoResponse(type(error).__name__) from error
        self._observe(response)
        return response

    async def rest(self, timeout: float) -> tuple[list[Response], bool]:
        """Reads responses until the server closes the connection or sends nothing for `timeout` seconds. Returns
        whether it closed, too."""
        responses = []
        while True:
            try:
                responses.append(await self.read(timeout))
            except NoResponse as end:
                return responses, not isinstance(end.__cause__, TimeoutError)

    async def _read(self) -> Response:
        head = (await self._take_until(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(head[0].split(" ")[1])
        fields = (line.partition(":") for line in head[1:] if line)
        headers = tuple((name.lower(), value.strip()) for name, _, value in fields)
        response = Response(status, headers, b"")
        if status in (100, 204, 304):
            return response
        if (response.header("transfer-encoding") or "").lower() == "chunked":
            return Response(status, headers, await self._take_chunks())
        length = response.header("content-length")
        return Response(status, headers, await self._take(int(length or 0)))

    async def _take_chunks(self) -> bytes:
        body = b""
        while True:
            size = int((await self._take_until(b"\r\n")).split(b";")[0], 16)
            body += (await self._take(size + 2))[:-2]
            if size == 0:
                return body

    async def _take_until(self, end: bytes) -> bytes:
        while end not in self._unread:
            await self._receive()
        return await self._take(self._unread.index(end) + len(end))

    async def _take(self, length: int) -> bytes:
        while len(self._unread) < length:
            await self._receive()
        taken = bytes(self._unread[:length])
        del self._unread[:length]
        return taken

    async def _receive(self) -> None:
        received = await asyncio.get_running_loop().sock_recv(self._socket, 64 * 1024)
        if not received:
            raise ConnectionResetError
        self._unread += received

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes it."""
        self._socket.close()


class Client:
    """Talks to one server, over a new connection for each request."""

    def __init__(
        self, address: tuple[str, int], observe: Callable[[Response], None] = lambda _: None, source: str = ""
    ) -> None:
        self._address = address
        self._observe = observe
        # The address to connect from, where it matters.
        self._source = source

    async def connect(self) -> Connection:
        """Opens a connection."""
        channel = socket.socket()
        channel.setblocking(False)
        if self._source:
            channel.bind((self._source, 0))
        async with asyncio.timeout(TIMEOUT):
            await asyncio.get_running_loop().sock_connect(channel, self._address)
        return Connection(channel, self._observe)

    async def send(self, data: bytes) -> Response:
        """Sends these bytes on a new connection and reads one response; `MISSING` when none comes."""
        try:
            async with await self.connect() as connection:
                await connection.send(data)
                return await connection.read()
        except (NoResponse, ConnectionError, TimeoutError):
            return MISSING


async def in_parallel(work: Iterable[Awaitable[Result]], limit: int) -> list[Result]:
    """Awaits all of it, at most `limit` at a time. Returns the results in order."""
    turn = asyncio.Semaphore(limit)

    async def take(one: Awaitable[Result]) -> Result:
        async with turn:
            return await one

    return await asyncio.gather(*(take(one) for one in work))


class Networks:
    """Hands out client addresses for X-Forwarded-For, so that failed logins of one test do not count against
    another."""

    def __init__(self) -> None:
        # The range for benchmarks, RFC 2544.
        self._unused = (str(address) for address in ipaddress.ip_network("198.18.0.0/15").hosts())

    def fresh(self) -> str:
        """An address that was not used yet."""
        return next(self._unused)

    def several(self, count: int) -> list[str]:
        """That many of them."""
        return list(itertools.islice(self._unused, count))

    @staticmethod
    def header(network: str) -> tuple[str, str]:
        """The header that the proxy would add."""
        return "X-Forwarded-For", network
