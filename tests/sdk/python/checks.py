"""The assertions of the stories."""

from collections.abc import Callable
from typing import Any, TypeVar

Refusal = TypeVar("Refusal", bound=Exception)


def same(found: Any, expected: Any) -> None:
    """Fails unless both are equal."""
    if found != expected:
        raise AssertionError(f"found {found!r}, expected {expected!r}")


def refused(refusal: type[Refusal], call: Callable[..., Any], *arguments: Any) -> Refusal:
    """The exception of a refused call. Fails when the call succeeds."""
    try:
        answer = call(*arguments)
    except refusal as refused_by:
        return refused_by
    raise AssertionError(f"the request succeeded: {answer!r}")
