"""Bodies that are not the JSON they should be, at every operation that reads one."""

import json
from collections.abc import Callable, Iterable, Sequence

from attacking.bodies import BROKEN, MISLABELLED, NOT_OBJECTS, TOO_LARGE, deformed_members, truncations
from attacking.stage import Stage, in_parallel, tally
from lib.client import Answer
from lib.documents import Operation

Statuses = tuple[int, ...]
"""What may be answered."""


async def attack(stage: Stage) -> None:
    """Runs all of it."""
    stage.report.begin("Malformed bodies")
    bodies = [one for one in stage.operations if one.takes_body and not one.takes_form]
    for operation in bodies:
        good = json.dumps(stage.good_body(operation)).encode()
        cut = [(operation, body) for body in truncations(good)]
        await answered(stage, f"{operation}: cut off at every byte", cut, always(400))
    for name, make in BROKEN.items():
        await at_each(stage, bodies, name, make, always(400))
    for name, body in TOO_LARGE.items():
        await at_each(stage, bodies, name, fixed(body), always(413))
    for name, media in MISLABELLED.items():
        await at_each(stage, bodies, name, lambda good: good, always(415), media=media)
    await at_each(stage, bodies, "no body at all", fixed(b""), without_body)
    await at_each(stage, bodies, "null, which stands for none", fixed(b"null"), without_body)
    for name, body in NOT_OBJECTS.items():
        await at_each(stage, bodies, name, fixed(body), lacking)
    for operation in bodies:
        deformed = deformed_members(operation.body, stage.good_body(operation))
        sent = [(operation, json.dumps(body).encode()) for body in deformed]
        if sent:
            await answered(stage, f"{operation}: each member missing or of a wrong type", sent, always(422))
    await taken(stage, bodies)
    stage.report.end()


def always(status: int) -> Callable[[Operation], Statuses]:
    """Every operation answers alike."""
    return lambda _: (status,)


def fixed(body: bytes) -> Callable[[bytes], bytes]:
    """A body that is not made of the good one."""
    return lambda _: body


def without_body(operation: Operation) -> Statuses:
    """How a request without a body is answered: where none is needed, by the operation's own rules."""
    return (422,) if operation.needs_body else (200, 422)


def lacking(operation: Operation) -> Statuses:
    """How a body without members is answered: it may be all that an operation wants."""
    return (422,) if operation.required else (200,)


async def taken(stage: Stage, operations: list[Operation]) -> None:
    """The control: the good body is taken, so what was refused above was refused for what is wrong with it."""
    answers = await in_parallel(stage.send(one, headers=stage.credentials(one)) for one in operations)
    problems = [
        f"{operation} answers {answer.status}"
        for operation, answer in zip(operations, answers, strict=True)
        if answer.status not in operation.good
    ]
    stage.report.check("control: the good body is taken", problems, tally(answer.status for answer in answers))


async def at_each(
    stage: Stage,
    operations: Iterable[Operation],
    name: str,
    make: Callable[[bytes], bytes],
    statuses: Callable[[Operation], Statuses],
    media: str | None = "",
) -> None:
    """Sends one kind of bad body, made of its good one, to each operation."""
    sent = [(operation, make(json.dumps(stage.good_body(operation)).encode())) for operation in operations]
    await answered(stage, name, sent, statuses, media)


async def answered(
    stage: Stage,
    name: str,
    sent: Sequence[tuple[Operation, bytes]],
    statuses: Callable[[Operation], Statuses],
    media: str | None = "",
) -> None:
    """Sends each body with whatever else its operation needs, so that only the body can be what is wrong, and checks
    the answers."""
    answers = await in_parallel(
        stage.send(operation, headers=stage.credentials(operation), body=body, media=media) for operation, body in sent
    )
    problems = (
        problem(operation, answer, statuses(operation)) for (operation, _), answer in zip(sent, answers, strict=True)
    )
    stage.report.check(name, problems, tally(answer.status for answer in answers))


def problem(operation: Operation, answer: Answer, statuses: Statuses) -> str | None:
    """What is wrong with an answer."""
    if answer.status not in statuses:
        return f"{operation} answers {answer.status}"
    wrong = operation.problem(answer)
    return f"{operation}: {wrong}" if wrong else None
