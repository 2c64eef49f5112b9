#!/usr/bin/env python3
"""Proves that docs/reference/config.md has exactly the keys of the program's schema, each with its option, its variable
and its default, and that the program's schema is the published one.

Usage: check_config_doc.py DOCUMENT SCHEMA PROGRAM
"""

import json
import pathlib
import re
import subprocess
import sys


def said_by(program, option):
    return subprocess.run([program, "serve", option], capture_output=True, text=True, timeout=30, check=True).stdout


def variables_of(program):
    """The variable of each option that --help lists."""
    return dict(re.findall(r"^  (--[a-z0-9-]+)\b.*?\(Env:([A-Z0-9_]+)\)", said_by(program, "--help"), re.MULTILINE))


def faults_of_row(key, places, default, schema, variables):
    names = re.findall(r"`([^`]+)`", places)
    option = next((name for name in names if name in variables), "")
    name = option.lstrip("-").replace("-", "_")
    if key not in (name, name + "s"):
        yield f"{key} is not the key of {places}"
    elif names != [option, variables[option]]:
        yield f"{key} is set by {option}, {variables[option]}, not by {places}"
    written = f"`{json.dumps(schema[key]['default'])}`" if "default" in schema[key] else ""
    if default != written:
        yield f"{key} has the default {written or 'none'}, not {default or 'none'}"


def main(arguments):
    document, published, program = map(pathlib.Path, arguments)
    text = document.read_text(encoding="utf-8")
    schema_text = published.read_text(encoding="utf-8")
    schema = json.loads(schema_text)["properties"]
    variables = variables_of(program)

    faults = []
    if said_by(program, "--print-config-schema") != schema_text:
        faults.append(f"{published.name} is not what the program prints")
    settings = re.findall(r"^\| `([^`]+)` \| (`--[^|]*?) \|([^|]*)\|[^|]*\|$", text, re.MULTILINE)
    others = re.findall(r"^\| `([^`]+)` \|[^|]*\|$", text, re.MULTILINE)
    listed = [key for key, *rest in settings] + others
    faults += [f"{key} is not in {document.name}" for key in schema if key not in listed]
    faults += [f"{key} is in {document.name} only" for key in listed if key not in schema]
    faults += [f"{key} stands there twice" for key in sorted({key for key in listed if listed.count(key) > 1})]
    for key, places, default in settings:
        if key in schema:
            faults += faults_of_row(key, places, default.strip(), schema, variables)
    if not settings or not variables:
        faults.append("no settings found")
    print(*faults, f"check_config_doc: {len(listed)} keys, {len(faults)} faults", sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
