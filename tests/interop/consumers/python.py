"""Python: `cryptography` for the .p12, `ssl` for TLS, which takes PEM only."""

import json
import pathlib

import programs
import wording
from consumer import Consumer, Report, opening

HERE = pathlib.Path(__file__).parent
# Debian's own: another Python in front of it would have another `cryptography`.
PYTHON = "/usr/bin/python3"


class Python(Consumer):
    name = "Python"
    caller = "Python ssl, with PEM"
    foretold = "python"
    needs = (PYTHON,)
    forms = {"best available": "best", "3DES": "3des"}

    def version(self):
        return "cryptography " + programs.version_in(
            [PYTHON, "-c", "import cryptography; print(cryptography.__version__)"], r"^\s*(\d+)")

    def open(self, sealed, folder):
        ran = programs.run([PYTHON, "-B", HERE / "unpack.py"], folder,
                           sends=json.dumps({"file": str(sealed.file), "password": sealed.password}).encode())
        said = wording.telling(ran.complaint, folder)
        return opening(ran, said, ran.printed, sealed, folder)

    def write(self, form, sealed, file, folder):
        asked = {"file": str(sealed.file), "password": sealed.password, "to": str(file), "encryption": self.forms[form]}
        return programs.run([PYTHON, "-B", HERE / "reseal.py"], folder, sends=json.dumps(asked).encode())

    def log_in(self, visit, folder):
        asked = {"url": visit.url, "tls": visit.tls, "ca": str(visit.ca)}
        if visit.sealed:
            asked["pem"] = str(visit.sealed.pem)
        ran = programs.run([PYTHON, "-B", HERE / "fetch.py"], folder, sends=json.dumps(asked).encode())
        return Report(ran.code, wording.telling(ran.text, folder, most=1))


PYTHON_CRYPTOGRAPHY = Python()
