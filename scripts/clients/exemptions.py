"""Harmless warnings of the generator, each with its reason. A warning is exempt only when it comes from the methods
that the reason is about."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Exemption:
    """A harmless warning."""

    name: str
    message: str
    """A pattern for the whole message."""
    callers: tuple[str, ...]
    """The innermost methods of its stack trace, the innermost first."""
    reason: str

    def covers(self, message: str, callers: tuple[str, ...]) -> bool:
        """Whether this warning is exempt."""
        return bool(re.fullmatch(self.message, message)) and callers[: len(self.callers)] == self.callers


EXEMPTIONS = (
    Exemption(
        "examples",
        "Failed to get the schema name: null",
        ("ExamplesUtils.unaliasExamples",),
        "An example may be a reference. The generator looks for the name of examples that are none.",
    ),
    Exemption(
        "default values",
        "Failed to get the schema name: null",
        ("AbstractPythonCodegen.toDefaultValue",),
        "A default value may come from a referenced schema. The generator looks for it without a reference, too.",
    ),
    Exemption(
        "variables of types",
        r"(\w+)/(\w+) cannot be used as a field/variable name\. Renamed to \1_\2",
        ("AbstractRustCodegen.toVarName", "DefaultCodegen.fromModel"),
        "The generator names a variable for each type, which no Rust template uses.",
    ),
    Exemption(
        "files of types",
        r"(\w+)/(\w+) cannot be used as a model file name\. Renamed to \1_\2",
        ("AbstractRustCodegen.toModelFilename",),
        "Management.User has a dot, so its file is management_user.rs. The type, ManagementUser, needs no change.",
    ),
    Exemption(
        "examples of requests",
        "Ignoring complex example on request body",
        ("DefaultCodegen.fromRequestBody",),
        "The generated Java code would show an example of a request; it does without.",
    ),
    Exemption(
        "numbers as names",
        r"(\d+) cannot be used as a enum variant name\. Renamed to Variant\1",
        ("AbstractRustCodegen.toEnumVarName",),
        "The error codes of a contract are numbers, and no Rust name begins with a digit.",
    ),
    Exemption(
        "paths as names",
        r"Problems\w+ cannot be used as a enum variant name\. Renamed to SlashProblemsSlash\w+",
        ("AbstractRustCodegen.toEnumVarName",),
        "The type of a problem is a path, which has slashes.",
    ),
    Exemption(
        "keywords as names",
        r"use cannot be used as a field/variable name\. Renamed to r#use",
        ("AbstractRustCodegen.toVarName",),
        "RFC 7517 has a member `use`, which is a keyword of Rust.",
    ),
)
