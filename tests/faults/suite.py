"""Every fault that is injected, and how often: a row each of docs/reliability.md."""

from __future__ import annotations

from tests.faults import anything, damage, files, fuzz, kills, load, outputs, places, written
from tests.faults.harness import Fault

FAULTS = (
    Fault(
        "a writer killed (SIGKILL) while four write", kills.kill_writers, 12, 1000, places.not_posix
    ),
    Fault("disk full", places.disk_full, 2, 60, places.no_namespace),
    Fault("vectors mapped on a full disk", places.mapped_on_full, 4, 200, places.no_namespace),
    Fault("read-only disk", places.read_only, 2, 100, places.no_namespace),
    Fault("no permission", places.forbidden, 5, 200, places.not_posix),
    Fault("a folder without locks", places.without_locks, 2, 40, places.no_filter),
    Fault("file times of another clock", damage.clock_back, 5, 500),
    Fault("a byte flipped in the store", damage.flip_bytes, 60, 8000),
    Fault("a file of the store cut short", damage.cut_files, 24, 2000),
    Fault("another version's or a stranger's file", damage.strangers, 25, 500),
    Fault("a kept map damaged or cut", damage.damage_maps, 60, 5000),
    Fault("an encoder that answers wrongly", anything.wrong_encoder, 12, 1200),
    Fault("a saved corpus damaged or cut", files.flip_archive, 30, 2000),
    Fault("a saved corpus made to do harm", files.hostile_archive, 25, 1000),
    Fault("a damaged ledger", files.damage_ledger, 60, 5000),
    Fault("decisions while the clock jumps back", files.clock_back_ledger, 20, 2000),
    Fault("tables of any kind", anything.any_table, 200, 100_000),
    Fault("tables written and read back", written.read_back, 50, 100_000),
    Fault("saved corpora, fuzzed", fuzz.fuzzed("saved corpora"), 20, 20_000),
    Fault("reports, fuzzed", fuzz.fuzzed("reports"), 20, 20_000),
    Fault("ledgers, fuzzed", fuzz.fuzzed("ledgers"), 20, 20_000),
    Fault("model folders, fuzzed", fuzz.fuzzed("model folders"), 5, 10_000, places.not_posix),
    Fault("table files, fuzzed", fuzz.fuzzed("table files"), 30, 20_000),
    Fault("outputs that lie on other files", outputs.write_over, 40, 4000, places.not_posix),
    Fault("a stage interrupted (KeyboardInterrupt)", load.interrupt, 4, 130, places.not_posix),
    Fault("analyses at once, in threads", load.in_threads, 3, 20, places.not_posix),
    Fault("analyses at once, in processes", load.in_processes, 2, 20, places.not_posix),
    Fault("the same analysis again and again", load.repeat, 4, 300, places.not_linux),
)
