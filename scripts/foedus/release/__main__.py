"""The command behind ``scripts/release``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from foedus.bundled import folders
from foedus.errors import BadInput, FoedusError, one_line
from foedus.release import procedure


def main(arguments: Sequence[str] | None = None) -> int:
    """Make a release; 0 done, 1 with ``--check`` when files would change, 2 or 3 refused."""
    parser = argparse.ArgumentParser(
        prog="scripts/release",
        description="Make a release: stamp the version, close the change log, list the addresses, "
        "build the artefacts. Refuses an address that is gone and a change without a reason.",
    )
    parser.add_argument("version", nargs="?", help="X.Y.Z; without it, that of pyproject.toml")
    parser.add_argument("--date", help="YYYY-MM-DD; without it, that of the change log")
    parser.add_argument("--since", metavar="FOLDER", help="last release; without it, the last tag")
    parser.add_argument("--output", metavar="FOLDER", help="without it, dist/foedus-X.Y.Z")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 when files would change"
    )
    try:
        return _release(parser.parse_args(arguments))
    except FoedusError as error:
        print(one_line(error), file=sys.stderr)
        return error.exit_code


def _release(options: argparse.Namespace) -> int:
    root = folders.root()
    if not (root / "pyproject.toml").is_file():
        raise BadInput("a release is made in a source checkout")
    plan = procedure.plan(root, options.version, options.date, options.since)
    stale = plan.stale
    for path in stale:
        print(f"{path.relative_to(root)}: {'to be written' if options.check else 'written'}")
    if options.check:
        return 1 if stale else 0
    plan.write()
    output = Path(options.output) if options.output else root / "dist" / f"foedus-{plan.version}"
    names = procedure.build(root, output)
    print(f"foedus {plan.version}: {len(names)} files in {output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
