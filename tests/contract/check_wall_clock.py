#!/usr/bin/env python3
"""Proves that only SystemClock reads the wall clock: looks for its readers among what object files refer to.

Usage: check_wall_clock.py NM BUILD_FOLDER OBJECT_FILE…

What shared libraries do inside is not seen here, but by tests/e2e/wall_clock_test.cpp. The log's lines get the machine's
time beside the sandbox's from spdlog, in its own library: they are for people, and no verdict reads them.
"""

import pathlib
import re
import subprocess
import sys

# As the linker knows them. Steady clocks are none of them, nor is what only converts a time.
READERS = {
    "_ZNSt6chrono3_V212system_clock3nowEv": "std::chrono::system_clock::now",
    "_ZNSt3__16chrono12system_clock3nowEv": "std::chrono::system_clock::now",
    "_ZNSt10filesystem9__file_clock3nowEv": "std::chrono::file_clock::now",
    "time": "time",
    "__time64": "time",
    "ftime": "ftime",
    "gettimeofday": "gettimeofday",
    "__gettimeofday64": "gettimeofday",
    "clock_gettime": "clock_gettime",
    "__clock_gettime64": "clock_gettime",
    "timespec_get": "timespec_get",
    "X509_cmp_current_time": "X509_cmp_current_time",
    # These read the clock where a pointer to a time is null.
    "X509_cmp_time": "X509_cmp_time",
    "X509_cmp_timeframe": "X509_cmp_timeframe",
    "X509_gmtime_adj": "X509_gmtime_adj",
    "X509_time_adj": "X509_time_adj",
    "X509_time_adj_ex": "X509_time_adj_ex",
    "ASN1_TIME_diff": "ASN1_TIME_diff",
    "OCSP_check_validity": "OCSP_check_validity",
}

ALLOWED = {
    ("pki/clock.cpp", "std::chrono::system_clock::now"): "SystemClock, which everything else gets as a Clock",
}


def source_of(object_file, build):
    """The source as the tree has it: pki/clock.cpp for pki/CMakeFiles/orcamo_pki.dir/clock.cpp.o."""
    path = pathlib.Path(object_file)
    path = path.relative_to(build) if path.is_relative_to(build) else path
    return re.sub(r"CMakeFiles/[^/]+\.dir/", "", path.as_posix()).removesuffix(".o")


def readers_in(nm, objects, build):
    """(source, reader) for every object file that refers to one."""
    listed = subprocess.run([nm, "--undefined-only", "--print-file-name", "--format=posix", *objects],
                            check=True, capture_output=True, text=True).stdout
    for line in listed.splitlines():
        file, _, symbol = line.rpartition(": ")
        reader = READERS.get(symbol.split()[0].split("@")[0])
        if reader:
            yield source_of(file, build), reader


def main():
    nm, build, *objects = sys.argv[1:]
    found = set(readers_in(nm, objects, build))
    faults = [f"{source} calls {reader}: only SystemClock reads the wall clock"
              for source, reader in sorted(found - ALLOWED.keys())]
    faults += [f"{source} is allowed to call {reader} and does not" for source, reader in sorted(ALLOWED.keys() - found)]
    print(*faults, f"check_wall_clock: {len(objects)} object files, {len(faults)} faults", sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
