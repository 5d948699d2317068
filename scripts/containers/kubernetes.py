"""packaging/kubernetes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import yaml

from containers.program import ENDS_WITHIN, Program, loose_tag, ports, version
from lib import process
from lib.process import ROOT
from lib.report import Report

FOLDER = ROOT / "packaging" / "kubernetes"
VERSIONS = ("1.30", kubernetes_validate.latest_version())
"""The oldest version that the pages promise, and the newest whose schemas are here."""
PROBES = {"startupProbe": "/livez", "livenessProbe": "/livez", "readinessProbe": "/readyz"}
SECRETS = "/run/secrets/latchkey"

Json = Any


def rendered(tools: Path, folder: str) -> list[Json]:
    """What `kubectl apply -k` would send."""
    return list(yaml.safe_load_all(process.run([tools / "kubectl", "kustomize", FOLDER / folder], environment={})))


def _invalid(objects: list[Json]) -> Iterator[str]:
    for one in objects:
        for known in VERSIONS:
            try:
                kubernetes_validate.validate(one, known, strict=True)
            except kubernetes_validate.ValidationError as error:
                yield f"{one['kind']} in {known}: {error.message}"
            except kubernetes_validate.SchemaNotFoundError as error:
                yield f"{one['kind']}: {error.message}"


def _not_restricted(pod: Json) -> Iterator[str]:
    """What Kubernetes' Pod Security Standard `restricted` would refuse, and what is stricter than it."""
    security = pod["securityContext"]
    if security.get("runAsNonRoot") is not True or not security.get("runAsUser"):
        yield "it may run as root"
    if security.get("seccompProfile") != {"type": "RuntimeDefault"}:
        yield "no seccomp profile"
    if pod.get("automountServiceAccountToken") is not False:
        yield "it has a token for Kubernetes"
    for container in pod["containers"]:
        own = container["securityContext"]
        if own.get("allowPrivilegeEscalation") is not False or own.get("capabilities") != {"drop": ["ALL"]}:
            yield f"{container['name']} may gain privileges"
        if own.get("readOnlyRootFilesystem") is not True:
            yield f"{container['name']} may write its root file system"


def _unselected(objects: dict[str, Json]) -> Iterator[str]:
    """What does not select the pods."""
    labels = objects["Deployment"]["spec"]["template"]["metadata"]["labels"]
    selectors = {
        "Deployment": objects["Deployment"]["spec"]["selector"].get("matchLabels"),
        "Service": objects["Service"]["spec"]["selector"],
        "PodDisruptionBudget": objects["PodDisruptionBudget"]["spec"]["selector"].get("matchLabels"),
        "NetworkPolicy": objects["NetworkPolicy"]["spec"]["podSelector"].get("matchLabels"),
    }
    return (f"{kind} selects {chosen}" for kind, chosen in selectors.items() if chosen != labels)


def _wrong_ports(objects: dict[str, Json], container: Json, settings: dict[str, str]) -> Iterator[str]:
    named = {port["name"]: port["containerPort"] for port in container["ports"]}
    if named != ports(settings):
        yield f"the container has {named}, settings {ports(settings)}"
    for probe, path in PROBES.items():
        if container[probe]["httpGet"] != {"path": path, "port": "admin"}:
            yield f"{probe} asks {container[probe]['httpGet']}"
    for port in objects["Service"]["spec"]["ports"]:
        if port["targetPort"] != "http":
            yield f"the service leads to {port['targetPort']}"
    scraped = objects["Deployment"]["spec"]["template"]["metadata"]["annotations"]
    if scraped["prometheus.io/port"] != str(ports(settings)["admin"]):
        yield f"metrics are asked for at {scraped['prometheus.io/port']}"
    used = {one["port"] for rule in objects["NetworkPolicy"]["spec"]["ingress"] for one in rule["ports"]}
    if used != set(named):
        yield f"the network policy opens {used}"


def _no_files(objects: dict[str, Json], pod: Json, settings: dict[str, str]) -> Iterator[str]:
    """What names files that no secret has."""
    there = {f"{SECRETS}/{name}" for name in objects["Secret"]["stringData"]}
    named = {value for name, value in settings.items() if name.endswith("_FILE")}
    if there != named:
        yield f"the secret has {sorted(there)}, settings {sorted(named)}"
    volume = next(volume for volume in pod["volumes"] if volume["name"] == "secrets")["secret"]
    if (volume["secretName"], volume["defaultMode"]) != (objects["Secret"]["metadata"]["name"], 0o400):
        yield f"the volume is {volume}"


def check(program: Program, tools: Path, report: Report) -> None:
    """Makes all checks of the manifests."""
    report.begin("Kubernetes")
    base, example = rendered(tools, "base"), rendered(tools, "example")
    kinds = ", ".join(one["kind"] for one in example)
    report.check(f"all are valid in Kubernetes {' and '.join(VERSIONS)}", _invalid(base + example), kinds)
    objects = {one["kind"]: one for one in example}
    deployment = objects["Deployment"]["spec"]
    pod = deployment["template"]["spec"]
    [container] = pod["containers"]
    settings = objects["ConfigMap"]["data"]
    report.check("pods are restricted", _not_restricted(pod))
    report.check("everything selects the same pods", _unselected(objects))
    report.check("every variable is a setting", program.unknown_variables(settings), f"{len(settings)} variables")
    report.check("ports and probes are those of the settings", _wrong_ports(objects, container, settings))
    report.check("every file of the settings is in the secret", _no_files(objects, pod, settings))
    report.check("what it runs is a command of the program", program.unknown_command(container["args"]))
    deployments = (one["spec"]["template"]["spec"] for one in base + example if one["kind"] == "Deployment")
    images = [one["image"] for spec in deployments for one in spec["containers"]]
    wrong = [problem for image in images for problem in loose_tag(image)]
    wrong += [f"{image} is not this version" for image in images if not image.endswith(f":{version()}")]
    report.check("the image is that of this version", wrong, ", ".join(images))
    needed = container["lifecycle"]["preStop"]["sleep"]["seconds"] + ENDS_WITHIN
    given = pod["terminationGracePeriodSeconds"]
    rolling = deployment["strategy"]["rollingUpdate"]
    wrong = [] if given >= needed else [f"a pod has {given} s, and needs {needed} s"]
    wrong += [] if rolling.get("maxUnavailable") == 0 else ["a rollout takes nodes away before others are there"]
    report.check("a rollout loses no request", wrong, f"{given} s to end, {needed} s at most")
    report.check("no variables of services", [] if pod.get("enableServiceLinks") is False else ["they are on"])
