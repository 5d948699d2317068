"""What the tests need, and no part of the old backend: faults, and a record of the requests."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse

LOGIN = "/api/v1/subscriber/Login"
PAGE = "<!DOCTYPE html><title>Maintenance</title><p>Back soon."

Answering = Callable[[HttpRequest], HttpResponse]


def record_requests(get_response: Answering) -> Answering:
    """Adds a line for each request before its answer is sent."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        name = _member(request.body, "username")
        line = {
            "method": request.method,
            "path": request.path,
            "account": name if isinstance(name, str) else None,
            "status": response.status_code,
        }
        # One write, so that the lines of two threads do not mix.
        with Path(os.environ["REQUESTS"]).open("ab", buffering=0) as requests:
            requests.write(f"{json.dumps(line)}\n".encode())
        return response

    return answer


def plant_faults(get_response: Answering) -> Answering:
    """Fails as the tests say."""

    def answer(request: HttpRequest) -> HttpResponse:
        faults = _faults()
        time.sleep(faults.get("delay_ms", 0) / 1000)
        if faults.get("html"):
            return HttpResponse(PAGE, status=faults.get("status", 200))
        if "status" in faults:
            return HttpResponse("<h1>Server Error</h1>", status=faults["status"])
        response = get_response(request)
        if faults.get("difference") and request.path == LOGIN and response.status_code == 200:
            body = json.loads(response.content)
            body["subscriber"]["customer_id"] = int(body["subscriber"]["customer_id"])
            response.content = json.dumps(body).encode()
        return response

    return answer


def _faults() -> dict[str, Any]:
    try:
        faults: dict[str, Any] = json.loads(Path(os.environ["FAULTS"]).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return faults


def _member(body: bytes, name: str) -> object:
    try:
        given = json.loads(body)
    except ValueError:
        return None
    return given.get(name) if isinstance(given, dict) else None
