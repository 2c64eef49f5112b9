#!/usr/bin/env python3
"""Tests of wording.py."""

import unittest

import wording


class Stable(unittest.TestCase):
    def test_leaves_out_what_differs_from_run_to_run(self):
        for said, stays in (
            ("40271272547F0000:error:0A00045C:SSL routines:ssl3_read_bytes:alert:../ssl/record/rec_layer_s3.c:1601:SSL alert",
             "error:0A00045C:SSL routines:ssl3_read_bytes:alert:SSL alert"),
            ("EPROTO: write EPROTO 80CCC188367F0000:error:0A000415:SSL routines:f:alert:../deps/openssl/ssl/a.c:1:x",
             "EPROTO: write EPROTO error:0A000415:SSL routines:f:alert:x"),
            ("sslv3 alert certificate expired (_ssl.c:1007)>", "sslv3 alert certificate expired>"),
            ("curl: (35) OpenSSL/3.0.19: error:0A000412", "curl: (35) OpenSSL/3.0: error:0A000412"),
            ("2026-01-02 03:04:05 ERROR 400: Bad Request.", "ERROR 400: Bad Request."),
            ("connection to localhost:38117 was reset", "connection to localhost:PORT was reset"),
            ("connect to 127.0.0.1 port 443 failed", "connect to ADDRESS port PORT failed"),
            ("CN=orcamo-mock server e7f0e73f issuing", "CN=orcamo-mock server … issuing"),
            ("\x1b[31mred\x1b[0m\t tabs", "red tabs"),
        ):
            with self.subTest(said):
                self.assertEqual(wording.stable(said), [stays])

    def test_keeps_what_an_error_is_called(self):
        self.assertEqual(wording.stable("error:11800071:PKCS12 routines::mac verify failure"),
                         ["error:11800071:PKCS12 routines::mac verify failure"])

    def test_names_files_without_their_folder(self):
        self.assertEqual(wording.stable("cannot read /tmp/x1/identity.p12", "/tmp/x1"), ["cannot read identity.p12"])


class Telling(unittest.TestCase):
    SAID = "noise\nfirst error\n\nfirst error\nsecond error\nthird error\n"

    def test_is_the_first_lines_once_each(self):
        self.assertEqual(wording.telling(self.SAID, but="noise"), "first error / second error")

    def test_is_what_was_asked_for(self):
        self.assertEqual(wording.telling(self.SAID, only="third"), "third error")

    def test_is_empty_where_nothing_was_said(self):
        self.assertEqual(wording.telling("\n\n"), "")


class BlamesPassword(unittest.TestCase):
    def test_knows_the_words_that_people_take_for_it(self):
        for said in ("Mac verify error: invalid password?", "verify_mac: The Message Authentication Code verification failed.",
                     "Error: mac verify failure", "keystore password was incorrect"):
            self.assertTrue(wording.blames_password(said), said)

    def test_lets_other_words_pass(self):
        for said in ("unsupported", "asn1 encoding routines::not enough data", "Error reading the machine's file"):
            self.assertFalse(wording.blames_password(said), said)


if __name__ == "__main__":
    unittest.main()
