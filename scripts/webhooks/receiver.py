"""A receiver that verifies with PyPI's `standardwebhooks`, as docs/operate/webhooks.md says. `receivers.py` starts it, and
says what its arguments mean."""

import json
import runpy
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from standardwebhooks import WebhookVerificationError

PORT, SECRET, MODE, LOG, PAGE = int(sys.argv[1]), *map(Path, sys.argv[2:])

verified = runpy.run_path(str(PAGE))["verified"]


class Handler(BaseHTTPRequestHandler):
    """Answers messages."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Verifies a message, and answers as the mode says."""
        body = self.rfile.read(int(self.headers["content-length"]))
        # The library takes a dict, whose names are in small letters.
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            good = verified(SECRET.read_text(encoding="ascii"), body, headers) == json.loads(body)
        except WebhookVerificationError:
            good = False
        message = json.loads(body)
        mode = MODE.read_text(encoding="ascii")
        seen = {
            "id": headers["webhook-id"],
            "type": message["type"],
            "account": message["data"].get("account"),
            "verified": good,
            "mode": mode,
        }
        with LOG.open("a", encoding="utf-8") as log:
            log.write(json.dumps(seen) + "\n")
        if mode == "slow":
            time.sleep(30)
        self.send_response(500 if mode == "500" else 204 if good else 401)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing: what arrives is in the log."""


ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
