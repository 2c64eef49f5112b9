"""Opens a .p12, {"file":…,"password":…} on standard input, and prints key and certificates as PEM."""

import json
import pathlib
import sys

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

asked = json.load(sys.stdin)
try:
    key, leaf, others = load_key_and_certificates(pathlib.Path(asked["file"]).read_bytes(), asked["password"].encode())
except Exception as error:
    sys.exit(f"{type(error).__name__}: {error}")
if key is not None:
    print(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())
for certificate in [leaf, *others] if leaf is not None else others:
    print(certificate.public_bytes(Encoding.PEM).decode())
