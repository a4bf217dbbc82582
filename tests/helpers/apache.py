"""A real Apache for tests: Debian's program and modules, with a configuration of our own."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_MODULES = Path("/usr/lib/apache2/modules")
_NEEDED = ("mpm_event", "authz_core", "dir", "mime", "headers", "alias", "setenvif", "rewrite")


ALLOWED = "FileInfo Options Indexes"
"""What `foedus publish --help` and the file itself ask a host to allow."""


def missing() -> str:
    """Why there is no Apache to test with; empty where there is one."""
    if _program() is None:
        return "Apache is not installed (Debian: apache2-bin)"
    lacking = [name for name in _NEEDED if not (_MODULES / f"mod_{name}.so").is_file()]
    return f"Apache lacks the modules {', '.join(lacking)}" if lacking else ""


@dataclass(frozen=True)
class Reply:
    """An answer: its status, its headers by name in lower case, its body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Server:
    """A running Apache."""

    port: int

    def get(self, path: str, accept: str | None = None) -> Reply:
        """One request, no redirect followed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            headers = {} if accept is None else {"Accept": accept}
            connection.request("GET", path, headers=headers)
            reply = connection.getresponse()
            names = {name.lower() for name, _ in reply.getheaders()}
            values = {name: ", ".join(reply.headers.get_all(name) or []) for name in names}
            return Reply(reply.status, values, reply.read())
        finally:
            connection.close()


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def serving(work: Path, port: int, folders: Mapping[str, Path]) -> Iterator[Server]:
    """Serve folders under their paths, with their ``.htaccess`` files, until the block ends."""
    program = _program()
    assert program is not None
    (work / "empty").mkdir()
    modules = [f"LoadModule {n}_module {_MODULES}/mod_{n}.so" for n in _NEEDED]
    aliases = [f'Alias "{path}" "{folder}/"' for path, folder in folders.items()]
    allowed = [
        f'<Directory "{folder}">\nAllowOverride {ALLOWED}\nRequire all granted\n</Directory>'
        for folder in folders.values()
    ]
    settings = [
        *modules,
        f'ServerRoot "{work}"',
        "ServerName localhost",
        f"Listen 127.0.0.1:{port}",
        f'PidFile "{work}/pid"',
        f'ErrorLog "{work}/error.log"',
        f'DocumentRoot "{work}/empty"',
        "TypesConfig /dev/null",
        "AddEncoding x-gzip .gz",  # as many hosts have it
        *(["User www-data", "Group www-data"] if os.geteuid() == 0 else []),
        *aliases,
        *allowed,
    ]
    conf = work / "apache.conf"
    conf.write_text("\n".join(settings) + "\n")
    process = subprocess.Popen([program, "-f", str(conf), "-DFOREGROUND"])
    try:
        _wait(port, process, work / "error.log")
        yield Server(port)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _program() -> str | None:
    return shutil.which("apache2", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(100):
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AssertionError(log.read_text() if log.is_file() else "Apache did not start")
