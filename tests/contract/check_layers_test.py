#!/usr/bin/env python3
"""Tests of tools/check_layers.py with the real table: what is forbidden is found, what is allowed is not."""

import contextlib
import importlib.util
import io
import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
SPEC = importlib.util.spec_from_file_location("check_layers", REPOSITORY / "tools" / "check_layers.py")
check_layers = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(check_layers)

HEADERS = [
    "pki/include/orcamo/pki/time.hpp",
    "mock-server/authority/pkcs12_writer.hpp",
    "mock-server/world/sandbox.hpp",
    "mock-server/net/net.hpp",
    "mock-server/net/router.hpp",
    "mock-server/surfaces/admin.hpp",
    "mock-server/include/orcamo/mock/server.hpp",
    "client/include/orcamo/client/pkcs12.hpp",
    "client/include/orcamo/client/certificate_store.hpp",
    "client/include/orcamo/client/transport.hpp",
    "client/include/orcamo/client/renewal.hpp",
    "client/identity/limits.hpp",
]


class CheckLayers(unittest.TestCase):
    def check(self, files, arguments=()):
        """Runs the program over a small tree; returns its exit code and what it printed."""
        with tempfile.TemporaryDirectory() as root:
            for path, text in {**{header: "#pragma once\n" for header in HEADERS}, **files}.items():
                file = pathlib.Path(root, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
                code = check_layers.main(["--root", root, *arguments])
            return code, printed.getvalue()

    def assert_forbidden(self, path, text, line=1):
        with self.subTest(path=path, text=text):
            code, printed = self.check({path: text})
            self.assertEqual(code, 1, printed)
            self.assertIn(f"{path}:{line}: ", printed)
            self.assertIn(" 1 forbidden", printed)

    def assert_allowed(self, path, text):
        with self.subTest(path=path, text=text):
            code, printed = self.check({path: text})
            self.assertEqual(code, 0, printed)

    def test_finds_an_include_against_the_arrows(self):
        self.assert_forbidden("pki/time.cpp", '#include "world/sandbox.hpp"\n')
        self.assert_forbidden("mock-server/authority/a.cpp", '#include "world/sandbox.hpp"\n')
        self.assert_forbidden("mock-server/world/a.cpp", '#include "net/router.hpp"\n')
        self.assert_forbidden("mock-server/net/a.cpp", '#include "surfaces/admin.hpp"\n')
        self.assert_forbidden("client/identity/a.cpp", '#include "orcamo/client/certificate_store.hpp"\n')
        self.assert_forbidden("client/store/a.cpp", '#include "orcamo/client/transport.hpp"\n')
        self.assert_forbidden("client/transport/a.cpp", '#include "orcamo/client/renewal.hpp"\n')

    def test_keeps_client_and_mock_apart(self):
        self.assert_forbidden("client/workflow/a.cpp", '#include "orcamo/mock/server.hpp"\n')
        self.assert_forbidden("client/identity/a.cpp", '#include "authority/pkcs12_writer.hpp"\n')
        self.assert_forbidden("client/cli/main.cpp", '#include "../../mock-server/world/sandbox.hpp"\n')
        self.assert_forbidden("mock-server/world/a.cpp", '#include "orcamo/client/pkcs12.hpp"\n')
        self.assert_forbidden("mock-server/authority/a.cpp", '#include "identity/limits.hpp"\n')

    def test_finds_asio_outside_its_place(self):
        self.assert_forbidden("mock-server/net/session.cpp", "#include <boost/asio.hpp>\n")
        self.assert_forbidden("mock-server/surfaces/admin.cpp", "\n#include <boost/beast/http.hpp>\n", line=2)
        self.assert_forbidden("client/workflow/a.cpp", "#include <boost/asio/ssl.hpp>\n")

    def test_keeps_io_and_wire_formats_out_of_the_world(self):
        for header in ["fstream", "filesystem", "nlohmann/json.hpp", "openssl/x509.h", "boost/asio.hpp"]:
            self.assert_forbidden("mock-server/world/a.cpp", f"#include <{header}>\n")

    def test_finds_openssl_in_a_public_header(self):
        # Forbidden twice: as OpenSSL outside its places, and as what a public header brings along.
        code, printed = self.check({"client/include/orcamo/client/pkcs12.hpp": "#include <openssl/x509.h>\n"})
        self.assertEqual(code, 1)
        self.assertIn("a public header brings along <openssl/x509.h>", printed)

    def test_follows_a_public_header_to_the_end(self):
        code, printed = self.check(
            {
                "mock-server/include/orcamo/mock/server.hpp": '#include "net/router.hpp"\n',
                "mock-server/net/router.hpp": '#include "net/net.hpp"\n',
                "mock-server/net/net.hpp": "#include <boost/asio.hpp>\n",
            }
        )
        self.assertEqual(code, 1)
        self.assertIn("(through mock-server/net/router.hpp > mock-server/net/net.hpp)", printed)

    def test_finds_pkcs12_code_outside_writer_and_reader(self):
        self.assert_forbidden("pki/certificate.cpp", "int f() {\n  return PKCS12_parse();\n}\n", line=2)
        self.assert_allowed("mock-server/authority/pkcs12_writer.cpp", "auto p = PKCS12_create();\n")
        self.assert_allowed("pki/certificate.cpp", "// PKCS12_parse is not for us.\n")

    def test_finds_a_second_reader_of_the_wall_clock(self):
        self.assert_forbidden("mock-server/world/a.cpp", "auto t = std::chrono::system_clock::now();\n")
        self.assert_allowed("pki/clock.cpp", "auto t = std::chrono::system_clock::now();\n")

    def test_finds_a_file_without_a_layer(self):
        self.assert_forbidden("helpers/a.cpp", "int a;\n")
        self.assert_allowed("tests/unit/a.cpp", '#include "world/sandbox.hpp"\n#include "orcamo/client/pkcs12.hpp"\n')

    def test_allows_what_looks_down(self):
        self.assert_allowed("mock-server/world/a.cpp", '#include "authority/pkcs12_writer.hpp"\n')
        self.assert_allowed("mock-server/surfaces/a.cpp", '#include "world/sandbox.hpp"\n#include <nlohmann/json.hpp>\n')
        self.assert_allowed("mock-server/net/net.hpp", "#include <boost/asio.hpp>\n#include <openssl/ssl.h>\n")
        self.assert_allowed("client/workflow/a.cpp", '#include "orcamo/client/transport.hpp"\n')
        self.assert_allowed("pki/certificate.cpp", "#include <openssl/x509.h>\n")

    def test_lists_files_that_do_not_come_to_a_header(self):
        files = {
            "mock-server/net/net.hpp": "#include <boost/asio.hpp>\n",
            "mock-server/net/session.hpp": '#include "net/net.hpp"\n',
            "mock-server/net/session.cpp": '#include "net/session.hpp"\n',
            "mock-server/net/router.cpp": '#include "net/router.hpp"\n',
        }
        code, printed = self.check(files, ["--not-seeing", "boost/asio"])
        self.assertEqual((code, printed.split()), (0, ["mock-server/net/router.cpp"]))

    def test_refuses_a_table_whose_arrows_form_a_circle(self):
        table = (REPOSITORY / "tools" / "layers.toml").read_text(encoding="utf-8")
        broken = table.replace('name = "pki"\nowns = ["pki"]\nsees = []', 'name = "pki"\nowns = ["pki"]\nsees = ["cli"]')
        self.assertNotEqual(broken, table)
        with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
            file.write(broken)
            file.flush()
            code, printed = self.check({}, ["--table", file.name])
        self.assertEqual(code, 3)
        self.assertIn("arrows point one way", printed)


if __name__ == "__main__":
    unittest.main()
