#!/usr/bin/env python3
"""Proves that docs/reference/admin-api.md has exactly the reasons and events of mock-server/world, with their meanings.

Usage: check_journal_doc.py
"""

import pathlib
import re
import sys

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
DOCUMENT = REPOSITORY / "docs" / "reference" / "admin-api.md"


def rows_of(source, kind):
    """The names of a table `Row{Kind::k…, "name", "meaning"…}` with their meanings."""
    text = (REPOSITORY / "mock-server" / "world" / source).read_text(encoding="utf-8")
    rows = re.findall(rf'Row\{{{kind}::k\w+,\s*"(\w+)",\s*((?:"[^"]*"\s*)+)', text)
    return {name: "".join(re.findall(r'"([^"]*)"', meaning)) for name, meaning in rows}


def listed(title):
    """The table of the document whose head is `title`; a row may be about several names."""
    text = DOCUMENT.read_text(encoding="utf-8")
    found = re.search(rf"^\| {title} \| \|\n\|---\|---\|\n((?:\|.*\|\n)+)", text, re.MULTILINE)
    rows = {}
    for names, meaning in re.findall(r"^\| (`.*?`) \| (.*) \|$", found[1] if found else "", re.MULTILINE):
        for name in re.findall(r"`(\w+)`", names):
            rows[name] = meaning
    return rows


def main():
    faults, known = [], 0
    for source, kind, title in [("reason.cpp", "Reason", "reason"), ("event.cpp", "Event", "event")]:
        rows, rows_listed = rows_of(source, kind), listed(title)
        known += len(rows)
        if not rows:
            faults.append(f"no names found in {source}")
        faults += [f"{name} is not in {DOCUMENT.name}" for name in sorted(set(rows) - set(rows_listed))]
        faults += [f"{name} is in {DOCUMENT.name} and not in {source}" for name in sorted(set(rows_listed) - set(rows))]
        if kind == "Reason":
            faults += [f"{name} means something else in {DOCUMENT.name}" for name in sorted(set(rows) & set(rows_listed))
                       if rows[name] != rows_listed[name]]
    print(*faults, f"check_journal_doc: {known} names, {len(faults)} faults", sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
