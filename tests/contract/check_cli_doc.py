#!/usr/bin/env python3
"""Proves that docs/reference/cli.md has exactly the options that the programs' --help has.

Usage: check_cli_doc.py DOCUMENT PROGRAM=SUBCOMMAND,…  …
"""

import pathlib
import re
import subprocess
import sys

OPTION = re.compile(r"--[a-z][a-z0-9-]*")


def options_of(program, subcommand):
    """The options that `PROGRAM SUBCOMMAND --help` lists, at the beginning of its lines."""
    said = subprocess.run([program, subcommand, "--help"], capture_output=True, text=True, timeout=30, check=True).stdout
    return {option for line in re.findall(r"^  (?:-h,)?(--[a-z0-9-]+)", said, re.MULTILINE) for option in OPTION.findall(line)}


def section(text, title):
    found = re.search(rf"^(##+) {re.escape(title)}\n(.*?)(?=^\1 |\Z)", text, re.DOTALL | re.MULTILINE)
    return found[2] if found else ""


def main(arguments):
    document = pathlib.Path(arguments[0])
    text = document.read_text(encoding="utf-8")
    faults, known = [], 0
    for argument in arguments[1:]:
        program, _, subcommands = argument.partition("=")
        name = pathlib.Path(program).name
        # A subcommand may have a section of its own; otherwise the program's section is for all.
        titles = {}
        for subcommand in subcommands.split(","):
            title = f"{name} {subcommand}" if section(text, f"{name} {subcommand}") else name
            titles.setdefault(title, set()).update(options_of(program, subcommand) - {"--help"})
        for title, options in titles.items():
            rows = re.findall(r"^\| (`--.*?) \|", section(text, title), re.MULTILINE)
            listed = {option for row in rows for option in OPTION.findall(row)} - {"--help", "--version"}
            known += len(options)
            faults += [f"{title}: {option} is not in {document.name}" for option in sorted(options - listed)]
            faults += [f"{title}: {option} is in {document.name} only" for option in sorted(listed - options)]
    if not known:
        faults.append("no options found")
    print(*faults, f"check_cli_doc: {known} options, {len(faults)} faults", sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
