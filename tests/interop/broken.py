"""The broken kit, opened by every consumer that reads .p12 itself: which of them notice, and what they blame."""

import compatibility
import consumer
import mock
import programs
import sealed
import tables

# A program that derives two thousand million times is ended after so many seconds; and it is tried with one such file.
PATIENCE = 8
LEFT_OUT = ("huge-iterations-of-key", "huge-iterations-of-certificates", "iterations-beyond-32-bits",
            "pbmac1-huge-iterations", "pbmac1-huge-key",
            "huge-file")  # NSS is asked for it by its name, which is longer than a command line


def kinds(running):
    """Names and descriptions, as the mock lists them."""
    listed = running.ask("GET", "/p12/broken")["kinds"]
    return {kind["name"]: kind["description"]["en"] for kind in listed if kind["name"] not in LEFT_OUT}


def openers(consumers):
    return [who for who in consumers if consumer.opens_files(who) and not consumer.takes_pem(who)]


def make_all(kinds, home, folder):
    """{kind: its file}: each about a certificate that the sandbox lets in, and compared with the sound one of that."""
    files = {}
    for number, kind in enumerate(kinds):
        made = home.ask("POST", "/broken-p12", {"kind": kind})
        files[kind] = sealed.write(made["certificate"], folder / f"broken-{number:02}", p12=mock.p12_of(made),
                                   password=made["password"])
    return files


def jobs(consumers, files, folder):
    """(key, callable) for each cell."""
    for number, (kind, file) in enumerate(files.items()):
        for who in openers(consumers):
            where = folder / f"try-{number:02}-{consumers.index(who):02}"
            yield (kind, who.name), lambda args=(who, kind, file, where): attempt(*args)


def attempt(who, kind, file, where):
    with programs.patience(PATIENCE if kind == "huge-iterations" else programs.PATIENCE):
        return compatibility.open_in(who, file, where)


# What `opens_in` does not foretell: a file that is none for it, or whose contents it leaves out of account.
SURPRISES = {
    ("flip-first-octet", "Java"),  # takes the set for a sequence
    ("nested-too-deep", "NSS"),  # looks 64 safes deep
    ("bad-certificate", "GnuTLS"),  # passes over the half certificate, and has the issuer's
    ("not-for-client", "curl"),  # opens it, and logs in nowhere with it
}


def foretold_otherwise(consumers, files, results, folder):
    """As of profiles; the wrong password is not the file's fault. A surprise that is none any more is a fault too."""
    told = {kind: file for kind, file in files.items() if kind != "wrong-password"}
    opens = lambda found: found.opens or found.verdict == "another certificate"
    faults = compatibility.foretold_otherwise(openers(consumers), told, results, folder / "broken", opens)
    stale = [f"{kind} is no surprise any more: {who}" for kind, who in sorted(SURPRISES - faults.keys())
             if (kind, who) in results]
    return [said for key, said in faults.items() if key not in SURPRISES] + stale


INTRODUCTION = """\
## Broken files

The same with the kinds of the [broken kit](p12-kit.md#broken-files), by the programs that read a `.p12` themselves. Of the kinds
with endless iterations one is tried; `huge-file` is not. `not-for-client` has a certificate of its own:
there, `another certificate` is that one, and the file opens.
"""


def section(consumers, kinds, results):
    names = [who.name for who in openers(consumers)]
    cells = {key: found.verdict for key, found in results.items()}
    return INTRODUCTION + "\n" + tables.matrix("kind", list(kinds), names, cells)
