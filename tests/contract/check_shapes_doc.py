#!/usr/bin/env python3
"""Proves that docs/reference/certificate-shapes.md and .ja.md have exactly the shapes of certificate_shape.cpp.

Usage: check_shapes_doc.py [--table] [TABLE ENGLISH JAPANESE]; --table prints both tables as they are to be.
"""

import pathlib
import re
import sys

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
TEXT = r'((?:"[^"]*"\s*)+)'
ROW = re.compile(rf'CertificateShape\{{\s*"([^"]+)",\s*{TEXT},\s*{TEXT},\s*"([^"]*)",\s*(\d+),\s*"([^"]+)"')
WORDS = [("accepted", "refused: §"), ("受け入れる", "拒否: §")]


def rows_of(table):
    """What the documents have to say: for each language one line a shape."""
    languages = ([], [])
    text = table.read_text(encoding="utf-8")
    rows = ROW.findall(text)
    for name, *descriptions, section, code, reason in rows:
        for lines, description, (accepted, refused) in zip(languages, descriptions, WORDS):
            what = "".join(re.findall(r'"([^"]*)"', description))
            strict = refused + section if section else accepted
            openssl = code if code != "0" else accepted
            lines.append(f"| `{name}` | {what} | {strict} | {openssl} | `{reason}` |")
    return languages if len(rows) == text.count("CertificateShape{") else ([], [])


def main(arguments):
    table, *documents = map(pathlib.Path, arguments) if arguments and arguments != ["--table"] else (
        REPOSITORY / "mock-server" / "authority" / "certificate_shape.cpp",
        REPOSITORY / "docs" / "reference" / "certificate-shapes.md",
        REPOSITORY / "docs" / "reference" / "certificate-shapes.ja.md",
    )
    languages = rows_of(table)
    if arguments == ["--table"]:
        print(*languages[0], "", *languages[1], sep="\n")
        return 0
    faults = [] if languages[0] else [f"{table.name} cannot be read"]
    for lines, document in zip(languages, documents):
        told = re.findall(r"^\| `.*$", document.read_text(encoding="utf-8"), re.MULTILINE)
        faults += [f"{document.name} has not: {line}" for line in lines if line not in told]
        faults += [f"{document.name} has, and {table.name} has not: {line}" for line in told if line not in lines]
        if not faults and told != lines:
            faults.append(f"{document.name} has another order than {table.name}")
    print(*faults, f"check_shapes_doc: {len(languages[0])} shapes, {len(faults)} faults", sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
