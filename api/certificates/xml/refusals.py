"""How a file is refused that is no certificate message."""

from collections.abc import Sequence

from api.certificates.xml.faults import Fault
from kit.refusals import Kind, Refusal


def unreadable(sentence: str) -> Refusal:
    """Say why the file cannot be read at all."""
    return Refusal(Kind.INVALID, "certificate_unreadable", sentence)


def not_a_certificate(found: Sequence[Fault]) -> Refusal:
    """Say everything that keeps the file from being a certificate message."""
    told = [{"field": each.element, "label": each.label, "sentence": each.sentence} for each in found]
    return Refusal(Kind.INVALID, "certificate_malformed", found[0].sentence, faults=told)
