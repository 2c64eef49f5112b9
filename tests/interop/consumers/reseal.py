"""Opens a .p12 and seals what is in it again: {"file":…,"password":…,"to":…,"encryption":"best"|"3des"} on standard input."""

import json
import pathlib
import sys

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import (
    PBES,
    load_key_and_certificates,
    serialize_key_and_certificates,
)

asked = json.load(sys.stdin)
password = asked["password"].encode()
key, leaf, others = load_key_and_certificates(pathlib.Path(asked["file"]).read_bytes(), password)
encryption = BestAvailableEncryption(password)
if asked["encryption"] == "3des":
    builder = PrivateFormat.PKCS12.encryption_builder().kdf_rounds(20000)
    encryption = builder.key_cert_algorithm(PBES.PBESv1SHA1And3KeyTripleDESCBC).hmac_hash(SHA1()).build(password)
sealed = serialize_key_and_certificates(b"client", key, leaf, others, encryption)
pathlib.Path(asked["to"]).write_bytes(sealed)
