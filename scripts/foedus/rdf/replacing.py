"""Files and folders that appear whole or not at all, for one writer at a time.

What is new is made beside its target, under a name that tells which process makes it, and then
takes the target's place by renaming. A process that is killed leaves the old or the new target, and
perhaps its half-made neighbour, which the next writer removes.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from foedus.errors import BadInput

_NEIGHBOUR = re.compile(r"\.(?P<name>.+)\.(?P<kind>new|old|tmp)-(?P<pid>[0-9]+)-[0-9a-f]{8}")
_WORKSPACE = re.compile(r"foedus-(?P<pid>[0-9]+)-\w+")
_EXCHANGE = 2  # RENAME_EXCHANGE of renameat2(2)
_HERE = -100  # AT_FDCWD

_held: dict[str, int] = {}  # how often this process has locked each target


def replace_file(name: str, pieces: Iterable[bytes]) -> None:
    """Write a file from its pieces. Raises OSError, and BadInput for what is no regular file.

    A link is followed, so that what it points to is replaced; permissions stay.
    """
    target = os.path.realpath(name)
    mode = _mode(target, name)
    with locked(target, name):
        temporary = _neighbour(target, "tmp")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0)
        descriptor = os.open(temporary, flags | getattr(os, "O_BINARY", 0), 0o666)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.writelines(pieces)
                file.flush()
                if mode is not None:
                    os.chmod(temporary, mode)
                os.fsync(file.fileno())
            os.replace(temporary, target)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
        _sync(os.path.dirname(target))


@contextmanager
def new_folder(target: Path, name: str) -> Iterator[Path]:
    """A new folder beside the target; `swap` it in before the end, or it goes.

    Raises BadInput for a second writer, OSError where nothing can be written.
    """
    with locked(os.fspath(target), name):
        fresh = Path(_neighbour(os.fspath(target), "new"))
        try:
            fresh.mkdir()
            yield fresh
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


def swap(fresh: Path, target: Path) -> None:
    """Put a new folder in the place of the old one, which then has the new one's name and goes.

    Where the system cannot exchange two names at once, the old folder is away for a moment; a kill
    in that moment is mended by `recover`.
    """
    if not os.path.lexists(target):
        os.rename(fresh, target)
    elif not _exchanged(fresh, target):
        old = Path(_neighbour(os.fspath(target), "old"))
        os.rename(target, old)
        try:
            os.rename(fresh, target)
        except BaseException:
            with contextlib.suppress(OSError):
                os.rename(old, target)
            raise
        shutil.rmtree(old, ignore_errors=True)
    _sync(os.fspath(target.parent))


def sync_tree(folder: Path) -> None:
    """Make sure that all files of a folder are on the disk."""
    for above, _, names in os.walk(folder):
        for name in names:
            _sync(os.path.join(above, name))
        _sync(above)


def recover(target: Path) -> None:
    """Bring back a folder that a killed process moved away and did not replace."""
    if os.path.lexists(target) or not target.parent.is_dir():
        return
    for one, kind, is_alive in _neighbours(os.fspath(target)):
        if kind == "old" and not is_alive:
            with contextlib.suppress(OSError):
                os.rename(one, target)
                return


@contextmanager
def locked(target: str, name: str) -> Iterator[None]:
    """Hold a target for one writer, and remove what killed writers left beside it.

    Raises BadInput where another process holds it. The lock goes with the process.
    """
    target = os.path.realpath(target)
    if target in _held:
        _held[target] += 1
        try:
            yield
        finally:
            _held[target] -= 1
        return
    descriptor, place = _locked(target, name)
    _held[target] = 1
    try:
        recover(Path(target))
        _clean(target)
        yield
    finally:
        del _held[target]
        if descriptor is not None:
            with contextlib.suppress(OSError):
                os.unlink(place)
            os.close(descriptor)


@contextmanager
def workspace() -> Iterator[Path]:
    """A folder for intermediate files, away from any output; those of killed processes go."""
    above = Path(tempfile.gettempdir())
    with contextlib.suppress(OSError):
        for one in above.iterdir():
            found = _WORKSPACE.fullmatch(one.name)
            if found and not _is_alive(int(found["pid"])) and _is_mine(one):
                shutil.rmtree(one, ignore_errors=True)
    folder = tempfile.mkdtemp(prefix=f"foedus-{os.getpid()}-")
    try:
        yield Path(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# --- the steps -------------------------------------------------------------------------------


def _locked(target: str, name: str) -> tuple[int | None, str]:
    """A lock file beside the target; none where the system has no such locks."""
    folder, own = os.path.split(target)
    place = os.path.join(folder, f".{own}.lock")
    try:
        import fcntl
    except ImportError:
        return None, place
    while True:
        descriptor = os.open(place, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with contextlib.suppress(FileNotFoundError):
                if os.stat(place).st_ino == os.fstat(descriptor).st_ino:
                    return descriptor, place
            os.close(descriptor)  # its last holder has just removed it
        except BlockingIOError:
            os.close(descriptor)
            reason = "is being written by another process: wait for its end, and try again"
            raise BadInput(reason, name) from None


def _neighbour(target: str, kind: str) -> str:
    folder, own = os.path.split(target)
    return os.path.join(folder, f".{own}.{kind}-{os.getpid()}-{secrets.token_hex(4)}")


def _neighbours(target: str) -> Iterator[tuple[str, str, bool]]:
    """What stands beside a target for it: the path, the kind, whether its process lives."""
    folder, own = os.path.split(target)
    for name in os.listdir(folder):
        found = _NEIGHBOUR.fullmatch(name)
        if found and found["name"] == own:
            yield os.path.join(folder, name), found["kind"], _is_alive(int(found["pid"]))


def _clean(target: str) -> None:
    for path, _, is_alive in list(_neighbours(target)):
        if is_alive:
            continue
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                os.unlink(path)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    try:  # one that has ended and that nobody has waited for yet writes no more
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return True
    return told.rpartition(")")[2].split()[:1] not in (["Z"], ["X"])


def _is_mine(path: Path) -> bool:
    try:
        return not hasattr(os, "getuid") or path.lstat().st_uid == os.getuid()
    except OSError:
        return False


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two names at once; False where the system or its file system cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    done: int = rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE)
    return done == 0


def _mode(target: str, name: str) -> int | None:
    """Return the permissions of the file that is there, or None; refuse all but files."""
    try:
        mode = os.stat(target).st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(mode):
        raise BadInput("is a folder, not a file", name)
    if not stat.S_ISREG(mode):
        raise BadInput("is not a regular file (for standard output use -)", name)
    return stat.S_IMODE(mode)


def _sync(path: str) -> None:
    if not hasattr(os, "O_DIRECTORY"):
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
