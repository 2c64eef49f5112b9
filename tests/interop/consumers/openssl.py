"""The command line of OpenSSL, as it is and with its legacy provider."""

import programs
import wording
from consumer import REQUEST, Consumer, Report, opening

CHATTER = r"^(depth=|verify return|Connecting|read:errno|DONE)"


class OpenSsl(Consumer):
    needs = ("openssl",)

    def __init__(self, name, options):
        self.name = name
        self.options = options

    def version(self):
        return "OpenSSL " + programs.version_in(["openssl", "version"], r"OpenSSL (\d+\.\d+)")

    def unpack(self, sealed, folder):
        return programs.run(
            ["openssl", "pkcs12", *self.options, "-in", sealed.file, "-passin", "env:PASSWORD", "-nodes"],
            folder, env={"PASSWORD": sealed.password})

    def open(self, sealed, folder):
        ran = self.unpack(sealed, folder)
        said = wording.telling(ran.complaint, folder)
        return opening(ran, said, ran.printed, sealed, folder)

    def write(self, form, sealed, file, folder):
        return programs.run(
            ["openssl", "pkcs12", "-export", *self.options, *self.forms[form], "-inkey", sealed.key_pem, "-in", sealed.pem,
             "-passout", "env:PASSWORD", "-out", file], folder, env={"PASSWORD": sealed.password})


class SClient(OpenSsl):
    caller = "OpenSSL s_client"
    forms = {
        "default": (),
        "SHA-512": ("-macalg", "sha512"),
        "600,000 iterations": ("-iter", "600000"),
        "AES-128": ("-keypbe", "AES-128-CBC", "-certpbe", "AES-128-CBC"),
        "3DES": ("-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES", "-macalg", "sha1"),
        "one iteration": ("-noiter", "-nomaciter"),
        "certificates plain": ("-certpbe", "NONE"),
        "nothing encrypted": ("-keypbe", "NONE", "-certpbe", "NONE"),
        "no MAC": ("-nomac",),
        "friendlyName in Japanese": ("-name", "医療機関の電子証明書"),
    }

    def log_in(self, visit, folder):
        identity = [] if visit.sealed is None else ["-cert", visit.sealed.file, "-pass", "env:PASSWORD"]
        ran = programs.run(
            ["openssl", "s_client", "-connect", f"localhost:{visit.port}", "-servername", "localhost", "-CAfile",
             visit.ca, "-verify_return_error", f"-tls{visit.tls.replace('.', '_')}", "-quiet", "-ign_eof", *identity],
            folder, sends=REQUEST, env={"PASSWORD": visit.sealed.password if visit.sealed else ""})
        return Report(ran.code, wording.telling(ran.text, folder, only=r"error|^HTTP/", most=1))


PLAIN = SClient("OpenSSL", ())
LEGACY = OpenSsl("OpenSSL -legacy", ("-legacy",))
PLAIN.foretold = "openssl3"
LEGACY.foretold = "openssl3-legacy"
LEGACY.forms = {"default": (), "RC2-40 for the key too": ("-keypbe", "PBE-SHA1-RC2-40")}
