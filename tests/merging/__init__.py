"""Tests of merging; a package, since one of the benchmarks is called so too."""
