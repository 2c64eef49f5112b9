"""A token of PKCS#11, SoftHSM, filled and read by p11tool. It takes PEM; OpenSSL makes that of the .p12."""

import pathlib

import programs
import sealed as sealing
import wording
from consumer import OPENS, Consumer, Opening, Report, refusal
from consumers import gnutls, openssl

PIN = "1234"
PLACES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
          "/usr/lib64/pkcs11/libsofthsm2.so", "/usr/local/lib/softhsm/libsofthsm2.so")
MODULE = next(filter(lambda place: pathlib.Path(place).exists(), PLACES), PLACES[0])
CERTIFICATE = "pkcs11:token=interop;object=identity;type=cert"
KEY = "pkcs11:token=interop;object=identity;type=private"


class Token(Consumer):
    name = "SoftHSM, PEM"
    caller = "gnutls-cli, with the key in SoftHSM"
    needs = ("softhsm2-util", "p11tool", MODULE)
    takes_pem = True

    def version(self):
        return "SoftHSM " + programs.version_in(["softhsm2-util", "--version"], r"(\d+\.\d+)")

    def surroundings(self, folder):
        return {"SOFTHSM2_CONF": folder / "softhsm.conf", "GNUTLS_PIN": PIN}

    def p11tool(self, folder, *words):
        return programs.run(["p11tool", "--provider", MODULE, "--login", *words], folder, env=self.surroundings(folder))

    def fill(self, key, certificate, folder):
        """A new token below `folder` with this identity; the first run that failed, or the last."""
        (folder / "tokens").mkdir()
        (folder / "softhsm.conf").write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
        (folder / "identity.key").write_text(key)
        (folder / "identity.crt").write_text(certificate)
        env = self.surroundings(folder)
        for words in (["--init-token", "--free", "--label", "interop", "--pin", PIN, "--so-pin", PIN],
                      ["--import", "identity.key", "--token", "interop", "--label", "identity", "--id", "01", "--pin", PIN]):
            ran = programs.run(["softhsm2-util", *words], folder, env=env)
            if ran.code != 0:
                return ran
        return self.p11tool(folder, "--write", "--load-certificate", "identity.crt", "--label", "identity", "--id", "01",
                            "pkcs11:token=interop")

    def open(self, sealed, folder):
        unpacked = openssl.LEGACY.unpack(sealed, folder)
        if unpacked.code != 0:
            return Opening("no PEM", "OpenSSL -legacy does not open it")
        pem = unpacked.printed
        keys, certificates = sealing.pem_blocks(pem, "PRIVATE KEY"), sealing.pem_blocks(pem, "CERTIFICATE")
        if not keys or not certificates:
            return Opening("no key" if not keys else "no certificate", "")
        ran = self.fill(keys[0], certificates[0], folder)
        if ran.code != 0:
            return refusal(ran, wording.telling(ran.text, folder))
        exported = self.p11tool(folder, "--export", CERTIFICATE).printed
        if sealed.certificate not in map(sealing.der_of, sealing.pem_blocks(exported, "CERTIFICATE")):
            return Opening("another certificate", "nothing: it was given the first one of the PEM")
        # It signs with the key in the token and verifies with the public one.
        signed = self.p11tool(folder, "--test-sign", KEY)
        return OPENS if signed.code == 0 else refusal(signed, wording.telling(signed.text, folder))

    def log_in(self, visit, folder):
        if visit.sealed is None:
            return None
        ran = self.fill(visit.sealed.key_pem.read_text(), visit.sealed.certificate_pem.read_text(), folder)
        if ran.code != 0:
            return Report(ran.code, wording.telling(ran.text, folder, but="^(Slot|The token|Found slot)"))
        return gnutls.call(visit, folder, (f"--x509certfile={CERTIFICATE}", f"--x509keyfile={KEY}"), "--provider", MODULE,
                           env=self.surroundings(folder))


SOFTHSM = Token()
