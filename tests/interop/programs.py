"""Runs other people's programs: nothing of this machine's settings, never for ever, never waiting at a prompt."""

import contextlib
import dataclasses
import os
import pathlib
import re
import shutil
import signal
import subprocess
import threading

PATIENCE = 60
MOST_OUTPUT = 1 << 20
_OF_THREAD = threading.local()


@dataclasses.dataclass(frozen=True)
class Ran:
    """What came of a run. `code` is None where patience was at its end."""

    code: int | None
    out: bytes
    err: bytes

    @property
    def printed(self):
        """Standard output as text, whatever octets a friendlyName has brought into it."""
        return self.out.decode("utf-8", "replace")

    @property
    def complaint(self):
        return self.err.decode("utf-8", "replace")

    @property
    def text(self):
        return self.complaint + "\n" + self.printed


def surroundings(folder, **more):
    """The same everywhere: a home of its own, no proxy, no configuration, messages in English."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "NO_COLOR": "1",
        **{name: str(value) for name, value in more.items()},
    }


@contextlib.contextmanager
def patience(seconds):
    """Within it, the programs that this thread runs are given so many seconds."""
    _OF_THREAD.seconds = seconds
    try:
        yield
    finally:
        del _OF_THREAD.seconds


def run(argv, folder, *, sends=b"", env=None, seconds=None):
    """Runs `argv` in `folder` with `sends` on standard input, in a session of its own: it has no terminal to ask at."""
    process = subprocess.Popen(
        [str(word) for word in argv],
        cwd=folder,
        env=surroundings(folder, **(env or {})),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        out, err = process.communicate(sends, seconds or getattr(_OF_THREAD, "seconds", PATIENCE))
        code = process.returncode
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        out, err = process.communicate()
        code = None
    return Ran(code, out[:MOST_OUTPUT], err[:MOST_OUTPUT])


def missing(names):
    """Those that are neither a program nor the path of a file."""
    return [name for name in names if shutil.which(name) is None and not os.path.exists(name)]


def version_in(argv, pattern):
    """The version a program tells of itself, as much of it as `pattern` catches; `?` where it tells none."""
    said = run(argv, pathlib.Path("/")).text
    found = re.search(pattern, said)
    return found[1] if found else "?"
