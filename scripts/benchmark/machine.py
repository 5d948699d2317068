"""The machine that runs the benchmark."""

import os
import platform
from pathlib import Path


def described(folder: Path) -> dict[str, str]:
    """Processor, cores, memory, kernel, and the disk that this folder is on."""
    fields = [line.partition(":") for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()]
    # Older ARM processors have no name here.
    model = next((value.strip() for name, _, value in fields if name.strip() == "model name"), platform.machine())
    memory = Path("/proc/meminfo").read_text(encoding="utf-8").split()[1]
    is_virtual = any(name.strip() == "flags" and " hypervisor " in f"{value} " for name, _, value in fields)
    return {
        "processor": f"{model}{', in a virtual machine' if is_virtual else ''}",
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{int(memory) / 1024**2:.0f} GiB",
        "kernel": f"{platform.system()} {platform.release()}",
        "disk": _disk(folder),
    }


def _disk(folder: Path) -> str:
    """What kind of disk a folder is on, and with which file system."""
    # The longest mount point above the folder is the one that it is on.
    mounts = [line.split() for line in Path("/proc/self/mounts").read_text(encoding="utf-8").splitlines()]
    of_folder = [mount for mount in mounts if folder.resolve().is_relative_to(mount[1])]
    device, _, system = max(of_folder, key=lambda mount: len(mount[1]))[:3]
    number = os.stat(folder).st_dev
    block = Path(f"/sys/dev/block/{os.major(number)}:{os.minor(number)}").resolve()
    rotates = next((parent for parent in (block, block.parent) if (parent / "queue/rotational").exists()), None)
    if rotates is None:
        return f"{device}, {system}"
    kind = "spinning" if (rotates / "queue/rotational").read_text(encoding="ascii").strip() == "1" else "solid state"
    return f"{rotates.name}, {'virtual' if rotates.name.startswith('vd') else kind}, {system}"
