#!/usr/bin/env python3
"""Proves that the C++ sample in every README is, to the letter, a test that is built and run.

Usage: check_readme_sample.py TEST README…
"""

import pathlib
import re
import sys


def main(arguments):
    test, *readmes = map(pathlib.Path, arguments)
    code = test.read_text(encoding="utf-8")
    faults = 0
    for readme in readmes:
        samples = re.findall(r"^```cpp\n(.*?)^```$", readme.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
        if samples != [code]:
            faults += 1
            print(f"{readme.name}: its C++ sample is not {test.name}")
    print(f"check_readme_sample: {len(readmes)} documents, {faults} faults")
    return 1 if faults or not readmes else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
