"""Certificates under examination, and what the check says of them."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from api import agreements
from api.certificates.certificate import Authority, Category, Certificate, Line
from api.certificates.checking import Case, examined
from api.certificates.findings import Finding
from api.certificates.forms import GoodsForm
from api.masterdata import today
from kit.clock import now
from kit.ids import new_id
from tests.api.certificates import makers


def a_certificate(
    authority: Authority = "customs", type_code: str = "C", lines: Iterable[GoodsForm] = (), **changes: Any
) -> Certificate:
    forms = list(lines) or [makers.goods()]
    return Certificate(
        id=new_id(),
        enterprise_id=new_id(),
        authority=authority,
        type_code=type_code,
        category=Category.NEW,
        number="",
        status="draft",
        form=makers.basic(authority, **changes),
        lines=[Line(id=new_id(), no=no, form=form) for no, form in enumerate(forms, 1)],
        original_id=None,
        revision=1,
        created_at=now(),
        declared_at=None,
    )


def a_case(certificate: Certificate, **changes: Any) -> Case:
    rule = agreements.find(certificate.authority, certificate.type_code, today())
    case = Case(certificate=certificate, rule=rule, day=today())
    return replace(case, **changes)


def found(certificate: Certificate, **around: Any) -> list[Finding]:
    return examined(a_case(certificate, **around))


def codes(findings: Iterable[Finding]) -> set[tuple[str, str]]:
    return {(each.code, each.field) for each in findings}


def grave(findings: Iterable[Finding]) -> list[Finding]:
    return [each for each in findings if each.severity == "error"]
