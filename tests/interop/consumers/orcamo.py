"""This project's own client, for comparison: orcamo-p12 judges a file, orcamo-renew logs in."""

import json

import programs
import wording
from consumer import OPENS, Consumer, Opening, Report


class Orcamo(Consumer):
    name = "orcamo-p12"
    caller = "orcamo-renew login"

    def inspect(self, sealed, folder, *options):
        """What `orcamo-p12 inspect` says, as its JSON has it."""
        password = ["--password-file", sealed.password_file] if sealed.password else ["--no-password"]
        ran = programs.run(
            [self.workshop.programs / "orcamo-p12", "inspect", sealed.file, *password, "--output", "json", *options], folder)
        try:
            return json.loads(ran.out)
        except ValueError:
            return {"verdict": f"none: exit code {ran.code}", "reason": wording.telling(ran.text, folder), "opens_in": {}}

    def open(self, sealed, folder):
        said = self.inspect(sealed, folder)
        if said["verdict"] == "ok":
            return OPENS
        return Opening(said["verdict"], wording.telling(said.get("reason", ""), folder))

    def log_in(self, visit, folder):
        if visit.sealed is None:
            return None
        ran = programs.run(
            [self.workshop.programs / "orcamo-renew", "login", "--server", visit.url.rstrip("/"), "--ca", visit.ca,
             "--p12", visit.sealed.file, "--password-file", visit.sealed.password_file, "--tls", visit.tls,
             "--output", "json"], folder)
        said = json.loads(ran.out or b"{}")
        error = said.get("error")
        text = f"{error['message']} [{error['code']}]" if error else said.get("result", "")
        return Report(ran.code, wording.telling(text, folder))


ORCAMO = Orcamo()
