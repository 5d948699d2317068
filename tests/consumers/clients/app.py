"""An app that uses requests. It goes through the stories in the file that is its argument, and prints the answers."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests

Json = Any
Fields = dict[str, Json]
Headers = dict[str, str]
TIMEOUT = 30


def post_json(url: str, fields: Fields, headers: Headers) -> requests.Response:
    """Posts fields as JSON."""
    return requests.post(url, json=fields, headers=headers, timeout=TIMEOUT)


def post_form(url: str, fields: Fields, headers: Headers) -> requests.Response:
    """Posts fields as a form."""
    return requests.post(url, data=fields, headers=headers, timeout=TIMEOUT)


def post_multipart(url: str, fields: Fields, headers: Headers) -> requests.Response:
    """Posts fields as a form with parts. They are no files, so they have no names of files."""
    parts = {name: (None, value) for name, value in fields.items()}
    return requests.post(url, files=parts, headers=headers, timeout=TIMEOUT)


POST: dict[str, Callable[[str, Fields, Headers], requests.Response]] = {
    "json": post_json,
    "form": post_form,
    "multipart": post_multipart,
}


def go(url: str, story: Json, form: str) -> list[tuple[int, Json]]:
    """The status and the body of each answer of a story."""
    answered = []
    headers = story["headers"]
    for step in story["steps"]:
        address, fields = url + step["path"], step["fields"]
        if fields is None:
            response = requests.get(address, headers=headers, timeout=TIMEOUT)
        else:
            response = POST[form](address, fields, headers)
        body = response.json()
        answered.append((response.status_code, body))
        token = body
        for key in story["token"]:
            token = token.get(key, {})
        if token:
            headers = {"Authorization": f"Bearer {token}"}
    return answered


given = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
answers = {
    f"requests {form} {story['contract']}": go(given["url"], story, form)
    for story in given["stories"]
    for form in story["formats"]
}
print(json.dumps(answers))
