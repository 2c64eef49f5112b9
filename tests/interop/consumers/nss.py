"""NSS, what Firefox and Chromium on Linux are built on: pk12util, certutil and tstclnt."""

import re

import programs
import wording
from consumer import OPENS, REQUEST, Consumer, Opening, Report, refusal

DATABASE_PASSWORD = "database"


def database(folder):
    """A new database below `folder`; what the tools are told to find it and to open it."""
    (folder / "db").mkdir()
    (folder / "db.password").write_text(DATABASE_PASSWORD + "\n")
    made = programs.run(["certutil", "-N", "-d", "sql:db", "-f", "db.password"], folder)
    assert made.code == 0, made.text


def import_file(sealed, folder):
    # It takes no empty password from a file.
    password = ["-w", sealed.password_file] if sealed.password else ["-W", ""]
    return programs.run(["pk12util", "-i", sealed.file, "-d", "sql:db", "-k", "db.password", *password], folder)


def identities(folder):
    """Nicknames of the certificates that have their key: those with the flag `u`."""
    listed = programs.run(["certutil", "-L", "-d", "sql:db", "-f", "db.password"], folder).text
    return re.findall(r"^(.*?) +u,u,u *$", listed, re.MULTILINE)


class Nss(Consumer):
    name = "NSS"
    caller = "NSS tstclnt"
    foretold = "nss"
    needs = ("certutil", "pk12util", "tstclnt")
    forms = {
        "default": (),
        "AES-256": ("-c", "AES-256-CBC", "-C", "AES-256-CBC"),
        "3DES and RC2-40": ("-c", "PKCS #12 V2 PBE With SHA-1 And 3KEY Triple DES-CBC",
                            "-C", "PKCS #12 V2 PBE With SHA-1 And 40 Bit RC2 CBC", "-M", "SHA-1"),
        "RC4-128": ("-c", "PKCS #12 V2 PBE With SHA-1 And 128 Bit RC4", "-C", "PKCS #12 V2 PBE With SHA-1 And 128 Bit RC4"),
        "certificates plain": ("-C", "NONE"),
    }

    def version(self):
        return "NSS " + programs.version_in(["dpkg-query", "-W", "-f", "${Version}", "libnss3-tools"], r":?(\d+\.\d+)")

    def open(self, sealed, folder):
        database(folder)
        ran = import_file(sealed, folder)
        said = wording.telling(ran.text, folder, but="IMPORT SUCCESSFUL")
        if ran.code != 0:
            return refusal(ran, said)
        for nickname in identities(folder):
            if programs.run(["certutil", "-L", "-d", "sql:db", "-n", nickname, "-r"], folder).out == sealed.certificate:
                # It believes a file that says which certificate a key belongs to; a handshake does not.
                report = self.call(self.visit_of(sealed), nickname, folder)
                return OPENS if report.said == "HTTP/1.1 200 OK" else Opening("another key", report.said)
        return Opening("another certificate" if identities(folder) else "no key", said or "nothing, exit code 0")

    def write(self, form, sealed, file, folder):
        database(folder)
        import_file(sealed, folder)
        return programs.run(["pk12util", "-o", file, "-n", identities(folder)[0], "-d", "sql:db", "-k", "db.password",
                             "-w", sealed.password_file, *self.forms[form]], folder)

    def log_in(self, visit, folder):
        database(folder)
        nickname = "none"
        if visit.sealed:
            ran = import_file(visit.sealed, folder)
            if not identities(folder):
                return Report(ran.code, wording.telling(ran.text, folder))
            nickname = identities(folder)[0]
        return self.call(visit, nickname, folder)

    def call(self, visit, nickname, folder):
        programs.run(["certutil", "-A", "-d", "sql:db", "-f", "db.password", "-n", "server ca", "-t", "C,,",
                      "-i", visit.ca], folder)
        (folder / "request").write_bytes(REQUEST)
        ran = programs.run(
            ["tstclnt", "-4", "-h", "localhost", "-p", visit.port, "-d", "sql:db", "-W", "db.password", "-n", nickname,
             "-V", f"tls{visit.tls}:tls{visit.tls}", "-A", "request"], folder)
        return Report(ran.code, wording.telling(ran.text, folder, only=r"^tstclnt: |^HTTP/", most=1))


NSS = Nss()
