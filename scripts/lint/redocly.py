"""Prints the findings of Redocly. Fails if there are any, or if it did not read all documents."""

import json
import sys
from collections.abc import Iterator


def reports(text: str) -> Iterator[dict]:
    """The JSON texts, which follow each other."""
    decoder = json.JSONDecoder()
    while text := text.strip():
        report, end = decoder.raw_decode(text)
        yield report
        text = text[end:]


def main() -> None:
    expected, found, seen = int(sys.argv[1]), 0, 0
    for report in reports(sys.stdin.read()):
        seen += 1
        found += report["totals"]["errors"] + report["totals"]["warnings"]
        for problem in report["problems"]:
            location = problem["location"][0]
            where = f"{location['source']['ref']}{location.get('pointer', '')}"
            print(f"{where}: {problem['severity']}: {problem['ruleId']}: {problem['message']}")
    print(f"{seen} of {expected} documents read, {found} findings")
    sys.exit(found > 0 or seen != expected)


main()
