"""Agreements: what every certificate type asks on a day, as dated data, and which one serves for goods to a country."""

from api.agreements.advice import Advice, advise
from api.agreements.asking import Ask
from api.agreements.countries import Country, country, country_at
from api.agreements.criteria import Claim, Criterion
from api.agreements.deadlines import LateIssue, Period
from api.agreements.rules import Box, Fact, Field, Partner, Rule, find, rule
from api.agreements.types import AUTHORITIES, AUTHORITY_LABELS, Authority, CertificateType, type_of, types

__all__ = [
    "AUTHORITIES",
    "AUTHORITY_LABELS",
    "Advice",
    "Ask",
    "Authority",
    "Box",
    "CertificateType",
    "Claim",
    "Country",
    "Criterion",
    "Fact",
    "Field",
    "LateIssue",
    "Partner",
    "Period",
    "Rule",
    "advise",
    "country",
    "country_at",
    "find",
    "rule",
    "type_of",
    "types",
]
