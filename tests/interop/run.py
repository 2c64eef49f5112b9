#!/usr/bin/env python3
"""Runs other people's software on what the mock makes, and holds what comes of it against the published tables.

Usage: run.py --bin FOLDER --docs FOLDER [--update] [--only NAME…] [--jobs COUNT]

Exit codes: 0 all as published, 1 a cell differs, 2 usage, 5 the suite itself failed, 7 something is missing on this machine.
"""

import argparse
import concurrent.futures
import dataclasses
import os
import pathlib
import sys
import tempfile
import time
import traceback

import broken
import compatibility
import logins
import mock
import profiles
import programs
import round_trips
import tables
from consumers import CONSUMERS
from consumers.orcamo import ORCAMO


# The files are the same in each run, to the octet: what is said of a damaged one depends on where the damage is.
# They are valid from 2031 to 2034, and no consumer minds this machine's date: libfaketime's 2036 changes no cell.
HOME = {"seed": 4711, "clock": {"now": "2031-02-03T04:05:06Z"}}


@dataclasses.dataclass(frozen=True)
class Workshop:
    """What the cells share: a folder, this project's programs, the mock, a sandbox of it that lets in whom the files
    speak for, an identity of an authority that no sandbox knows, and that authority's certificate."""

    folder: pathlib.Path
    programs: pathlib.Path
    mock: mock.Mock
    home: mock.Sandbox
    foreign: dict
    foreign_ca: pathlib.Path


class SuiteFailed(Exception):
    """A cell could not be measured: a fault of the suite, or of the machine."""


def carry_out(jobs, workers):
    """{key: what its callable returned}; the first one that raises ends it all."""
    results = {}
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        pending = {key: pool.submit(job) for key, job in jobs}
        for key, result in pending.items():
            try:
                results[key] = result.result()
            except Exception as error:
                pool.shutdown(cancel_futures=True)
                raise SuiteFailed(" × ".join(key)) from error
    return results


def publish(document, file, update):
    """The differences to the published document; none where it was written anew."""
    if update:
        file.write_text(document, encoding="utf-8")
        return []
    published = file.read_text(encoding="utf-8") if file.exists() else ""
    for line in tables.other_versions(published, document):
        print(f"interop: {file.name} was published for other versions. {line}")
    return tables.differences(published, document, file.name)


def versions_of(consumers):
    return list(dict.fromkeys(who.version() for who in consumers if who.needs))


def measure(options, consumers, folder):
    server = options.bin / "orcamo-mock"
    with mock.running(server, folder / "foreign") as stranger:
        foreign, foreign_ca = stranger.sandbox().issue(), stranger.ca.read_text()
    (folder / "foreign-ca.pem").write_text(foreign_ca)
    with mock.running(server, folder / "mock") as running:
        workshop = Workshop(folder, options.bin, running, running.sandbox(**HOME), foreign, folder / "foreign-ca.pem")
        for who in {ORCAMO, *consumers}:  # whatever is asked for, it judges what the others write
            who.prepare(workshop)
        rows = profiles.rows(running)
        files = compatibility.seal_all(rows, workshop.home, folder)
        opened = carry_out(compatibility.jobs(consumers, files, folder), options.jobs)
        kinds = broken.kinds(running)
        damaged = broken.make_all(kinds, workshop.home, folder)
        tried = carry_out(broken.jobs(consumers, damaged, folder), options.jobs)
        written = carry_out(round_trips.jobs(consumers, workshop), options.jobs)
        reported = carry_out(logins.jobs(consumers, workshop), options.jobs)
        sound = {row.name: file for row, file in files.items() if row.typed is None}
        faults = [*compatibility.foretold_otherwise(consumers, sound, opened, folder).values(),
                  *broken.foretold_otherwise(consumers, damaged, tried, folder), *logins.foretold_otherwise(reported)]
    versions = versions_of(consumers)
    sections = [broken.section(consumers, kinds, tried), round_trips.section(written)]
    return {
        "p12-compatibility.md": compatibility.document(consumers, rows, opened, versions, sections),
        "client-reports.md": logins.document(consumers, reported, versions),
    }, faults


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", type=pathlib.Path, required=True, help="folder of orcamo-mock and orcamo-renew")
    parser.add_argument("--docs", type=pathlib.Path, required=True, help="folder of the published tables")
    parser.add_argument("--update", action="store_true", help="publish what is measured")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="print what these consumers do")
    parser.add_argument("--jobs", type=int, default=(os.cpu_count() or 2) + 1, metavar="COUNT", help="runs at a time")
    options = parser.parse_args(arguments)

    consumers = [who for who in CONSUMERS if not options.only or who.name in options.only]
    absent = programs.missing(sorted({need for who in consumers for need in who.needs}))
    if absent:
        print("interop: missing on this machine:", *absent, file=sys.stderr)
        return 7
    started = time.monotonic()
    options.bin = options.bin.resolve()
    with tempfile.TemporaryDirectory(prefix="interop-") as folder:
        documents, faults = measure(options, consumers, pathlib.Path(folder).resolve())
    if options.only:
        print(*documents.values(), sep="\n")
        return 0

    told = faults + [line for name, document in documents.items()
                     for line in publish(document, options.docs / name, options.update)]
    print(*told, sep="\n", end="\n" if told else "")
    cells = sum(len(tables.cells_of(document)) for document in documents.values())
    took = f"{cells} cells after {time.monotonic() - started:.0f} s"
    if told:
        print(f"interop: FAILED, not as published ({took}). Where it is meant to be: ci/interop.sh --update", file=sys.stderr)
        return 1
    print(f"interop: {'published' if options.update else 'all as published'} ({took})")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Exception as error:
        traceback.print_exc()
        print(f"interop: FAILED, the suite itself: {type(error).__name__}: {error}", file=sys.stderr)
        sys.exit(5)
