"""Kill commands at random moments and look at what they leave: the old output or the new, whole.

Run it as a script: ``python tests/benchmarks/kills.py [KILLS] [COMMAND …]``, 50 kills of each
command by default. For each command an output stands there, a run with other input is killed
(signal 9) after a random time, and the output must be one of the two; at the end one run is left
alone and must leave nothing beside its output. Printed are kills, and how many outputs were old,
new, and broken.
"""

from __future__ import annotations

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


Command = tuple[str, Callable[[Path], str], Callable[[Path, str, Path], list[list[str]]]]


def _merge(folder: Path, which: str, output: Path) -> list[list[str]]:
    return [["merge", str(quads(folder, which)), "-o", str(output)]]


def _convert(folder: Path, which: str, output: Path) -> list[list[str]]:
    return [["convert", str(quads(folder, which)), "-o", str(output)]]


def _publish(folder: Path, which: str, output: Path) -> list[list[str]]:
    base = f"https://{which}.example.org/"
    return [["publish", str(output), "--base", base]]


def _load(folder: Path, which: str, output: Path) -> list[list[str]]:
    table = folder / f"{which}.csv"
    text = (CASES / "cow.csv").read_text()
    table.write_text(text if which == "old" else "\n".join(text.splitlines()[:-1]) + "\n")
    return [["source", "load", "cow", str(table), "-o", str(output)]]


def _export(folder: Path, which: str, output: Path) -> list[list[str]]:
    years = "1950-1960" if which == "old" else "1950-2000"
    merged = folder / "merged.trig"
    if not merged.exists():
        shutil.copy(Path(folders.example_file()), merged)
    return [
        [
            "export",
            "dyads",
            str(merged),
            "--years",
            years,
            "--source",
            "example-alliances@2",
            "-o",
            str(output),
        ]
    ]


COMMANDS: dict[str, Command] = {
    "merge-store": ("out", of_store, _merge),
    "merge-file": ("out.nq", of_file, _merge),
    "convert": ("out.ttl", of_file, _convert),
    "load-store": ("out", of_store, _load),
    "export": ("out.csv", of_file, _export),
    "publish": ("site", of_folder, _publish),
}


def run(words: Iterable[str], seconds: float | None = None) -> bool:
    """Run a command; whether it came to its end before it was killed."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    process = subprocess.Popen(  # type: ignore[call-overload]
        [*FOEDUS, *words], start_new_session=True, **quiet
    )
    try:
        _, told = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # the child that does the work too, at once
        process.communicate()
        return False
    assert process.returncode == 0, told.decode()
    return True


def copy(source: Path, target: Path) -> None:
    """Put a copy of a file or folder in the place of another."""
    shutil.rmtree(target, ignore_errors=True)
    target.unlink(missing_ok=True)
    (shutil.copytree if source.is_dir() else shutil.copy)(source, target)


def kills(name: str, count: int, seed: int = 1) -> Counter[str]:
    """Kill a command that often; how often the output was old, new and broken.

    Raises AssertionError where the last run, left alone, leaves more than its output.
    """
    output_name, digest, commands = COMMANDS[name]
    rng = random.Random(seed)
    ended: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="kills-") as above:
        folder = Path(above)
        place = folder / "place"
        place.mkdir()
        output, saved = place / output_name, folder / f"saved-{output_name}"
        for words in commands(folder, "new", output):
            run(words)
        new, began = digest(output), time.monotonic()
        for words in commands(folder, "old", output):
            run(words)
        seconds, old = time.monotonic() - began, digest(output)
        assert old != new, name
        copy(output, saved)
        again = commands(folder, "new", output)
        for _ in range(count):
            for words in again:
                run(words, rng.uniform(0, 1.1 * seconds))
            try:
                found = digest(output)
            except Exception as error:
                print(f"{name}: {error}", file=sys.stderr)
                found = "broken"
            ended["old" if found == old else "new" if found == new else "broken"] += 1
            if found != old:
                copy(saved, output)
        for words in again:
            run(words)
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


if __name__ == "__main__":
    main()
