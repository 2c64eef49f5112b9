"""Java: keytool, and a program that reads a page by HttpsURLConnection as most do."""

import pathlib
import re

import programs
import sealed as sealing
import wording
from consumer import Consumer, Report, opening

# A start in a third of the time; what it does is the same.
QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto")
# What it calls a connection that ends without an alert depends on what it was about to do.
ENDS_WITHOUT_A_WORD = "Broken pipe|Connection reset|Unexpected end of file|Remote host terminated the handshake"
BROKEN_OFF = "SocketException or SSLHandshakeException: Broken pipe, Connection reset, Unexpected end of file, …"
CHATTER = r"^(Importing keystore|Entry for alias|Import command completed|Warning:|Picked up)"


class Java(Consumer):
    name = "Java"
    caller = "Java HttpsURLConnection"
    foretold = "java-17"
    needs = ("keytool", "javac", "java")
    forms = {
        "default": (),
        "keystore.pkcs12.legacy": ("-Dkeystore.pkcs12.legacy",),
        "no MAC, certificates plain": ("-Dkeystore.pkcs12.macAlgorithm=NONE",
                                       "-Dkeystore.pkcs12.certProtectionAlgorithm=NONE"),
        "SHA-512, 600,000 iterations": ("-Dkeystore.pkcs12.macAlgorithm=HmacPBESHA512",
                                        "-Dkeystore.pkcs12.macIterationCount=600000"),
    }

    def version(self):
        return "Java " + programs.version_in(["java", "-version"], r'version "(\d+)')

    def prepare(self, workshop):
        super().prepare(workshop)
        self.classes = workshop.folder / "java"
        self.classes.mkdir()
        source = pathlib.Path(__file__).with_name("Login.java")
        made = programs.run(["javac", "-d", self.classes, source], self.classes, seconds=60)
        if made.code != 0:
            raise RuntimeError(f"javac: {made.text}")

    def reseal(self, sealed, password, file, folder, *options):
        """Imports the file, which takes the key out of it, and has keytool write another."""
        return programs.run(
            ["keytool", *(f"-J{option}" for option in (*QUICK, *options)), "-importkeystore", "-noprompt",
             "-srcstoretype", "PKCS12", "-srckeystore", sealed.file, "-srcstorepass:env", "PASSWORD",
             "-deststoretype", "PKCS12", "-destkeystore", file, "-deststorepass:env", "NEW_PASSWORD"],
            folder, env={"PASSWORD": sealed.password, "NEW_PASSWORD": password})

    def write(self, form, sealed, file, folder):
        return self.reseal(sealed, sealed.password, file, folder, *self.forms[form])

    def open(self, sealed, folder):
        ran = self.reseal(sealed, "resealed", "resealed.p12", folder)
        said = wording.telling(ran.text, folder, but=CHATTER)
        pem = ""
        if ran.code == 0 and (folder / "resealed.p12").exists():
            pem = programs.run(["openssl", "pkcs12", "-in", "resealed.p12", "-passin", "pass:resealed", "-nodes"], folder).printed
        return opening(ran, said, pem, sealed, folder)

    def log_in(self, visit, folder):
        trust = folder / "trust.p12"
        made = programs.run(
            ["keytool", *(f"-J{option}" for option in QUICK), "-importcert", "-noprompt", "-alias", "ca", "-file", visit.ca,
             "-storetype", "PKCS12", "-keystore", trust, "-storepass", "changeit"], folder)
        assert made.code == 0, made.text
        ran = programs.run(
            ["java", *QUICK, "-cp", self.classes, "Login", visit.url, f"TLSv{visit.tls}", trust,
             visit.sealed.file if visit.sealed else "-"],
            folder, env={"PASSWORD": visit.sealed.password if visit.sealed else ""})
        said = wording.telling(ran.text, folder, most=1)
        return Report(ran.code, BROKEN_OFF if re.search(ENDS_WITHOUT_A_WORD, said) else said)


JAVA = Java()
