"""GnuTLS: certtool, and gnutls-cli with the identity as PEM, which is all that it takes."""

import programs
import sealed as sealing
import wording
from consumer import REQUEST, Consumer, Report, opening

PROMPTS = r"^(Enter password|Enter PIN)"


def call(visit, folder, identity, *more, env=None):
    """gnutls-cli's call at the mock, also with a key in a token."""
    ran = programs.run(
        ["gnutls-cli", "--logfile=gnutls.log", f"--x509cafile={visit.ca}", *identity, *more, f"--port={visit.port}",
         f"--priority=NORMAL:-VERS-ALL:+VERS-TLS{visit.tls}", "localhost"], folder, sends=REQUEST, env=env)
    log = folder / "gnutls.log"
    logged = log.read_text(errors="replace") if log.exists() else ""
    said = wording.telling(ran.text + "\n" + logged, folder, only=r"^\*\*\*|^HTTP/", most=3)
    return Report(ran.code, said)


class GnuTls(Consumer):
    name = "GnuTLS"
    caller = "gnutls-cli, with PEM"
    foretold = "gnutls"
    needs = ("certtool", "gnutls-cli")
    forms = {
        "default": (),
        "AES-256": ("--pkcs-cipher=aes-256",),
        "3DES": ("--pkcs-cipher=3des",),
        "3DES of PKCS#12": ("--pkcs-cipher=3des-pkcs12",),
        "RC2-40": ("--pkcs-cipher=rc2-40",),
        "ARCFOUR": ("--pkcs-cipher=arcfour",),
        "friendlyName in Japanese": ("--p12-name=医療機関の電子証明書",),
    }

    def version(self):
        return "GnuTLS " + programs.version_in(["certtool", "--version"], r"certtool (\d+\.\d+)")

    def open(self, sealed, folder):
        first = self.open_by(f"--password={sealed.password}", sealed, folder)
        if sealed.password or first.opens:
            return first
        # The empty password has two forms, and it leaves it to people which one to try.
        other = self.open_by("--null-password", sealed, folder)
        return other if other.opens else first

    def open_by(self, password, sealed, folder):
        ran = programs.run(["certtool", "--p12-info", "--inder", f"--infile={sealed.file}", password], folder)
        pem = ran.printed
        # It shows the key as it is in the file; so it has to open that too.
        for number, key in enumerate(sealing.pem_blocks(pem, "ENCRYPTED PRIVATE KEY")):
            (folder / f"encrypted-{number}.pem").write_text(key)
            opened = programs.run(["certtool", "--pubkey-info", "--pkcs8", password,
                                   f"--load-privkey=encrypted-{number}.pem"], folder)
            pem = pem.replace(key.strip(), opened.printed)
        # What follows the first complaint is by chance: what a wrong key makes of the first block.
        said = wording.telling(ran.complaint, folder, but=PROMPTS, most=1)
        return opening(ran, said, pem, sealed, folder)

    def write(self, form, sealed, file, folder):
        return programs.run(
            ["certtool", "--to-p12", f"--load-privkey={sealed.key_pem}", f"--load-certificate={sealed.pem}", "--outder",
             f"--outfile={file}", f"--password={sealed.password}", "--p12-name=client", *self.forms[form]], folder)

    def log_in(self, visit, folder):
        identity = () if visit.sealed is None else (f"--x509certfile={visit.sealed.pem}", f"--x509keyfile={visit.sealed.pem}")
        return call(visit, folder, identity)


GNUTLS = GnuTls()
