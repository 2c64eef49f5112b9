#!/usr/bin/env python3
"""Tests of ci/packages.sh, with stand-ins for apt-get, dpkg-query, id and sudo: this machine is left alone."""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

PACKAGES = pathlib.Path(__file__).resolve().parents[2] / "ci" / "packages.sh"
TABLE = """
build | there-dev   | header:nowhere/there.h   | already installed
build | missing-dev | header:nowhere/missing.h | not installed
test  | other       | command:no-such-command  | not asked for
"""
PROGRAMS = {
    "dpkg-query": '[ "${@: -1}" = there-dev ] && printf installed || exit 1',
    "id": "echo ${USER_ID:-0}",
    "apt-get": """
        echo "apt-get $*" >>"$LOG"
        case " $* " in
          *" update "*) touch "$LOG.updated" ;;
          *" --simulate "*)
            [ -z "${NEEDS_UPDATE:-}" ] || [ -e "$LOG.updated" ] || exit 100
            [ -z "${REMOVES:-}" ] || echo "Remv $REMOVES [1.74.0-9]"
            echo "Inst missing-dev (1.0)" ;;
          *) [ -z "${FAILS:-}" ] || exit 100 ;;
        esac""",
}


class EnsurePackages(unittest.TestCase):
    def ensure(self, group, without=(), **environment):
        """Calls `ensure_packages group`; returns its exit code, what it said, and the calls of apt-get."""
        with tempfile.TemporaryDirectory() as folder:
            for name in ("basename", "env", "awk", "paste", "sort", "sleep", "touch"):
                found = shutil.which(name)
                pathlib.Path(folder, name).symlink_to(found)
            for name, body in PROGRAMS.items():
                if name not in without:
                    program = pathlib.Path(folder, name)
                    program.write_text(f"#!/bin/bash\n{body}\n", encoding="utf-8")
                    program.chmod(0o755)
            log = pathlib.Path(folder, "log")
            done = subprocess.run(
                ["/bin/bash", "-euo", "pipefail", "-c", 'source "$1"; ORCAMO_PACKAGES=$TABLE; ensure_packages "$2"; echo done']
                + ["ci/test.sh", str(PACKAGES), group],
                env={"PATH": folder, "LOG": str(log), "TABLE": TABLE, **environment},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=30,
                check=False,
            )
            calls = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
            return done.returncode, done.stdout + done.stderr, calls

    def test_installs_only_what_is_missing(self):
        code, said, calls = self.ensure("build")
        self.assertEqual(code, 0, said)
        self.assertEqual(len(calls), 2, calls)
        self.assertIn("--simulate", calls[0])
        for wanted in ("--no-install-recommends", "--no-remove", " missing-dev"):
            self.assertIn(wanted, calls[1])
        self.assertNotIn("there-dev", calls[1])

    def test_leaves_apt_alone_when_nothing_is_missing(self):
        code, said, calls = self.ensure("build", TABLE="build | there-dev | header:nowhere/there.h | x")
        self.assertEqual((code, calls), (0, []), said)

    def test_refuses_to_remove_what_is_in_the_way(self):
        code, said, calls = self.ensure("build", REMOVES="libboost1.74-dev")
        self.assertEqual(code, 7, said)
        self.assertIn("would remove what you have: libboost1.74-dev", said)
        self.assertIn("apt-get install --no-install-recommends missing-dev", said)
        self.assertEqual(len(calls), 1, "only the simulation ran")

    def test_fetches_package_lists_once_where_there_are_none(self):
        code, said, calls = self.ensure("build", NEEDS_UPDATE="1")
        self.assertEqual(code, 0, said)
        self.assertEqual(sum(" update" in call for call in calls), 1, calls)

    def test_says_when_installing_fails(self):
        code, said, _ = self.ensure("build", FAILS="1")
        self.assertEqual(code, 7, said)
        self.assertIn("could not install: missing-dev", said)

    def test_names_the_missing_without_apt(self):
        code, said, _ = self.ensure("test", without=("apt-get", "dpkg-query"))
        self.assertEqual(code, 7, said)
        self.assertIn("missing on this machine: no-such-command", said)

    def test_says_what_root_has_to_do_without_sudo(self):
        code, said, calls = self.ensure("build", USER_ID="1000")
        self.assertEqual((code, calls), (7, []), said)
        self.assertIn("As root run: apt-get install --no-install-recommends missing-dev", said)


if __name__ == "__main__":
    unittest.main()
