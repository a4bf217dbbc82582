"""Who writes the site, in order."""

from __future__ import annotations

from foedus.publishing import console, machine, pages
from foedus.publishing.builder import Closing, Contributor
from foedus.publishing.machine import hosting, landing, versions

CONTRIBUTORS: tuple[Contributor, ...] = (machine.files, pages.files, console.files)
CLOSING: tuple[Closing, ...] = (landing.files, versions.files, hosting.sitemap)
