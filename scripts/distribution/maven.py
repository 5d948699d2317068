"""Maven artifacts: a repository of files, with the compiled classes, the sources, and a POM that names what they need."""

import os
import shutil
from pathlib import Path

from clients.generator import generator_jar
from lib.process import ScriptError, find_program, run
from distribution.package import EXTRA, LICENCE, LICENCES, Package

GROUP = "latchkey"
JDK = "on Debian: apt-get install default-jdk-headless"
LIBRARIES = Path(os.environ.get("JAVA_LIBRARIES", "/usr/share/java"))
JARS = {
    "jakarta-annotation-api.jar": "libjakarta-annotation-api-java",
    "httpmime.jar": "libhttpmime-java",
    "httpclient.jar": "libhttpmime-java",
    "httpcore.jar": "libhttpmime-java",
}
"""What the clients need besides Jackson, and the package of Debian that has it."""
FORMS = """
        <dependency>
            <groupId>org.apache.httpcomponents</groupId>
            <artifactId>httpmime</artifactId>
            <version>4.5.14</version>
        </dependency>"""
"""What a client that sends forms needs."""
DEADLINE = 300


def class_path() -> str:
    """The JARs that the clients need. Jackson is in that of the generator."""
    for jar, package in JARS.items():
        if not (LIBRARIES / jar).exists():
            raise ScriptError(
                f"{LIBRARIES / jar} was not found; on Debian: apt-get install {package}, or name another folder in "
                "JAVA_LIBRARIES"
            )
    return os.pathsep.join(map(str, [generator_jar(), *(LIBRARIES / jar for jar in JARS)]))


def build(packages: list[Package], work: Path, out: Path) -> None:
    """Compiles all in one process, and packs each."""
    javac, jar = find_program("javac", JDK), find_program("jar", JDK)
    sources = [_prepare(package, work) for package in packages]
    classes = work / "classes"
    files = [file for folder in sources for file in sorted(folder.rglob("*.java"))]
    arguments = work / "files"
    arguments.write_text("\n".join(f'"{file}"' for file in files), encoding="utf-8")
    options = ("--release", "11", "-nowarn", "-Xlint:none", "-proc:none", "-cp", class_path(), "-d", classes)
    run([javac, *options, f"@{arguments}"], deadline=DEADLINE)
    for package, source in zip(packages, sources, strict=True):
        folder = out / GROUP / package.name / package.version
        folder.mkdir(parents=True)
        stem = folder / f"{package.name}-{package.version}"
        for root in (classes / GROUP / package.client.java, source):
            for file in (*LICENCES, "README.md"):
                shutil.copy(work / package.name / file, root)
        inside = f"{GROUP}/{package.client.java}"
        run([jar, "--create", "--file", f"{stem}.jar", "-C", classes, inside], deadline=DEADLINE)
        run([jar, "--create", "--file", f"{stem}-sources.jar", "-C", source, "."], deadline=DEADLINE)
        sends_forms = any("org.apache.http" in file.read_text(encoding="utf-8") for file in source.rglob("*.java"))
        more = FORMS if sends_forms else ""
        package.write(EXTRA / "pom.xml", Path(f"{stem}.pom"), licence=LICENCE, group=GROUP, more=more)


def _prepare(package: Package, work: Path) -> Path:
    """Returns the folder with the packages."""
    folder = package.copy_of_source(work) / "src" / "main" / "java"
    errors = folder / GROUP / package.client.java / "ApiErrors.java"
    package.write(EXTRA / "ApiErrors.java", errors, package=f"{GROUP}.{package.client.java}")
    return folder
