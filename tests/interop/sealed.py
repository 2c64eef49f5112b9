"""A .p12 of the mock's on disk, and what has to come out of it."""

import base64
import dataclasses
import pathlib
import re

import mock
import programs

BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----\r?\n(.*?)-----END \1-----", re.DOTALL)


def pem_blocks(text, kind):
    """The PEM blocks of one kind (`CERTIFICATE`, or the end of a kind's name: `PRIVATE KEY`), each as a text."""
    return [block[0] + "\n" for block in BLOCK.finditer(text) if block[1].endswith(kind)]


def der_of(block):
    body = BLOCK.search(block)[2]
    return base64.b64decode("".join(line for line in body.splitlines() if ":" not in line))


@dataclasses.dataclass(frozen=True)
class Sealed:
    """`file` opens with `password`, which is in `password_file` too. The same identity is in the PEM files beside it."""

    file: pathlib.Path
    password: str
    password_file: pathlib.Path
    certificate_pem: pathlib.Path
    key_pem: pathlib.Path
    pem: pathlib.Path
    certificate: bytes
    public_key: bytes


def write(issued, folder, *, p12=None, password=None):
    """Puts what the admin API has issued into `folder`; `p12` and `password` instead of its own where they are given."""
    folder.mkdir(parents=True)
    password = issued["password"] if password is None else password
    files = {
        "identity.p12": mock.p12_of(issued) if p12 is None else p12,
        "identity.password.txt": password.encode(),
        "certificate.pem": issued["certificate_pem"].encode(),
        "key.pem": issued["private_key_pem"].encode(),
        "identity.pem": (issued["certificate_pem"] + issued["chain_pem"] + issued["private_key_pem"]).encode(),
    }
    for name, content in files.items():
        (folder / name).touch(0o600)
        (folder / name).write_bytes(content)
    return Sealed(
        folder / "identity.p12",
        password,
        folder / "identity.password.txt",
        folder / "certificate.pem",
        folder / "key.pem",
        folder / "identity.pem",
        der_of(issued["certificate_pem"]),
        public_key_of((folder / "key.pem"), folder),
    )


def public_key_of(key_file, folder):
    """The public half of a private key without a password, as DER; nothing where OpenSSL cannot read the key."""
    return programs.run(["openssl", "pkey", "-in", key_file, "-pubout", "-outform", "DER"], folder).out


def shortfall(pem, sealed, folder):
    """What is missing in `pem`, key and certificates as a consumer has written them out, or None: all is there."""
    keys = pem_blocks(pem, "PRIVATE KEY")
    public_keys = [der_of(block) for block in pem_blocks(pem, "PUBLIC KEY")]
    for number, key in enumerate(keys):
        file = folder / f"key-{number}.pem"
        file.write_text(key)
        public_keys.append(public_key_of(file, folder))
    if sealed.public_key not in public_keys:
        return "no key" if not public_keys else "another key"
    certificates = [der_of(block) for block in pem_blocks(pem, "CERTIFICATE")]
    if sealed.certificate not in certificates:
        return "another certificate" if certificates else "no certificate"
    return None
