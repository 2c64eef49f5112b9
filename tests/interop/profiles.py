"""The .p12 files that are tried: a row each, named as in the published table."""

import dataclasses


@dataclasses.dataclass(frozen=True, eq=False)
class Row:
    """`how` is what the admin API is asked for; `typed` is the password that consumers get, where it is another."""

    name: str
    how: dict
    typed: str | None = None  # `opens_in` does not speak of that: it is about the right one


ALL_LETTERS = "0123456789abcdef" * 4
JAPANESE = "日本語のパスワード"

# Several profiles at once, each of them like files that are found in the wild.
SUMS = (
    "LegacyRC2+NoChain+NameJapanese",
    "LegacyRC2+ReversedChain+KeyFirst+NameWithNUL",
    "LegacyDES+WithRoot+NoLocalKeyId",
    "MacSHA1+PlainCertificates+NoAttributes",
    "PBMAC1+MacSHA384+AES128",
)

# Beside every profile, with a password of ten letters and digits.
VARIANTS = (
    Row("Modern2023, RSA-2048", {"key": "rsa-2048"}),
    Row("Modern2023, RSA-4096", {"key": "rsa-4096"}),
    Row("Modern2023, empty password", {"password": ""}),
    Row("EmptyAsNothing, empty password", {"password": "", "p12_profile": "EmptyAsNothing"}),
    Row("LegacyDES, empty password", {"password": "", "p12_profile": "LegacyDES"}),
    Row("LegacyDES-EmptyAsNothing, empty password", {"password": "", "p12_profile": "LegacyDES-EmptyAsNothing"}),
    Row("Modern2023, password of 64 characters", {"password": ALL_LETTERS}),
    Row("Modern2023, password of signs", {"password": "a b:c$d'e\"f\\g%h"}),
    Row("Modern2023, Japanese password", {"password": JAPANESE}),
    Row("LegacyDES, Japanese password", {"password": JAPANESE, "p12_profile": "LegacyDES"}),
    Row("LegacyDES-OctetByOctet, Japanese password", {"password": JAPANESE, "p12_profile": "LegacyDES-OctetByOctet"}),
    Row("PBMAC1, Japanese password", {"password": JAPANESE, "p12_profile": "PBMAC1"}),
    Row("Modern2023, wrong password", {}, typed="not the password"),
    Row("LegacyDES, wrong password", {"p12_profile": "LegacyDES"}, typed="not the password"),
    Row("PBMAC1, wrong password", {"p12_profile": "PBMAC1"}, typed="not the password"),
    Row("NoMAC, wrong password", {"p12_profile": "NoMAC"}, typed="not the password"),
)


def rows(mock):
    """Every profile that the mock has by its API's own description, sums and variants: a new profile is a new row."""
    order = mock.ask("GET", "/openapi.json")["components"]["schemas"]["CertificateOrder"]
    names = order["properties"]["p12_profile"]["anyOf"][0]["enum"]
    return (*(Row(name, {"p12_profile": name}) for name in (*names, *SUMS)), *VARIANTS)
