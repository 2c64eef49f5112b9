"""One running orcamo-mock, and the worlds in it."""

import base64
import contextlib
import dataclasses
import json
import os
import pathlib
import subprocess
import time
import urllib.error
import urllib.request

PATIENCE = 20
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class AdminRefused(Exception):
    """The admin API answered with an error: its code and sentence."""


@dataclasses.dataclass(frozen=True)
class Sandbox:
    mock: "Mock"
    id: str
    port: int
    issued: tuple

    def ask(self, method, path, body=None):
        return self.mock.ask(method, f"/sandboxes/{self.id}{path}", body)

    def issue(self, **how):
        return self.ask("POST", "/certificates", how)

    def delete(self):
        self.ask("DELETE", "")


@dataclasses.dataclass(frozen=True)
class Mock:
    https: str
    admin: str
    ca: pathlib.Path

    def ask(self, method, path, body=None):
        """One request to the admin API, `path` below /__admin; what it answers."""
        request = urllib.request.Request(
            f"{self.admin}/__admin{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with OPENER.open(request, timeout=PATIENCE) as answer:
                said = answer.read()
        except urllib.error.HTTPError as refusal:
            problem = json.loads(refusal.read() or b"{}")
            raise AdminRefused(f"{method} {path}: {problem.get('code')}: {problem.get('detail')}") from None
        return json.loads(said) if said else None

    def sandbox(self, **how):
        """A new world with a port of its own, where any name leads to it."""
        made = self.ask("POST", "/sandboxes", {"port": True, **how})
        return Sandbox(self, made["id"], made["port"], tuple(made.get("issued", ())))


@contextlib.contextmanager
def running(program, folder):
    """Starts the mock and ends it again."""
    folder.mkdir()
    ready = folder / "ready.json"
    with (folder / "mock.log").open("wb") as log:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ORCAMO_")}
        process = subprocess.Popen(
            [str(program), "serve", "--ready-file", str(ready), "--ca-file", str(folder / "server-ca.pem")],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
    try:
        until = time.monotonic() + PATIENCE
        while not ready.exists():
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the mock did not start:\n" + (folder / "mock.log").read_text())
            time.sleep(0.02)
        told = json.loads(ready.read_text())
        yield Mock(told["https"], told["admin"], pathlib.Path(told["ca"]))
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def p12_of(issued):
    return base64.b64decode(issued["p12_base64"])
