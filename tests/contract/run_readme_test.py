#!/usr/bin/env python3
"""Tests of tools/run_readme.py: a walk-through that differs from what it prints is found."""

import contextlib
import importlib.util
import io
import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
SPEC = importlib.util.spec_from_file_location("run_readme", REPOSITORY / "tools" / "run_readme.py")
run_readme = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(run_readme)


def block(commands, prints=None):
    text = f"<!-- walkthrough -->\n```sh\n{commands}\n```\n"
    return text if prints is None else text + f"\n<!-- prints -->\n```text\n{prints}\n```\n"


class RunReadme(unittest.TestCase):
    def run_text(self, text):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("orcamo-mock", "orcamo-renew", "orcamo-p12"):
                program = pathlib.Path(folder, name)
                program.write_text(f"#!/bin/sh\necho this is {name}\n", encoding="utf-8")
                program.chmod(0o755)
            readme = pathlib.Path(folder, "README.md")
            readme.write_text(text, encoding="utf-8")
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
                code = run_readme.main(["--bin", folder, str(readme)])
            return code, printed.getvalue()

    def assert_code(self, expected, text):
        code, printed = self.run_text(text)
        self.assertEqual(code, expected, printed)
        return printed

    def test_accepts_what_is_written(self):
        self.assert_code(0, block("echo one; echo two >&2", "one\ntwo"))

    def test_finds_another_line(self):
        printed = self.assert_code(1, block("echo one", "two"))
        self.assertIn("-two\n+one", printed)

    def test_finds_a_missing_and_a_surplus_line(self):
        self.assert_code(1, block("echo one", "one\ntwo"))
        self.assert_code(1, block("echo one; echo two", "one"))
        self.assert_code(1, block("echo one"))

    def test_finds_a_command_that_fails(self):
        self.assertIn("exit code 3", self.assert_code(1, block("(exit 3)")))

    def test_lets_an_ellipsis_stand_for_one_line_at_most(self):
        self.assert_code(0, block("echo '{\"serial\":\"123\"}'", '{"serial":"…"}'))
        self.assert_code(1, block("echo a; echo b", "a…b"))
        self.assert_code(1, block("echo serial 123 expired", "serial … valid"))

    def test_keeps_one_shell_for_all_blocks(self):
        self.assert_code(0, block("a=1; cd build") + block('echo "$a $(basename "$PWD")"', "1 build"))

    def test_offers_the_programs_where_the_demo_builds_them(self):
        self.assert_code(0, block("build/demo/bin/orcamo-renew", "this is orcamo-renew"))

    def test_ends_what_was_left_running(self):
        self.assert_code(0, block("sleep 1000 &"))

    def test_says_when_the_shell_ends_early(self):
        self.assertIn("did not come to its end", self.assert_code(1, block("exit 0") + block("echo never", "never")))

    def test_leaves_unmarked_blocks_alone(self):
        self.assert_code(0, "```sh\nexit 1\n```\n" + block("true"))

    def test_refuses_a_readme_without_a_walkthrough(self):
        self.assert_code(3, "# nothing\n")
        self.assert_code(3, "<!-- walkthrough -->\nno block\n" + block("true"))


if __name__ == "__main__":
    unittest.main()
