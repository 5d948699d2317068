"""Bodies that are not the JSON they should be, at every operation that reads one."""

import json
from collections.abc import Callable, Iterable

from attacking.bodies import BROKEN, MISLABELLED, NOT_OBJECTS, TOO_LARGE, deformed_members, truncations
from attacking.stage import Stage, in_parallel, tally
from lib.client import Answer
from lib.documents import Operation

Body = tuple[bytes, str | None]
"""A body and its content type; none at all for None, the operation's own for an empty text."""


async def attack(stage: Stage) -> None:
    """Runs all of it."""
    stage.report.begin("Malformed bodies")
    bodies = [operation for operation in stage.operations if operation.takes_body]
    for operation in bodies:
        good = json.dumps(stage.good_body(operation)).encode()
        cut = [(body, "") for body in truncations(good)]
        await refused(stage, f"{operation}: cut off at every byte", [(operation, body) for body in cut], (400,))
    for name, make in BROKEN.items():
        await at_each(stage, bodies, name, lambda good, make=make: (make(good), ""), lambda _: (400,))
    for name, body in TOO_LARGE.items():
        await at_each(stage, bodies, name, lambda _, body=body: (body, ""), lambda _: (413,))
    for name, media in MISLABELLED.items():
        await at_each(stage, bodies, name, lambda good, media=media: (good, media), lambda _: (415,))
    await at_each(stage, bodies, "no body at all", lambda _: (b"", ""), without_body)
    for name, body in NOT_OBJECTS.items():
        await at_each(stage, bodies, name, lambda _, body=body: (body, ""), lacking)
    for operation in bodies:
        deformed = deformed_members(operation.body, stage.good_body(operation))
        sent = [(operation, (json.dumps(body).encode(), "")) for body in deformed]
        if sent:
            await refused(stage, f"{operation}: each member missing or of a wrong type", sent, (422,))
    await taken(stage, bodies)
    stage.report.end()


def without_body(operation: Operation) -> tuple[int, ...]:
    """How a request without a body is answered: where none is needed, by the operation's own rules."""
    return (422,) if operation.needs_body else (200, 422)


def lacking(operation: Operation) -> tuple[int, ...]:
    """How a body without members is answered: it may be all that an operation wants."""
    return (422,) if operation.required else (200,)


async def taken(stage: Stage, operations: list[Operation]) -> None:
    """The control: the good body is taken, so what was refused above was refused for what is wrong with it."""
    answers = await in_parallel(stage.send(one, headers=stage.key_header(one)) for one in operations)
    problems = [
        f"{operation} answers {answer.status}"
        for operation, answer in zip(operations, answers, strict=True)
        if answer.status != 200
    ]
    stage.report.check("control: the good body is taken", problems, tally(answer.status for answer in answers))


async def at_each(
    stage: Stage,
    operations: Iterable[Operation],
    name: str,
    make: Callable[[bytes], Body],
    statuses: Callable[[Operation], tuple[int, ...]],
) -> None:
    """Sends one kind of bad body to each operation."""
    sent, expected = [], {}
    for operation in operations:
        sent.append((operation, make(json.dumps(stage.good_body(operation)).encode())))
        expected[str(operation)] = statuses(operation)
    answers = await send_all(stage, sent)
    problems = (
        problem(operation, answer, expected[str(operation)])
        for (operation, _), answer in zip(sent, answers, strict=True)
    )
    stage.report.check(name, problems, tally(answer.status for answer in answers))


async def refused(
    stage: Stage, name: str, sent: list[tuple[Operation, Body]], statuses: tuple[int, ...]
) -> None:
    """Sends bodies that are all to be answered alike."""
    answers = await send_all(stage, sent)
    problems = (problem(operation, answer, statuses) for (operation, _), answer in zip(sent, answers, strict=True))
    stage.report.check(name, problems, tally(answer.status for answer in answers))


async def send_all(stage: Stage, sent: list[tuple[Operation, Body]]) -> list[Answer]:
    """Sends each body with whatever else its operation needs, so that only the body can be what is wrong."""
    return await in_parallel(
        stage.send(operation, headers=stage.key_header(operation), body=body, media=media)
        for operation, (body, media) in sent
    )


def problem(operation: Operation, answer: Answer, statuses: tuple[int, ...]) -> str | None:
    """What is wrong with an answer."""
    if answer.status not in statuses:
        return f"{operation} answers {answer.status}"
    wrong = operation.problem(answer.status, answer.json())
    return f"{operation}: {wrong}" if wrong else None
