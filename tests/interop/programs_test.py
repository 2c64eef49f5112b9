#!/usr/bin/env python3
"""Tests of programs.py."""

import os
import tempfile
import unittest

import programs


class Run(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def run_shell(self, script, **how):
        return programs.run(["sh", "-c", script], self.folder, **how)

    def test_tells_code_and_both_outputs(self):
        ran = self.run_shell("cat; echo err >&2; exit 3", sends=b"in")

        self.assertEqual((ran.code, ran.out, ran.err), (3, b"in", b"err\n"))

    def test_ends_what_takes_too_long_with_its_children(self):
        ran = self.run_shell("(trap '' TERM; while :; do :; done) & echo started; wait", seconds=0.2)

        self.assertIsNone(ran.code)
        self.assertEqual(ran.out, b"started\n")

    def test_has_the_patience_of_its_thread(self):
        with programs.patience(0.2):
            self.assertIsNone(self.run_shell("sleep 60").code)
        self.assertEqual(self.run_shell("sleep 0.3").code, 0)

    def test_passes_nothing_of_these_surroundings_on(self):
        os.environ["INTEROP_TEST_SETTING"] = "x"
        self.addCleanup(os.environ.pop, "INTEROP_TEST_SETTING")

        ran = self.run_shell('echo "$INTEROP_TEST_SETTING,$HOME,$MORE"', env={"MORE": "1"})

        self.assertEqual(ran.out.decode().strip(), f",{self.folder},1")

    def test_has_no_terminal(self):
        self.assertNotEqual(self.run_shell(": </dev/tty").code, 0)


class Missing(unittest.TestCase):
    def test_names_what_is_neither_a_program_nor_a_file(self):
        self.assertEqual(programs.missing(["sh", "no-such-program", __file__, "/no/such/file"]),
                         ["no-such-program", "/no/such/file"])


if __name__ == "__main__":
    unittest.main()
