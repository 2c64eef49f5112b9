#!/usr/bin/env python3
"""Proves that docs/reference/errors.md and errors.ja.md have exactly the codes of pki/error.cpp, each once and explained.

Usage: check_errors_doc.py [SOURCE DOCUMENT…]
"""

import collections
import pathlib
import re
import sys

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]


def faults_of(codes, source, document):
    rows = re.findall(r"^\| `([^`]+)` \|(.*)\|(.*)\|$", document.read_text(encoding="utf-8"), re.MULTILINE)
    listed = collections.Counter(row[0] for row in rows)
    faults = [f"{code} is not in {document.name}" for code in sorted(codes - set(listed))]
    faults += [f"{code} is in {document.name} and not in {source.name}" for code in sorted(set(listed) - codes)]
    faults += [f"{code} stands in {document.name} {count} times" for code, count in listed.items() if count > 1]
    faults += [
        f"{code} is not explained in {document.name}"
        for code, meaning, advice in rows
        if not (meaning.strip() and advice.strip())
    ]
    return faults


def main(arguments):
    reference = REPOSITORY / "docs" / "reference"
    source, *documents = map(pathlib.Path, arguments) if arguments else (
        REPOSITORY / "pki" / "error.cpp",
        reference / "errors.md",
        reference / "errors.ja.md",
    )
    codes = set(re.findall(r'return "([a-z0-9_]+\.[a-z0-9_]+)";', source.read_text(encoding="utf-8")))
    faults = [fault for document in documents for fault in faults_of(codes, source, document)]
    if not codes:
        faults.append(f"no codes found in {source}")
    print(*faults, f"check_errors_doc: {len(codes)} codes, {len(faults)} faults", sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
