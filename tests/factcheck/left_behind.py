"""Who still runs for a newsroom's folder: by environment, command line or working folder, as /proc tells."""

from __future__ import annotations

import os
import time
from pathlib import Path

from factcheck import embedded


def processes_of(var: Path) -> dict[int, str]:
    """Every living process of the folder `var`: its number and its command line."""
    names = [str(var)]
    if (var / "secrets.json").exists():
        names.append(str(embedded.place()))
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            told = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
            if _is_dead(process):
                continue
            here = str((process / "cwd").readlink())
        except OSError:
            continue  # it ended while we looked, or belongs to somebody else
        if any(name.encode() in told or here.startswith(name) for name in names):
            found[int(process.name)] = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    return found


def wait_for_silence(var: Path, *, seconds: float) -> dict[int, str]:
    """Those that still live when the time is up; empty as soon as nobody does."""
    deadline = time.monotonic() + seconds
    while (found := others(var)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def others(var: Path) -> dict[int, str]:
    """`processes_of(var)` without ourselves."""
    return {number: line for number, line in processes_of(var).items() if number != os.getpid()}


def _is_dead(process: Path) -> bool:
    return (process / "stat").read_text().rsplit(")", 1)[1].split()[0] in "ZX"
