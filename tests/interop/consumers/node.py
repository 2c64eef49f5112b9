"""Node: what it makes of a `pfx` for TLS."""

import json
import pathlib

import programs
import wording
from consumer import OPENS, Consumer, Opening, Report, refusal

HERE = pathlib.Path(__file__).parent


class Node(Consumer):
    name = "Node"
    caller = "Node https"
    foretold = "node"
    needs = ("node",)

    def version(self):
        return "Node " + programs.version_in(["node", "--version"], r"v(\d+)")

    def open(self, sealed, folder):
        ran = programs.run(["node", HERE / "open.js"], folder,
                           sends=json.dumps({"pfx": str(sealed.file), "passphrase": sealed.password}).encode())
        if ran.code != 0:
            return refusal(ran, wording.telling(ran.text, folder))
        return OPENS if ran.out == sealed.certificate else Opening("another certificate", "nothing, exit code 0")

    def log_in(self, visit, folder):
        asked = {"url": visit.url, "tls": f"TLSv{visit.tls}", "ca": str(visit.ca)}
        if visit.sealed:
            asked |= {"pfx": str(visit.sealed.file), "passphrase": visit.sealed.password}
        ran = programs.run(["node", HERE / "login.js"], folder, sends=json.dumps(asked).encode())
        return Report(ran.code, wording.telling(ran.text, folder, most=1))


NODE = Node()
