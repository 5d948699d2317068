"""A TCP proxy between nodes and their database, whose connections can go silent, as behind a firewall that forgets
them: nothing passes any more, and nobody is told."""

import contextlib
import socket
import threading
from typing import Self

BLOCK = 64 * 1024


class Proxy:
    """Passes connections on to a port of this machine."""

    def __init__(self, target: int) -> None:
        self.target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._channels: list[socket.socket] = []
        self._silent: set[socket.socket] = set()
        self._lock = threading.Lock()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._listener.getsockname()[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        # A listener that is only closed is waited at without end.
        for channel in (self._listener, *self._channels):
            with contextlib.suppress(OSError):
                channel.shutdown(socket.SHUT_RDWR)
            channel.close()

    def silence(self) -> int:
        """Lets every open connection go silent, and returns their number. New ones work."""
        with self._lock:
            fresh = {channel for channel in self._channels if channel.fileno() >= 0} - self._silent
            self._silent |= fresh
        return len(fresh) // 2

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                try:
                    server = socket.create_connection(("127.0.0.1", self.target), timeout=5)
                except OSError:
                    client.close()
                    continue
                server.settimeout(None)
                with self._lock:
                    self._channels += [client, server]
                for source, sink in ((client, server), (server, client)):
                    threading.Thread(target=self._pass_on, args=(source, sink), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(BLOCK):
                if source not in self._silent:
                    sink.sendall(data)
        # The end of a silent connection does not get through either.
        if source not in self._silent:
            for channel in (source, sink):
                with contextlib.suppress(OSError):
                    channel.shutdown(socket.SHUT_RDWR)
                channel.close()
