"""The other way round: .p12 files that others write, read by this project's client, which then logs in with them."""

import dataclasses
import hashlib

import consumer
import sealed
import tables
import wording
from consumers.orcamo import ORCAMO


@dataclasses.dataclass(frozen=True)
class Reading:
    verdict: str  # of `orcamo-p12 inspect`
    lenient: str  # the same with --policy lenient
    algorithms: str  # or why there is no file
    login: str


def jobs(consumers, workshop):
    """(key, callable) for each form that a consumer writes."""
    for number, who in enumerate(consumers):
        for place, form in enumerate(getattr(who, "forms", {})):
            where = workshop.folder / f"written-{number:02}-{place:02}"
            yield (who.name, form), lambda args=(who, form, workshop, where): read(*args)


def read(who, form, workshop, where):
    original = sealed.write(workshop.home.issue(), where)
    written = where / "written.p12"
    ran = who.write(form, original, written, where)
    if ran.code != 0 or not written.exists():
        return Reading("not written", "not written", wording.telling(ran.text, where), "")
    copy = dataclasses.replace(original, file=written)
    usual = ORCAMO.inspect(copy, where)
    lenient = ORCAMO.inspect(copy, where, "--policy", "lenient")
    report = ORCAMO.log_in(consumer.Visit(workshop.home.port, "1.3", workshop.mock.ca, copy), where)
    return Reading(verdict_of(usual, original), verdict_of(lenient, original), algorithms_of(lenient), report.said)


def verdict_of(inspection, original):
    """The verdict; an `ok` only where the key is there with the very certificate that was sealed."""
    if inspection["verdict"] != "ok":
        return inspection["verdict"]
    wanted = hashlib.sha256(original.certificate).hexdigest()
    held = [one["fingerprint_sha256"] for one in inspection["certificates"] if one.get("has_key")]
    return "ok" if held == [wanted] else "ok, but another certificate"


def algorithms_of(inspection):
    told = []
    for one in inspection.get("algorithms", ()):
        iterations = f", {one['iterations']:,} iterations" if "iterations" in one else ""
        told.append(f"{one['use']}: {one['name']}{iterations}")
    return "; ".join(dict.fromkeys(told)) or "?"


INTRODUCTION = """\
## Files that others write

The same identity taken out of a file of the mock's and sealed again by other people's software; then `orcamo-p12 inspect`
judges it, as it does by default and with `--policy lenient`, and `orcamo-renew login` logs in with it.
"""


def section(results):
    body = [(f"{who}, {form}", reading.algorithms, reading.verdict, reading.lenient, tables.code(reading.login))
            for (who, form), reading in results.items()]
    return INTRODUCTION + "\n" + tables.rows(("written by", "made of", "verdict", "lenient", "login"), body)
