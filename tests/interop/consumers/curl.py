"""curl, with the .p12 as it is."""

import programs
import wording
from consumer import OPENS, Consumer, Opening, Report, refusal


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Curl(Consumer):
    name = "curl"
    caller = "curl"
    foretold = "curl"
    needs = ("curl",)

    def version(self):
        return "curl " + programs.version_in(["curl", "--version"], r"curl (\d+\.\d+)")

    def call(self, visit, folder):
        identity = ""
        if visit.sealed:
            identity = f"cert = {quoted(str(visit.sealed.file))}\ncert-type = P12\npass = {quoted(visit.sealed.password)}\n"
        # The password comes by standard input: a command line is for all to read.
        return programs.run(
            ["curl", "-q", "-sS", "-K", "-", f"--tlsv{visit.tls}", "--tls-max", visit.tls, "--cacert", visit.ca, "-o",
             "page", "-w", "HTTP %{http_code}", visit.url], folder, sends=identity.encode())

    def open(self, sealed, folder):
        ran = self.call(self.visit_of(sealed), folder)
        if ran.out == b"HTTP 200":
            return OPENS
        if ran.code == 0:
            return Opening("no login", ran.printed)
        return refusal(ran, wording.telling(ran.complaint, folder))

    def log_in(self, visit, folder):
        ran = self.call(visit, folder)
        return Report(ran.code, wording.telling(ran.text, folder, but="^HTTP 000", most=1))


CURL = Curl()
