"""wget: it takes PEM, and says nothing about anything else that it is given."""

import programs
import wording
from consumer import OPENS, Consumer, Opening, Report, refusal
from consumers import openssl


def call(visit, folder, identity):
    options = [] if identity is None else [f"--certificate={identity}", f"--private-key={identity}"]
    return programs.run(
        ["wget", "--no-config", "-S", "--tries=1", f"--ciphers=NORMAL:-VERS-ALL:+VERS-TLS{visit.tls}",
         f"--ca-certificate={visit.ca}", *options, "-O", "page", visit.url], folder)


# A refusal in TLS 1.3 meets it as it writes its request, or as it reads the answer: whichever comes first.
BROKEN_OFF = "Failed writing HTTP request, or No data received"


def report(ran, folder):
    said = wording.telling(ran.text, folder, only=r"^HTTP/|ERROR|GnuTLS:|^Unable", most=3)
    return said or (BROKEN_OFF if ran.code == 4 else "")


class Wget(Consumer):
    needs = ("wget", "openssl")
    takes_pem = True

    def version(self):
        return "wget " + programs.version_in(["wget", "--version"], r"Wget (\d+\.\d+)")


class GivenP12(Wget):
    name = "wget, given it"
    caller = "wget, given the .p12"

    def open(self, sealed, folder):
        ran = call(self.visit_of(sealed), folder, sealed.file)
        if ran.code == 0:
            return OPENS
        return Opening("sends none", f"nothing of the file; exit code {ran.code}")

    def log_in(self, visit, folder):
        ran = call(visit, folder, visit.sealed.file) if visit.sealed else None
        return ran and Report(ran.code, report(ran, folder))


class GivenPem(Wget):
    name = "wget, PEM"
    caller = "wget, with PEM"

    def open(self, sealed, folder):
        unpacked = openssl.LEGACY.unpack(sealed, folder)
        if unpacked.code != 0:
            return Opening("no PEM", "OpenSSL -legacy does not open it")
        (folder / "identity.pem").write_bytes(unpacked.out)
        ran = call(self.visit_of(sealed), folder, "identity.pem")
        return OPENS if ran.code == 0 else refusal(ran, report(ran, folder))

    def log_in(self, visit, folder):
        ran = call(visit, folder, visit.sealed and visit.sealed.pem)
        return Report(ran.code, report(ran, folder))


P12 = GivenP12()
PEM = GivenPem()
