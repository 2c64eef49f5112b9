"""What a program said, without what differs from run to run and from patch to patch: addresses, ports, times, threads,
random names."""

import re

# In this order. What an error is called stays; where in its source it was raised goes.
VOLATILE = (
    (re.compile(r"\x1b\[[0-9;]*m"), ""),
    (re.compile(r"\b[0-9A-F]{8,16}:(?=error:)"), ""),
    (re.compile(r":(\.\./)*[\w./-]+\.c:\d+:"), ":"),
    (re.compile(r" ?\(_?\w+\.c:\d+\)"), ""),
    (re.compile(r"\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)? ?"), ""),
    (re.compile(r"(orcamo-mock \w+) [0-9a-f]{8} "), r"\1 … "),
    (re.compile(r"\b(127\.0\.0\.1|\[?::1\]?)(?=[:\s]|$)"), "ADDRESS"),
    (re.compile(r"\b(localhost|ADDRESS)(:| port )\d+"), r"\1\2PORT"),
    (re.compile(r"OpenSSL/(\d+\.\d+)\.\d+"), r"OpenSSL/\1"),
    (re.compile(r"0x[0-9a-f]{4,}"), "0x…"),
    (re.compile(r"[ \t]+"), " "),
)


def stable(text, folder=""):
    """The lines of `text` that have something to say, with `folder` and whatever else is volatile taken out."""
    if folder:
        text = text.replace(f"{folder}/", "").replace(str(folder), ".")
    for pattern, instead in VOLATILE:
        text = pattern.sub(instead, text)
    return [line.strip() for line in text.splitlines() if line.strip()]


def telling(text, folder="", *, only=None, but=None, most=2):
    """The first `most` different lines, those that `only` finds, or those that `but` does not, as one."""
    lines = []
    for line in stable(text, folder):
        if (only and not re.search(only, line)) or (but and re.search(but, line)) or line in lines:
            continue
        lines.append(line)
    return " / ".join(lines[:most])


BLAMES_PASSWORD = re.compile(r"passw|passphrase|\bmac\b|message authentication code", re.IGNORECASE)


def blames_password(said):
    """Whether a person who reads this will type the password again, and then throw the file away."""
    return BLAMES_PASSWORD.search(said) is not None
