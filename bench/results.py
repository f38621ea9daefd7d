"""The file of results: one section a comparison, each with its date and machine."""

import json
import os
import platform
from collections.abc import Mapping
from pathlib import Path

from flashsale import clock

FILE = Path(__file__).resolve().parent / "results.json"
CPUINFO = Path("/proc/cpuinfo")


def record(section: str, data: Mapping[str, object], *, file: Path = FILE) -> None:
    """The section has this data, measured now, here; the other sections are as they were."""
    sections = json.loads(file.read_text()) if file.is_file() else {}
    sections[section] = {"date": clock.now().date().isoformat(), "machine": machine(), **data}
    file.write_text(json.dumps(sections, indent=2, sort_keys=True) + "\n")


def machine() -> dict[str, object]:
    """What figures depend on."""
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "kernel": platform.release(),
        "python": platform.python_version(),
    }


def _cpu() -> str:
    if CPUINFO.is_file():
        for line in CPUINFO.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
