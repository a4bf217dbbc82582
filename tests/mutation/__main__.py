"""``python tests/mutation [--whole] [--part PART] [--survivors]``: the kill rates by kind."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from foedus.progress import counting
from mutation import run, tally


def main() -> int:
    """Print the rates; 0 if the targets are met, 1 if not."""
    parser = argparse.ArgumentParser(prog="python tests/mutation", description=__doc__)
    parser.add_argument("--whole", action="store_true", help="every mutant, on every core")
    parser.add_argument("--part", choices=run.PARTS, action="append", help="only this part")
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    parser.add_argument("--survivors", action="store_true", help="list what nothing notices")
    chosen = parser.parse_args()
    start = time.monotonic()
    if complaints := run.steady():
        print("\n".join(complaints), file=sys.stderr)
        return 2
    verdicts: list[tuple[tally.Verdict, float]] = []
    faults: list[str] = []
    for part in chosen.part or run.PARTS:
        mutants = run.mutants(part)
        with counting(f"Trying {part}", f"of {len(mutants):,}") as told:
            if chosen.whole:
                for number, one in enumerate(run.on_every_core(mutants)):
                    told(number)
                    verdicts.append((one, 1.0))
            else:
                drawn = tally.sample(mutants, run.SIZES[part], chosen.seed)
                found = run.on_one_core(mutant for mutant, _ in drawn)
                verdicts += [(one, weight) for one, (_, weight) in zip(found, drawn, strict=True)]
        faults += run.excuses(part)
        print(f"{part}: {time.monotonic() - start:.0f} s", file=sys.stderr)
    counted = tally.count(verdicts)
    print(tally.table(counted))
    for reason, number in counted.by_reason().items():
        print(f"{number} not noticed: {reason}")
    if chosen.survivors:
        for one in sorted(counted.survivors, key=lambda one: (one.part, one.key)):
            print("\t".join((one.part, *one.key)))
    misses = [*counted.misses(), *faults]
    print("\n".join(misses) or "every target is met")
    return 1 if misses else 0


if __name__ == "__main__":
    sys.exit(main())
