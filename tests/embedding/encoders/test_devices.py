"""What is asked of the machine before torch computes on it."""

import os
import platform
import subprocess
import sys

import pytest

ROUNDS, BLOCKS, MEGABYTES = 20, 4, 3

FAULTS = f"""
import resource, torch
from workbench.embedding.encoders.devices import keep_freed_memory

def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range({ROUNDS}):
        held = [torch.ones({MEGABYTES} << 20, dtype=torch.uint8) for _ in range({BLOCKS})]
        del held
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

faults()
keep_freed_memory()
print(faults())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc gives memory back so")
def test_freed_memory_is_used_again():
    pytest.importorskip("torch")
    fixed = ("MALLOC_", "GLIBC_TUNABLES")  # glibc learns no limit that its user has set
    free = {name: value for name, value in os.environ.items() if not name.startswith(fixed)}
    done = subprocess.run(
        [sys.executable, "-c", FAULTS], capture_output=True, text=True, check=True, env=free
    )
    once = BLOCKS * MEGABYTES * (1 << 20) // 4096
    assert int(done.stdout) < 2 * once  # handed out anew each time it is ROUNDS times as much
