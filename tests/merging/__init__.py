"""Tests of merging; a package, since some share what others make."""
