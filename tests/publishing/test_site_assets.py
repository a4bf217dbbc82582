"""The built browser assets: what stands in them, their licences, and that they can be rebuilt."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from foedus.publishing.html import ASSETS

BUILT = ASSETS / "browser"
SOURCES = Path(__file__).resolve().parents[2] / "scripts" / "site"
# Names of vocabularies and of SVG; none is an address that a page fetches.
NAMESPACES = ("http://www.w3.org/", "https://w3id.org/foedus/")


def recorded() -> dict[str, str]:
    """The digests in ``DIGESTS``, by file."""
    lines = (BUILT / "DIGESTS").read_text().splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def test_the_built_files_are_those_recorded() -> None:
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in BUILT.iterdir()
        if path.name != "DIGESTS"
    }
    assert found == recorded()


def test_every_package_in_them_has_its_licence() -> None:
    """Each package of the lock file that is no tool of the build, with its version."""
    packages = json.loads((SOURCES / "package-lock.json").read_text())["packages"]
    told = (BUILT / "LICENSES.txt").read_text()
    shipped = {path: one for path, one in packages.items() if path and not one.get("dev")}
    assert len(shipped) > 10
    for path, package in shipped.items():
        head = f"{path.removeprefix('node_modules/')} {package['version']} ("
        assert head in told, head
        words = told.partition(head)[2].partition("-" * 72)[0]
        assert "Permission is hereby granted" in words and "Copyright" in words, head


def test_the_lock_file_pins_versions_and_names_no_host() -> None:
    text = (SOURCES / "package-lock.json").read_text()
    assert "resolved" not in text and "://" not in text
    wanted = json.loads((SOURCES / "package.json").read_text())
    versions = {**wanted["dependencies"], **wanted["devDependencies"]}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values())
    packages = json.loads(text)["packages"]
    assert all(
        one.get("integrity", "").startswith("sha512-") for path, one in packages.items() if path
    )


@pytest.mark.parametrize("path", sorted(BUILT.glob("*.js")), ids=lambda path: path.name)
def test_no_script_holds_an_address_of_another_host(path: Path) -> None:
    found = re.findall(r"https?://[^\s\"'`<>)]+", path.read_text())
    assert [address for address in found if not address.startswith(NAMESPACES)] == []


def test_what_a_visitor_loads_is_small() -> None:
    """The sum of the ``gzip -9`` sizes of the query page's assets stays under 2 MB."""
    files = [*BUILT.glob("*.js"), BUILT / "oxigraph.wasm.gz", *ASSETS.glob("*.css")]
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in files}
    assert len(sizes) >= 7
    assert sum(sizes.values()) < 1_900_000, sizes


@pytest.mark.slow
def test_a_rebuild_gives_the_same_files(tmp_path: Path) -> None:
    """By ``npm ci`` and the build script; what gzip holds is compared unpacked."""
    if shutil.which("npm") is None:
        pytest.skip("no Node on this machine")
    sources = tmp_path / "scripts" / "site"
    shutil.copytree(SOURCES, sources, ignore=shutil.ignore_patterns("node_modules"))
    install = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(install, cwd=sources, capture_output=True, text=True, timeout=300)
    if done.returncode:
        if os.environ.get("CI") == "true":
            pytest.fail(f"npm ci failed: {done.stderr[-500:]}")
        pytest.skip("npm ci found no registry")
    built = tmp_path / "built"
    build = ["node", "build.mjs", str(built)]
    subprocess.run(build, cwd=sources, check=True, capture_output=True, timeout=120)
    assert {path.name for path in built.iterdir()} == {path.name for path in BUILT.iterdir()}
    for path in sorted(built.iterdir()):
        old, new = (BUILT / path.name).read_bytes(), path.read_bytes()
        if path.suffix == ".gz":
            old, new = gzip.decompress(old), gzip.decompress(new)
        if path.name != "DIGESTS":
            assert old == new, path.name
