"""Who writes the site, in order."""

from __future__ import annotations

from foedus.publishing import linked_data, pages, query_page
from foedus.publishing.builder import Closing, Contributor
from foedus.publishing.linked_data import hosting, landing, versions

CONTRIBUTORS: tuple[Contributor, ...] = (linked_data.files, pages.files, query_page.files)
CLOSING: tuple[Closing, ...] = (landing.files, versions.files, hosting.sitemap)
