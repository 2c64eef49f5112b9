"""The broken kit, opened by every consumer that reads .p12 itself: which of them notice, and what they blame."""

import compatibility
import consumer
import programs
import sealed
import tables

# A program that derives two thousand million times is ended after so many seconds; and it is tried with one such file.
PATIENCE = 8
AS_HUGE_ITERATIONS = ("huge-iterations-of-key", "huge-iterations-of-certificates", "iterations-beyond-32-bits",
                      "pbmac1-huge-iterations", "pbmac1-huge-key")


def kinds(mock):
    """Names and descriptions, as the mock lists them."""
    listed = mock.ask("GET", "/p12/broken")["kinds"]
    return {kind["name"]: kind["description"]["en"] for kind in listed if kind["name"] not in AS_HUGE_ITERATIONS}


def openers(consumers):
    return [who for who in consumers if consumer.opens_files(who) and not consumer.takes_pem(who)]


def make_all(kinds, home, folder):
    return {kind: sealed.write(home.ask("POST", "/broken-p12", {"kind": kind}), folder / f"broken-{number:02}")
            for number, kind in enumerate(kinds)}


def jobs(consumers, files, folder):
    """(key, callable) for each cell."""
    for number, (kind, file) in enumerate(files.items()):
        for who in openers(consumers):
            where = folder / f"try-{number:02}-{consumers.index(who):02}"
            yield (kind, who.name), lambda args=(who, kind, file, where): attempt(*args)


def attempt(who, kind, file, where):
    with programs.patience(PATIENCE if kind == "huge-iterations" else programs.PATIENCE):
        return compatibility.open_in(who, file, where)


INTRODUCTION = """\
## Broken files

The same with the kinds of the [broken kit](p12-kit.md#broken-files), by the programs that read a `.p12` themselves. Of the kinds
with endless iterations one is tried.
"""


def section(consumers, kinds, results):
    names = [who.name for who in openers(consumers)]
    cells = {key: found.verdict for key, found in results.items()}
    return INTRODUCTION + "\n" + tables.matrix("kind", list(kinds), names, cells)
