"""OpenAPI Generator makes Go clients, the compiler checks them, and a program logs in with one of them at the address
that the document names."""

from collections.abc import Iterator

from clients.generator import CLIENTS, Client, generate
from consumers.tool import TESTS, Finding, Workplace, problem
from lib.process import find_program

LANGUAGE = "go"
PROGRAM = "login"


def check(at: Workplace) -> Iterator[Finding]:
    """Makes, compiles and uses the clients."""
    go = find_program("go", "on Debian: apt-get install golang-go")
    generate([Client(LANGUAGE, at.document(name)) for name in at.names()])
    source = at.folder / "src"
    source.mkdir()
    for name in at.names():
        (source / f"latchkey_{name}").symlink_to(CLIENTS / LANGUAGE / name)
    (source / PROGRAM).symlink_to(TESTS / "go" / PROGRAM)
    # Without modules, because the clients need no packages but their own.
    variables = {"GOPATH": str(at.folder), "GO111MODULE": "off", "GOFLAGS": "", "GOCACHE": str(at.folder / "cache")}
    packages = [f"latchkey_{name}" for name in at.names()]
    compiled = problem([go, "build", *packages, PROGRAM], at.folder, **variables)
    yield Finding("the clients compile", [compiled], f"{len(packages)} clients")
    ran = problem([go, "run", PROGRAM], at.folder, **variables)
    yield Finding("a client logs in at the address of the document", [ran])
