"""Kill commands at random moments and look at what they leave: the old output or the new, whole.

Run it as a script: ``python tests/benchmarks/kills.py [KILLS] [COMMAND …]``, 50 kills of each
command by default. For each command an output stands there, a run with other input is killed
(signal 9) at a random moment, and the output must be one of the two; at the end one run is left
alone and must leave nothing beside its output. A third of the moments lie anywhere in the run, a
third between the first sign of the output beside the old one and the swap, a third about the swap.
How long these take is measured on a run that is left alone, and counted from what is seen beside
the output, so that other work of the machine does not shift them. Printed are kills, and how many
outputs were old, new, and broken.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from foedus.bundled import folders
from foedus.rdf import stores

CASES = Path(__file__).resolve().parents[1] / "cases" / "sources"
FOEDUS = [sys.executable, "-m", "foedus"]
STATEMENTS = 20_000


def quads(folder: Path, name: str, extra: str = "") -> Path:
    """A file of many statements, and a few of its own."""
    path = folder / f"{name}.nt"
    own = "http://example.org/"
    lines = (f'<{own}{n}> <{own}p> "{name} {n}" .\n' for n in range(STATEMENTS))
    path.write_text("".join(lines) + extra)
    return path


def of_store(path: Path) -> str:
    """The digest of a store's statements; the door refuses a store that is not whole."""
    lines = sorted(map(str, stores.opened(path)))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def of_file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def of_folder(path: Path) -> str:
    listed = (path / ".foedus-files").read_bytes()
    for line in listed.decode().splitlines():
        digest, _, name = line.partition("  ")
        assert of_file(path / name) == digest, name
    return hashlib.sha256(listed).hexdigest()


Command = tuple[str, Callable[[Path], str], Callable[[Path, str, Path], list[str]]]


def _merge(folder: Path, which: str, output: Path) -> list[str]:
    return ["merge", str(quads(folder, which)), "-o", str(output)]


def _convert(folder: Path, which: str, output: Path) -> list[str]:
    return ["convert", str(quads(folder, which)), "-o", str(output)]


def _publish(folder: Path, which: str, output: Path) -> list[str]:
    base = f"https://{which}.example.org/"
    return ["publish", str(output), "--base", base]


def _load(folder: Path, which: str, output: Path) -> list[str]:
    table = folder / f"{which}.csv"
    text = (CASES / "cow.csv").read_text()
    table.write_text(text if which == "old" else "\n".join(text.splitlines()[:-1]) + "\n")
    return ["source", "load", "cow", str(table), "-o", str(output)]


def _export(folder: Path, which: str, output: Path) -> list[str]:
    years = "1950-1960" if which == "old" else "1950-2000"
    merged = folder / "merged.trig"
    if not merged.exists():
        shutil.copy(Path(folders.example_file()), merged)
    source = ("--source", "example-alliances@2")
    return ["export", "dyads", str(merged), "--years", years, *source, "-o", str(output)]


COMMANDS: dict[str, Command] = {
    "merge-store": ("out", of_store, _merge),
    "merge-file": ("out.nq", of_file, _merge),
    "convert": ("out.ttl", of_file, _convert),
    "load-store": ("out", of_store, _load),
    "export": ("out.csv", of_file, _export),
    "publish": ("site", of_folder, _publish),
}


@dataclass
class Times:
    """How long a run takes in seconds, and from the first sign of its output to the swap."""

    whole: float
    writing: float


def started(words: Iterable[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*FOEDUS, *words],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def await_output(process: subprocess.Popen[bytes], output: Path) -> None:
    """Wait until something of the output (its lock, a new file or folder) stands beside it."""
    while process.poll() is None:
        if any(name.startswith(f".{output.name}.") for name in os.listdir(output.parent)):
            return
        time.sleep(0.0005)


def identity(path: Path) -> int:
    """Which file or folder it is: another one after a swap."""
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return 0


def run(words: Iterable[str], output: Path) -> Times:
    """Run a command to its end."""
    began, before = time.monotonic(), identity(output)
    process = started(words)
    await_output(process, output)
    seen = swapped = time.monotonic()
    while process.poll() is None:
        if swapped == seen and identity(output) != before:
            swapped = time.monotonic()
        time.sleep(0.0005)
    _, told = process.communicate()
    assert process.returncode == 0, told.decode()
    ended = time.monotonic()
    return Times(ended - began, (swapped if swapped > seen else ended) - seen)


def kill(words: Iterable[str], output: Path, times: Times, kind: int, rng: random.Random) -> None:
    """Start a command and kill it: anywhere, while it writes its output, or about the swap."""
    process = started(words)
    if kind == 0:
        wait = rng.uniform(0, 1.1 * times.whole)
    else:
        await_output(process, output)
        wait = times.writing * (rng.uniform(0, 1) if kind == 1 else rng.uniform(0.8, 1.2))
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(wait)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # the child that does the work too, at once
    process.communicate()


def copy(source: Path, target: Path) -> None:
    """Put a copy of a file or folder in the place of another."""
    shutil.rmtree(target, ignore_errors=True)
    target.unlink(missing_ok=True)
    (shutil.copytree if source.is_dir() else shutil.copy)(source, target)


def kills(name: str, count: int, seed: int = 1) -> Counter[str]:
    """Kill a command that often; how often the output was old, new and broken.

    Raises AssertionError where the last run, left alone, leaves more than its output.
    """
    output_name, digest, command = COMMANDS[name]
    rng = random.Random(seed)
    ended: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="kills-") as above:
        folder = Path(above)
        place = folder / "place"
        place.mkdir()
        output, saved = place / output_name, folder / f"saved-{output_name}"
        run(command(folder, "new", output), output)
        new = digest(output)
        times = run(command(folder, "old", output), output)
        old = digest(output)
        assert old != new, name
        copy(output, saved)
        again = command(folder, "new", output)
        for number in range(count):
            kill(again, output, times, number % 3, rng)
            try:
                found = digest(output)
            except Exception as error:
                print(f"{name}: {error}", file=sys.stderr)
                found = "broken"
            ended["old" if found == old else "new" if found == new else "broken"] += 1
            if found != old:
                copy(saved, output)
        run(again, output)
        assert digest(output) == new
        left = {path.name for path in place.iterdir()} - {output_name}
        beside = {"rejects.csv", "notices.csv", "out.codebook.md"}
        assert left <= beside, left
    return ended


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    for name in sys.argv[2:] or COMMANDS:
        ended = kills(name, count)
        told = ", ".join(f"{ended[one]} {one}" for one in ("old", "new", "broken"))
        print(f"{name}: {count} kills: {told}", flush=True)
        assert not ended["broken"], name
        assert count < 50 or (ended["old"] and ended["new"]), "never before or never after the swap"


if __name__ == "__main__":
    main()
