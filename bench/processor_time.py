"""What processes have cost the processor, as Linux counts it: proc_pid_stat(5)."""

import os
from collections.abc import Iterable
from pathlib import Path

FIRST_FIELD_AFTER_NAME = 3
USER_TIME, SYSTEM_TIME = 14, 15


def seconds_of(process_ids: Iterable[int]) -> float | None:
    """Processor seconds of these processes so far; None where the system does not tell."""
    if not Path("/proc/self/stat").exists():
        return None
    return sum(map(_ticks, process_ids)) / os.sysconf("SC_CLK_TCK")


def _ticks(process_id: int) -> int:
    after_name = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return sum(
        int(after_name[number - FIRST_FIELD_AFTER_NAME]) for number in (USER_TIME, SYSTEM_TIME)
    )
