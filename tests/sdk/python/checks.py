"""What the stories assert with."""

from collections.abc import Callable
from typing import Any, TypeVar

Refusal = TypeVar("Refusal", bound=Exception)


def same(found: Any, expected: Any) -> None:
    """Fails unless the two are equal."""
    if found != expected:
        raise AssertionError(f"found {found!r}, expected {expected!r}")


def refused(refusal: type[Refusal], call: Callable[..., Any], *arguments: Any) -> Refusal:
    """The refusal of a call. Fails when it was not refused."""
    try:
        answer = call(*arguments)
    except refusal as refused_by:
        return refused_by
    raise AssertionError(f"the request was not refused but answered: {answer!r}")
