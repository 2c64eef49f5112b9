#!/usr/bin/env python3
"""Does what docs/howto/embed.md says, in a folder of its own: installs the package, builds the page's project against it
with find_package(orcamo), and renews with it against a mock.

Usage: check_embedding.py --build BUILD [--flags COMPILER-FLAGS] [--compiler COMPILER] PAGE
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.request

SECONDS = 300
MOST_LINES = 15


def run(*command, **more):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=SECONDS, **more)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def blocks(page, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def issue(ready, folder):
    """A certificate with 89 days left in a store of its own, as the page supposes."""
    url = ready["admin"] + "/__admin/sandboxes/default/certificates"
    order = urllib.request.Request(url, json.dumps({"not_after": "now+89d"}).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(order, timeout=SECONDS) as answer:
        issued = json.load(answer)
    store = folder / "certificates"
    store.mkdir(mode=0o700)
    with urllib.request.urlopen(f"{url}/{issued['serial']}.p12", timeout=SECONDS) as answer:
        (store / issued["file_name"]).write_bytes(answer.read())
    password = store / issued["file_name"].replace(".p12", ".password.txt")
    password.touch(mode=0o600)
    password.write_text(issued["password"] + "\n")
    (store / issued["file_name"]).chmod(0o600)
    return store


def check(arguments, folder):
    (cmake,), (program,) = blocks(arguments.page, "cmake"), blocks(arguments.page, "cpp")
    lines = [line for line in program.splitlines() if line.strip()]
    body = [line for line in lines if not line.startswith("#include")]
    if len(body) > MOST_LINES:
        raise RuntimeError(f"{arguments.page.name} promises {MOST_LINES} lines and has {len(body)}")

    prefix = folder / "prefix"
    run("cmake", "--install", arguments.build, "--prefix", prefix)
    project = folder / "project"
    project.mkdir()
    (project / "CMakeLists.txt").write_text(cmake)
    (project / "main.cpp").write_text(program)
    run("cmake", "-G", "Ninja", "-S", project, "-B", project / "build", f"-DCMAKE_PREFIX_PATH={prefix}",
        f"-DCMAKE_CXX_COMPILER={arguments.compiler}", f"-DCMAKE_CXX_FLAGS={arguments.flags}")
    run("cmake", "--build", project / "build")

    with subprocess.Popen([prefix / "bin" / "orcamo-mock", "serve", "--log-level", "off"],
                          stdout=subprocess.PIPE, text=True) as mock:
        try:
            ready = json.loads(mock.stdout.readline())
            store = issue(ready, folder)
            old = next(store.glob("*.p12")).name
            said = run(project / "build" / "renew", ready["https"], ready["ca"], store)
        finally:
            mock.terminate()
    renewed = {path.name for path in store.glob("*.p12")} - {old}
    if renewed != {said.strip()}:
        raise RuntimeError(f"it did not renew: {said!r}, {sorted(os.listdir(store))}")
    return len(body)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--compiler", default="c++")
    parser.add_argument("--flags", default="")
    parser.add_argument("page", type=pathlib.Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="orcamo-embed-") as folder:
        count = check(arguments, pathlib.Path(folder))
    print(f"check_embedding: {arguments.page.name} installed, built and run; {count} lines")


if __name__ == "__main__":
    sys.exit(main())
