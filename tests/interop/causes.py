"""Why a login may fail: the worlds in which the same call is made by every client."""

import dataclasses
import typing


@dataclasses.dataclass(frozen=True)
class Cause:
    """`world` is asked of the admin API for a sandbox; `identity` makes what the client presents in it: it gets the
    sandbox and the workshop, and returns what `sealed.write` takes, or None for no certificate."""

    name: str
    identity: typing.Callable
    world: dict = dataclasses.field(default_factory=dict)
    trusted: bool = True
    versions: tuple = ("1.2", "1.3")  # of TLS


def issued(**how):
    return lambda sandbox, workshop: sandbox.issue(**how)


def of_scenario(sandbox, workshop):
    return sandbox.issued[0]


def nobody(sandbox, workshop):
    return None


def revoked(sandbox, workshop):
    made = sandbox.issue()
    sandbox.ask("POST", f"/certificates/{made['serial']}/revoke")
    return made


def of_another_sandbox(sandbox, workshop):
    return workshop.home.issue()


def of_another_authority(sandbox, workshop):
    return workshop.foreign


def shaped(name):
    return issued(shape=name)


EXPIRED = {"scenario": "expired"}

CAUSES = (
    Cause("accepted", issued()),
    Cause("accepted in its last second", of_scenario, {"scenario": "last_second"}),
    Cause("expired", of_scenario, EXPIRED),
    Cause("not yet valid", of_scenario, {"scenario": "not_yet_valid"}),
    Cause("revoked", revoked),
    Cause("superseded by its replacement", of_scenario, {"scenario": "superseded"}),
    Cause("from another authority", of_another_authority),
    Cause("of another sandbox", of_another_sandbox),
    Cause("no certificate", nobody),
    Cause("for servers only", shaped("eku-server-only")),
    Cause("signed with its own key", shaped("self-signed")),
    Cause("from an authority of the right name, with another key", shaped("same-name-other-key")),
    Cause("signed with SHA-1", shaped("sha1-signature")),
    Cause("a key of Ed25519", shaped("ed25519")),
    Cause("two extended key usages", shaped("duplicate-eku")),
    Cause("expired, persona http-400", of_scenario, {**EXPIRED, "policy": {"persona": "http-400"}}),
    Cause("expired, persona http-403", of_scenario, {**EXPIRED, "policy": {"persona": "http-403"}}),
    # In TLS 1.3 the client is already sending: whether it sees an end or a reset is a matter of chance.
    Cause("expired, persona drop", of_scenario, {**EXPIRED, "policy": {"persona": "drop"}}, versions=("1.2",)),
    Cause("no certificate, persona http-400", nobody, {"policy": {"persona": "http-400"}}),
    Cause("the server is not trusted", issued(), trusted=False),
    Cause("the server speaks TLS 1.3 only", issued(), {"policy": {"tls_versions": "1.3"}}),
)
