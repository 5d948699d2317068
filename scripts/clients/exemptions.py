"""Warnings of the generator that say nothing of the clients, each with its reason. A warning is exempt only where it
comes from the very methods that the reason speaks of."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Exemption:
    """A warning that is none."""

    name: str
    message: str
    """A pattern for all of it."""
    callers: tuple[str, ...]
    """The methods that it comes from, the innermost first."""
    reason: str

    def covers(self, message: str, callers: tuple[str, ...]) -> bool:
        """Whether this exemptions a warning."""
        return bool(re.fullmatch(self.message, message)) and callers[: len(self.callers)] == self.callers


EXEMPTIONS = (
    Exemption(
        "examples",
        "Failed to get the schema name: null",
        ("ExamplesUtils.unaliasExamples",),
        "An answer's example may be a reference. It asks those for a name that are written out.",
    ),
    Exemption(
        "default values",
        "Failed to get the schema name: null",
        ("AbstractPythonCodegen.toDefaultValue",),
        "The default value of a member may be that of a schema it refers to. It asks members that refer to none.",
    ),
    Exemption(
        "variables of types",
        r"(\w+)/(\w+) cannot be used as a field/variable name\. Renamed to \1_\2",
        ("AbstractRustCodegen.toVarName", "DefaultCodegen.fromModel"),
        "For each type it thinks of a variable; no template for Rust has one.",
    ),
    Exemption(
        "files of types",
        r"(\w+)/(\w+) cannot be used as a model file name\. Renamed to \1_\2",
        ("AbstractRustCodegen.toModelFilename",),
        "Management.User has a dot: its file is management_user.rs. Of the type, ManagementUser, it does not complain.",
    ),
)
