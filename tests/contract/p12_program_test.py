#!/usr/bin/env python3
"""Proves orcamo-p12's command line: its exit codes, where it takes the password from, and the shape of its JSON.

Usage: p12_program_test.py PROGRAM
"""

import base64
import datetime
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = sys.argv.pop()


class Inspect(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.kept = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.kept.name)
        cls.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-keyout", "key.pem",
                    "-out", "certificate.pem", "-subj", "/CN=client001", "-days", "30")
        cls.export("usual.p12", "secret")
        cls.export("empty.p12", "")
        cls.export("nomac.p12", "secret", "-nomac")
        cls.export("old.p12", "secret", "-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES")
        (cls.folder / "usual.password.txt").write_text("secret\n")
        (cls.folder / "secret.txt").write_text("secret\n")
        (cls.folder / "wrong.txt").write_text("other\n")
        (cls.folder / "empty.txt").write_text("")

    @classmethod
    def tearDownClass(cls):
        cls.kept.cleanup()

    @classmethod
    def openssl(cls, *arguments):
        subprocess.run(["openssl", *arguments], cwd=cls.folder, check=True, capture_output=True)

    @classmethod
    def export(cls, name, password, *arguments):
        cls.openssl("pkcs12", "-export", "-inkey", "key.pem", "-in", "certificate.pem", "-out", name, "-passout",
                    f"pass:{password}", *arguments)

    def run_program(self, *arguments, stdin=""):
        return subprocess.run([PROGRAM, "inspect", *arguments], cwd=self.folder, input=stdin, capture_output=True,
                              text=True, timeout=30)

    def verdict(self, *arguments, stdin=""):
        """The exit code and the verdict."""
        ran = self.run_program(*arguments, "--output", "json", stdin=stdin)
        return ran.returncode, json.loads(ran.stdout)["verdict"]

    def test_takes_the_password_from_where_it_is_told(self):
        self.assertEqual(self.verdict("usual.p12"), (0, "ok"))
        self.assertEqual(self.verdict("usual.p12", "--password-file", "secret.txt"), (0, "ok"))
        self.assertEqual(self.verdict("usual.p12", "--password-file", "-", stdin="secret\n"), (0, "ok"))
        self.assertEqual(self.verdict("usual.p12", "--password-file", "wrong.txt"), (1, "wrong_password"))
        self.assertEqual(self.verdict("usual.p12", "--no-password"), (1, "wrong_password"))

    def test_takes_no_password_and_an_empty_file_for_the_empty_one(self):
        self.assertEqual(self.verdict("empty.p12"), (0, "ok"))
        self.assertEqual(self.verdict("empty.p12", "--no-password"), (0, "ok"))
        self.assertEqual(self.verdict("empty.p12", "--password-file", "empty.txt"), (0, "ok"))

    def test_judges_by_the_policy(self):
        by = lambda name, *policy: self.verdict(name, "--password-file", "secret.txt", *policy)
        self.assertEqual(by("nomac.p12"), (1, "mac_missing"))
        self.assertEqual(by("nomac.p12", "--policy", "lenient"), (0, "ok"))
        self.assertEqual(by("nomac.p12", "--policy", "strict"), (1, "mac_missing"))
        self.assertEqual(by("old.p12"), (0, "ok"))
        self.assertEqual(by("old.p12", "--policy", "lenient"), (0, "ok"))
        self.assertEqual(by("old.p12", "--policy", "strict"), (1, "unsupported_algorithm"))

    def test_names_what_is_no_p12(self):
        self.assertEqual(self.verdict("certificate.pem"), (1, "not_p12"))

    def test_gives_a_hint_that_opens_a_p12_in_pem(self):
        octets = (self.folder / "usual.p12").read_bytes()
        (self.folder / "pem.p12").write_bytes(b"-----BEGIN PKCS12-----\n" + base64.encodebytes(octets) +
                                              b"-----END PKCS12-----\n")
        report = json.loads(self.run_program("pem.p12", "--output", "json").stdout)
        self.assertEqual(report["verdict"], "not_p12")
        command = report["hint"].split(": ", 1)[1].replace("FILE.p12", "decoded.p12").replace("FILE", "pem.p12")
        subprocess.run(command, shell=True, cwd=self.folder, check=True)
        self.assertEqual((self.folder / "decoded.p12").read_bytes(), octets)

    def test_has_the_published_shape(self):
        report = json.loads(self.run_program("usual.p12", "--output", "json").stdout)
        self.assertEqual([algorithm["use"] for algorithm in report["algorithms"]], ["mac", "safe", "key"])
        self.assertEqual([certificate["subject"] for certificate in report["certificates"]], ["CN=client001"])
        self.assertIs(report["opens_in"]["openssl3"], True)
        self.assertEqual(sorted(report["why_not"]), sorted(name for name, yes in report["opens_in"].items() if not yes))

    def test_ends_with_two_where_it_cannot_begin(self):
        for arguments in (["missing.p12"], ["usual.p12", "--password-file", "missing.txt"], ["usual.p12", "--policy", "x"],
                          ["usual.p12", "--policy", "1"], ["usual.p12", "--policy", "9"], [],
                          ["usual.p12", "--no-password", "--password-file", "secret.txt"], ["usual.p12", "--output", "x"],
                          ["usual.p12", "--now", "tomorrow"]):
            ran = self.run_program(*arguments)
            self.assertEqual((ran.returncode, ran.stdout), (2, ""), arguments)
            self.assertTrue(ran.stderr.startswith("orcamo-p12: "), ran.stderr)

    def test_shows_nothing_that_a_terminal_obeys(self):
        odd = "x\x1b]0;t\x07\n\u202e.p12"
        for arguments in (["inspect", odd], ["inspect", "usual.p12", odd], ["inspect", "usual.p12", "--password-file", odd],
                          ["mint", "--profile", odd, "--out", "odd"], ["mint", "--seed", odd, "--out", "odd"], [odd]):
            ran = subprocess.run([PROGRAM, *arguments], cwd=self.folder, capture_output=True, text=True, timeout=30)
            self.assertEqual((ran.returncode, ran.stdout), (2, ""), arguments)
            self.assertRegex(ran.stderr, r"\Aorcamo-p12: [^\x00-\x1f\x7f\u202e]*\n\Z")

    def test_repairs_a_password_as_orcamo_renew_does_and_says_so(self):
        (self.folder / "wide.txt").write_text("ｓｅｃｒｅｔ\n")
        ran = self.run_program("usual.p12", "--password-file", "wide.txt", "--output", "json")
        report = json.loads(ran.stdout)
        self.assertEqual((ran.returncode, report["verdict"]), (0, "ok"))
        self.assertIn("the password opens it once it is repaired: full_width_to_ascii", report["warnings"])

    def test_warns_of_a_password_that_everyone_can_read(self):
        file = self.folder / "open.txt"
        file.write_text("secret\n")
        file.chmod(0o644)
        warnings = json.loads(self.run_program("usual.p12", "--password-file", "open.txt", "--output", "json").stdout)["warnings"]
        self.assertTrue(any("everyone on this computer" in warning for warning in warnings), warnings)

    def test_warns_of_an_authority_and_takes_it(self):
        report = json.loads(self.run_program("usual.p12", "--output", "json").stdout)
        self.assertIn("its certificate is an authority's: as a renewal it is refused", report["warnings"])

    def test_warns_of_a_certificate_out_of_its_time_and_judges_the_file_as_ever(self):
        def warnings(*arguments):
            ran = self.run_program("usual.p12", "--output", "json", *arguments)
            report = json.loads(ran.stdout)
            self.assertEqual((ran.returncode, report["verdict"]), (0, "ok"))
            return [warning for warning in report["warnings"] if "valid" in warning]

        def at(time, seconds):
            return (datetime.datetime.fromisoformat(time.replace("Z", "+00:00")) + datetime.timedelta(seconds=seconds)).isoformat()

        [certificate] = json.loads(self.run_program("usual.p12", "--output", "json").stdout)["certificates"]
        first, last = certificate["not_before"], certificate["not_after"]
        last_jst = certificate["not_after_jst"]
        self.assertEqual(warnings(), [])
        self.assertEqual(warnings("--now", first), [])
        self.assertEqual(warnings("--now", last), [])
        self.assertEqual(warnings("--now", at(last, 1)),
                         [f"its certificate has expired: it was valid until {last} ({last_jst})"])
        self.assertIn(f"is not valid yet, only from {first}", warnings("--now", at(first, -1))[0])
        self.assertIn("has expired", warnings("--now", "now+31d")[0])

    def test_judges_every_consumer_of_a_file_that_is_too_large_to_be_read(self):
        report = json.loads(self.run_program("/dev/zero", "--output", "json").stdout)
        self.assertEqual(report["verdict"], "limit_exceeded")
        self.assertEqual(len(report["opens_in"]), len(report["why_not"]))
        self.assertIn("curl", report["opens_in"])
        self.assertEqual(set(report["why_not"].values()), {"it is too large, or nested too deeply"})

    def test_ends_with_five_where_nobody_hears_it(self):
        for command in (["inspect", "usual.p12"], ["mint", "--out", "made"]):
            with open("/dev/full", "w") as full:
                ran = subprocess.run([PROGRAM, *command], cwd=self.folder, stdout=full, stderr=subprocess.PIPE, text=True,
                                     timeout=30)
            self.assertEqual(ran.returncode, 5, command)
            self.assertIn("standard output cannot be written", ran.stderr)

    def test_mints_no_file_over_another(self):
        first = subprocess.run([PROGRAM, "mint", "--out", "minted"], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual(first.returncode, 0, first.stderr)
        again = subprocess.run([PROGRAM, "mint", "--out", "minted"], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual((again.returncode, again.stdout), (2, ""))

    def test_prints_no_password(self):
        for form in ("text", "json"):
            ran = self.run_program("usual.p12", "--output", form)
            self.assertNotIn("secret", ran.stdout + ran.stderr)


if __name__ == "__main__":
    unittest.main()
