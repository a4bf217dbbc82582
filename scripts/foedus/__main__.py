"""Run the command line: ``python -m foedus``."""

from foedus.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
