"""Who writes the site, in order."""

from __future__ import annotations

from foedus.publishing import console, machine, pages
from foedus.publishing.builder import Contributor

CONTRIBUTORS: tuple[Contributor, ...] = (machine.files, pages.files, console.files)
