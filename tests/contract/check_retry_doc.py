#!/usr/bin/env python3
"""Proves that docs/reference/renewal.md lists exactly the failures that client/workflow/retry_policy.cpp tries again.

Usage: check_retry_doc.py [TABLE NAMES DOCUMENT]
"""

import pathlib
import re
import sys

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
WAYS = {"kSameQuestion": "the same question", "kNewLink": "a new link, once in a run"}


def main(arguments):
    table, names, document = map(pathlib.Path, arguments) if arguments else (
        REPOSITORY / "client" / "workflow" / "retry_policy.cpp",
        REPOSITORY / "pki" / "error.cpp",
        REPOSITORY / "docs" / "reference" / "renewal.md",
    )
    code_names = dict(re.findall(r'case Errc::(\w+):\s+return "([^"]+)";', names.read_text(encoding="utf-8")))
    coded = {}
    for cases, way in re.findall(r"((?:\s*case Errc::\w+:)+)\s+return Again::(\w+);", table.read_text(encoding="utf-8")):
        coded.update({code_names[code]: WAYS[way] for code in re.findall(r"Errc::(\w+)", cases)})
    told = {}
    for codes, way in re.findall(r"^\| (`[^|]+`) \| ([^|]+) \|[^|]+\|$", document.read_text(encoding="utf-8"), re.MULTILINE):
        if way in WAYS.values():
            told.update({code: way for code in re.findall(r"`([^`]+)`", codes)})

    faults = [f"{code}: {way} in {table.name}, {told.get(code, 'nothing')} in {document.name}"
              for code, way in sorted(coded.items()) if told.get(code) != way]
    faults += [f"{code} is in {document.name} and not in {table.name}" for code in sorted(set(told) - set(coded))]
    if not coded:
        faults.append(f"no failures found in {table}")
    print(*faults, f"check_retry_doc: {len(coded)} failures, {len(faults)} faults", sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
