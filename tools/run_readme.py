#!/usr/bin/env python3
"""Runs the walk-through of a README exactly as it stands there and compares what it prints.

Usage: run_readme.py --bin DIRECTORY README.md

A fenced block right below the line <!-- walkthrough --> is run; a fenced block right below <!-- prints --> is what the
block before it prints, standard error included, where … stands for anything on one line. A block without one prints
nothing. All blocks share one shell, in an empty folder where build/demo/bin holds the programs from DIRECTORY.

Exit codes: 0 all as written, 1 something differs, 2 usage, 3 no walk-through there.
"""

import argparse
import dataclasses
import difflib
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

FENCE = re.compile(r"<!-- (walkthrough|prints) -->\n+```[a-z]*\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SECONDS = 50


@dataclasses.dataclass
class Block:
    line: int
    commands: str
    prints: str = ""


def blocks_of(text):
    blocks = []
    for found in FENCE.finditer(text):
        line = text.count("\n", 0, found.start(2)) + 1
        if found[1] == "walkthrough":
            blocks.append(Block(line, found[2]))
        elif not blocks or blocks[-1].prints:
            raise ValueError(f"line {line}: <!-- prints --> belongs below a <!-- walkthrough --> block")
        else:
            blocks[-1].prints = found[2]
    if not blocks:
        raise ValueError("no <!-- walkthrough --> block")
    if text.count("<!-- walkthrough -->") != len(blocks):
        raise ValueError("a <!-- walkthrough --> line without a fenced block below it")
    return blocks


def fits(written, printed):
    """Whether a printed line is as written; … is anything."""
    return re.fullmatch(".*".join(re.escape(part) for part in written.split("…")), printed) is not None


def differences(block, printed):
    written = block.prints.splitlines()
    printed = printed.splitlines()
    if len(written) == len(printed) and all(map(fits, written, printed)):
        return []
    # Lines that fit are shown alike, so that the difference is what stands out.
    alike = [next((line for line in written if fits(line, shown)), shown) for shown in printed]
    return difflib.unified_diff(written, alike, "written", "printed", lineterm="")


def run(blocks, programs):
    """Runs all blocks in one shell; returns (exit code, output) of each block that came to its end."""
    with tempfile.TemporaryDirectory(prefix="readme-") as folder:
        bin_folder = pathlib.Path(folder, "build", "demo", "bin")
        bin_folder.mkdir(parents=True)
        for program in programs:
            (bin_folder / program.name).symlink_to(program)
        mark = f"--- end of block {os.urandom(8).hex()} "
        script = "exec 2>&1\n" + "".join(f"{block.commands}\nprintf '\\n%s%d\\n' '{mark}' $?\n" for block in blocks)
        output = pathlib.Path(folder, ".output")
        # What would send the commands elsewhere than the reader's terminal does.
        surroundings = {
            name: value for name, value in os.environ.items()
            if not name.startswith("ORCAMO_") and not name.lower().endswith("_proxy")
        }
        with output.open("w") as sink:
            # A session of its own, so that what the walk-through leaves running can be ended with it.
            shell = subprocess.Popen(
                ["bash", "-c", script],
                cwd=folder,
                env=surroundings,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                start_new_session=True,
            )
            try:
                shell.wait(SECONDS)
            except subprocess.TimeoutExpired:
                print(f"run_readme: still running after {SECONDS} s")
            finally:
                try:
                    os.killpg(shell.pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
                shell.wait()
        parts = re.split(re.escape("\n" + mark) + r"(\d+)\n", output.read_text(encoding="utf-8", errors="replace"))
    return [(int(code), text) for text, code in zip(parts[0::2], parts[1::2])], parts[-1]


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", type=pathlib.Path, required=True, help="folder of the programs")
    parser.add_argument("readme", type=pathlib.Path)
    options = parser.parse_args(arguments)

    programs = [(options.bin / name).resolve() for name in ("orcamo-mock", "orcamo-renew", "orcamo-p12")]
    for program in programs:
        if not program.exists():
            parser.error(f"{program} does not exist")
    try:
        blocks = blocks_of(options.readme.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        print(f"run_readme: {options.readme}: {error}", file=sys.stderr)
        return 3

    results, rest = run(blocks, programs)
    faults = 0
    for block, (code, printed) in zip(blocks, results):
        different = list(differences(block, printed))
        if code or different:
            faults += 1
            print(f"{options.readme}:{block.line}: exit code {code}", *different, sep="\n")
    for block in blocks[len(results) :]:
        faults += 1
        print(f"{options.readme}:{block.line}: did not come to its end", rest, sep="\n")
        rest = ""
    print(f"run_readme: {options.readme.name}: {len(blocks)} blocks, {faults} not as written")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
