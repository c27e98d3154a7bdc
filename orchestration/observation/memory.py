"""Peak memory of a step.

Linux keeps the peak itself and lets a process reset it, so no short peak is missed and nothing runs beside the step: a
sampling thread would miss peaks between its samples, and would wait for the interpreter while native code works.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
RESET_PEAK = "5"


def reset_peak() -> bool:
    """Begin to measure anew; False where the system cannot, and a peak is then that of the process since its start."""
    try:
        CLEAR.write_text(RESET_PEAK, encoding="ascii")
    except OSError:
        return False
    return True


def peak_bytes() -> int:
    """Return the most memory this process held at once since the last reset, without its child processes."""
    try:
        for line in STATUS.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
