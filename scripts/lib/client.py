"""HTTP/1.1 over bare connections: as little of it as the scripts need, and nothing that keeps them from sending wrong
bytes."""

import asyncio
import ipaddress
import itertools
import json
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

PATIENCE = 30.0
"""How many seconds an answer may take. What hits it hangs."""

Headers = Sequence[tuple[str, str]]


class NoAnswer(Exception):
    """The connection was closed, or stayed silent, where an answer was due."""


@dataclass(frozen=True)
class Answer:
    """An answer; the names of its headers are in lower case."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """The first header of this name, which is in lower case."""
        return next((value for known, value in self.headers if known == name), None)

    def json(self) -> Any:
        """The body as JSON; None when it is not."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


NOTHING = Answer(0, (), b"")
"""What stands for an answer where none came: its status is never the right one."""


def request(method: str, target: str, headers: Headers = (), body: bytes | None = None) -> bytes:
    """The bytes of a well-formed request; what is in `headers` goes out as it is."""
    fields = [("Host", "localhost"), *headers]
    if body is not None:
        fields.append(("Content-Length", str(len(body))))
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields)]
    # Latin-1, so that any byte can be put into a header.
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + (body or b"")


class Connection:
    """One connection: a bare socket, because a stream would throw away what came before the other side hung up."""

    def __init__(self, channel: socket.socket, seen: Callable[[Answer], None]) -> None:
        self._socket = channel
        self._unread = bytearray()
        self._seen = seen

    async def send(self, data: bytes) -> bool:
        """Sends bytes, and says whether the other side still listens. That it does not is no error: it may have
        answered before it hung up."""
        try:
            await asyncio.get_running_loop().sock_sendall(self._socket, data)
        except ConnectionError:
            return False
        return True

    async def read(self, patience: float = PATIENCE) -> Answer:
        """Reads one answer, to anything but HEAD."""
        try:
            async with asyncio.timeout(patience):
                answer = await self._read()
        except (TimeoutError, ConnectionError) as error:
            raise NoAnswer(type(error).__name__) from error
        self._seen(answer)
        return answer

    async def rest(self, patience: float) -> tuple[list[Answer], bool]:
        """Reads answers until the server closes the connection or stays silent for so many seconds, and says whether
        it closed."""
        answers = []
        while True:
            try:
                answers.append(await self.read(patience))
            except NoAnswer as end:
                return answers, not isinstance(end.__cause__, TimeoutError)

    async def _read(self) -> Answer:
        head = (await self._take_until(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(head[0].split(" ")[1])
        fields = (line.partition(":") for line in head[1:] if line)
        headers = tuple((name.lower(), value.strip()) for name, _, value in fields)
        answer = Answer(status, headers, b"")
        if status in (100, 204, 304):
            return answer
        if (answer.header("transfer-encoding") or "").lower() == "chunked":
            return Answer(status, headers, await self._take_chunks())
        length = answer.header("content-length")
        return Answer(status, headers, await self._take(int(length or 0)))

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
        self._socket.close()


class Client:
    """Talks to one server, over a new connection each time unless it is told to keep one."""

    def __init__(self, address: tuple[str, int], seen: Callable[[Answer], None] = lambda _: None) -> None:
        self._address = address
        self._seen = seen

    async def connect(self) -> Connection:
        """Opens a connection."""
        channel = socket.socket()
        channel.setblocking(False)
        async with asyncio.timeout(PATIENCE):
            await asyncio.get_running_loop().sock_connect(channel, self._address)
        return Connection(channel, self._seen)

    async def send(self, data: bytes) -> Answer:
        """Sends these bytes on a connection of their own, and reads one answer; `NOTHING` when none comes."""
        try:
            async with await self.connect() as connection:
                await connection.send(data)
                return await connection.read()
        except (NoAnswer, ConnectionError, TimeoutError):
            return NOTHING


TRUSTED_PROXY = {"LATCHKEY_HTTP_TRUSTED_PROXIES": "127.0.0.1/32"}
"""The setting that makes the server believe whoever runs the scripts about where a request comes from."""


class Networks:
    """Hands out networks for requests to come from, as a trusted proxy names them, so that nobody's failures count
    against somebody else's."""

    def __init__(self) -> None:
        # The range for benchmarks, RFC 2544.
        self._unused = (str(address) for address in ipaddress.ip_network("198.18.0.0/15").hosts())

    def fresh(self) -> str:
        """A network that nothing came from yet."""
        return next(self._unused)

    def several(self, count: int) -> list[str]:
        """That many of them."""
        return list(itertools.islice(self._unused, count))

    @staticmethod
    def header(network: str) -> tuple[str, str]:
        """What the proxy writes."""
        return "X-Forwarded-For", network
