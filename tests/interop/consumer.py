"""What the suite asks of other people's software. One file below consumers/ answers for each."""

import dataclasses
import pathlib

import sealed as sealing
import wording


@dataclasses.dataclass(frozen=True)
class Opening:
    """What became of a .p12: a verdict of few words, and the consumer's own."""

    verdict: str
    said: str = ""

    @property
    def opens(self):
        return self.verdict == "opens"


OPENS = Opening("opens")


def refusal(ran, said):
    """The verdict on a run that failed: most programs say "wrong password", whatever the matter is."""
    if ran.code is None:
        return Opening("waits", said)
    return Opening("blames password" if wording.blames_password(said) else "refuses", said or f"nothing, exit code {ran.code}")


def opening(ran, said, pem, sealed, folder):
    """The verdict on a run that wrote `pem`: it opens only if key and certificate are the ones that were sealed."""
    if ran.code != 0:
        return refusal(ran, said)
    missing = sealing.shortfall(pem, sealed, folder)
    return Opening(missing, said or "nothing, exit code 0") if missing else OPENS


@dataclasses.dataclass(frozen=True)
class Visit:
    """A call at the mock: with which TLS version, with which identity (or none), trusting what."""

    port: int
    tls: str
    ca: pathlib.Path
    sealed: sealing.Sealed | None

    @property
    def url(self):
        return f"https://localhost:{self.port}/"


@dataclasses.dataclass(frozen=True)
class Report:
    """What the client reported: its exit code (None: it had to be ended), and its words."""

    code: int | None
    said: str


# What a client without HTTP of its own sends.
REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


class Consumer:
    """`name` heads its column. `needs` are its programs. A consumer that only opens, or only logs in, has no more."""

    name = ""
    needs = ()

    def version(self):
        raise NotImplementedError

    def prepare(self, workshop):
        """Once, before anything else: `workshop` has what consumers share (`folder`, `programs`, `mock`, `home`)."""
        self.workshop = workshop

    def visit_of(self, sealed):
        """A call, with this identity, at the sandbox that lets in whom the files speak for."""
        return Visit(self.workshop.home.port, "1.3", self.workshop.mock.ca, sealed)


def opens_files(consumer):
    return hasattr(consumer, "open")


def takes_pem(consumer):
    """Whether it opens no .p12 itself, but what OpenSSL makes of it, or takes it for PEM."""
    return getattr(consumer, "takes_pem", False)


def logs_in(consumer):
    return hasattr(consumer, "log_in")
