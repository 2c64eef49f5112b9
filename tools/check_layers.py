#!/usr/bin/env python3
"""Proves that the sources include only what tools/layers.toml allows.

Usage: check_layers.py [--root DIRECTORY] [--table FILE]
       check_layers.py --not-seeing HEADER…    lists the .cpp files that include none of these, directly or indirectly

Exit codes: 0 all as allowed, 1 something is not, 2 usage, 3 the table is unusable.
"""

import argparse
import fnmatch
import pathlib
import posixpath
import re
import sys
import tomllib

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"]+)"|<([^>]+)>)', re.MULTILINE)
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
SUFFIXES = {".hpp", ".cpp", ".h", ".cc", ".ipp"}


def under(path, places):
    """Whether `path` is one of `places` or lies in one of them."""
    return any(path == place or path.startswith(place + "/") for place in places)


class Source:
    def __init__(self, root, path):
        self.path = path
        self.text = (root / path).read_text(encoding="utf-8")
        self.includes = []  # (line, name, quoted)
        for found in INCLUDE.finditer(self.text):
            line = self.text.count("\n", 0, found.start()) + 1
            self.includes.append((line, found[1] or found[2], found[1] is not None))


class Tree:
    """The sources of a repository and the table that they are held against."""

    def __init__(self, root, table):
        self.root = root
        self.table = table
        self.sources = {}
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.suffix in SUFFIXES and path.is_file() and not name.startswith(("build/", ".")):
                self.sources[name] = Source(root, name)

    def layer_of(self, path):
        owners = [(len(owned), layer) for layer in self.table["layer"] for owned in layer["owns"] if under(path, [owned])]
        return max(owners, key=lambda owner: owner[0])[1] if owners else None

    def resolve(self, includer, name):
        """The file of this tree that an include names; None if it is from outside."""
        for folder in [pathlib.PurePosixPath(includer).parent.as_posix(), *self.table["roots"]]:
            candidate = posixpath.normpath(f"{folder}/{name}")
            if candidate in self.sources:
                return candidate
        return None

    def findings(self):
        for source in self.sources.values():
            yield from self.layer_findings(source)
            yield from self.outside_findings(source)
            yield from self.word_findings(source)
        for path in self.sources:
            if under(path, self.table["public"]["folders"]):
                yield from self.public_findings(path)

    def layer_findings(self, source):
        layer = self.layer_of(source.path)
        if layer is None:
            if not under(source.path, self.table["unlayered"]):
                yield f"{source.path}:1: belongs to no layer of the table"
            return
        for line, name, _ in source.includes:
            target = self.resolve(source.path, name)
            if target is None:
                continue
            other = self.layer_of(target)
            if other is None:
                yield f"{source.path}:{line}: {layer['name']} may not include {target}, which is in no layer"
            elif other is not layer and other["name"] not in layer["sees"]:
                yield f"{source.path}:{line}: {layer['name']} may not include {target} of {other['name']}"

    def outside_findings(self, source):
        for line, name, _ in source.includes:
            if self.resolve(source.path, name):
                continue
            for rule in self.table["outside"]:
                if not self.begins(name, rule["headers"]):
                    continue
                allowed = "places" not in rule or under(source.path, rule["places"])
                allowed = allowed or any(matches(source.path, pattern) for pattern in rule.get("files", []))
                if not allowed or under(source.path, rule.get("not_in", [])):
                    yield f"{source.path}:{line}: may not include <{name}>: {rule['why']}"

    def word_findings(self, source):
        code = COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), source.text)
        for rule in self.table["words"]:
            if not under(source.path, rule["not_in"]) or source.path in rule.get("except", []):
                continue
            for found in re.finditer(rule["pattern"], code):
                line = code.count("\n", 0, found.start()) + 1
                yield f"{source.path}:{line}: may not say {found[0]}: {rule['why']}"

    def brought_along(self, path):
        """Every include from outside that `path` comes to, as (name, line in `path` or 1, the files on the way)."""
        waiting, seen = [(path, [])], {path}
        while waiting:
            current, way = waiting.pop()
            for line, name, _ in self.sources[current].includes:
                target = self.resolve(current, name)
                if target is None:
                    yield name, 1 if way else line, way
                elif target not in seen:
                    seen.add(target)
                    waiting.append((target, [*way, target]))

    def public_findings(self, path):
        for name, line, way in self.brought_along(path):
            if self.begins(name, self.table["public"]["never"]):
                through = f" (through {' > '.join(way)})" if way else ""
                yield f"{path}:{line}: a public header brings along <{name}>{through}"

    def not_seeing(self, headers):
        """The .cpp files that come to none of these headers."""
        for path in self.sources:
            if path.endswith(".cpp") and not any(self.begins(name, headers) for name, _, _ in self.brought_along(path)):
                yield path

    @staticmethod
    def begins(name, headers):
        """`asio/` means everything in there; `filesystem` that header; `boost/asio` the header and the folder."""
        return any(
            name.startswith(header) if header.endswith("/") else name in (header, header + ".hpp") or name.startswith(header + "/")
            for header in headers
        )


def matches(path, pattern):
    """As in a shell: `*` does not cross a slash."""
    return path.count("/") == pattern.count("/") and fnmatch.fnmatchcase(path, pattern)


def check_table(table):
    names = [layer["name"] for layer in table["layer"]]
    for position, layer in enumerate(table["layer"]):
        for seen in layer["sees"]:
            if seen not in names:
                raise ValueError(f"layer {layer['name']} sees {seen}, which is no layer")
            if seen not in names[:position]:
                raise ValueError(f"layer {layer['name']} sees {seen}, which does not stand above it: arrows point one way")


def main(arguments):
    here = pathlib.Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=pathlib.Path, default=here.parent, help="repository to check")
    parser.add_argument("--table", type=pathlib.Path, default=here / "layers.toml", help="what is allowed")
    parser.add_argument("--not-seeing", nargs="+", metavar="HEADER", help="list the .cpp files that come to none of these")
    options = parser.parse_args(arguments)

    try:
        table = tomllib.loads(options.table.read_text(encoding="utf-8"))
        check_table(table)
    except (OSError, KeyError, ValueError) as error:
        print(f"check_layers: {options.table}: {error}", file=sys.stderr)
        return 3
    tree = Tree(options.root, table)
    if not tree.sources:
        print(f"check_layers: {options.root}: no sources there", file=sys.stderr)
        return 3
    if options.not_seeing:
        print(*tree.not_seeing(options.not_seeing), sep="\n")
        return 0
    findings = sorted(set(tree.findings()))
    for finding in findings:
        print(finding)
    print(f"check_layers: {len(tree.sources)} files, {len(findings)} forbidden")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
