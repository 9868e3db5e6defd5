"""What the agreement routes give, as JSON."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.agreements.advice import Advice
from api.agreements.countries import country
from api.agreements.rules import Partner, Rule
from api.agreements.types import AUTHORITY_LABELS, Authority, CertificateType
from api.masterdata.codetables import today

_EARLIEST, _LATEST = date(2000, 1, 1), date(2199, 12, 31)
On = Annotated[date | None, Field(ge=_EARLIEST, le=_LATEST, description="哪一天，不填为今天", examples=["2026-11-21"])]
Letters = Annotated[str, Field(pattern=r"^[A-Za-z]{2}$", description="国家（地区）ISO 字母代码", examples=["CH"])]
Hs = Annotated[str, Field(pattern=r"^([0-9]{2}){1,5}$", description="HS编码", examples=["392690"])]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    on: On = None

    @property
    def day(self) -> date:
        """Return the day asked about, in Asia/Shanghai."""
        return self.on or today()


class AskedTypes(_Asked):
    """Whose types, on which day."""

    authority: Authority = Field(description="签证机构：海关或贸促会", examples=["ccpit"])


class AskedRule(_Asked):
    """On which day."""


class AskedAdvice(_Asked):
    """Which goods go where, and when."""

    hs: Hs
    country: Letters


class TypeOut(BaseModel):
    """A certificate type (产地证类型)."""

    authority: Authority
    authority_label: str = Field(examples=["贸促会"])
    code: str = Field(examples=["S"])
    name: str = Field(examples=["中国-瑞士自贸协定"])
    label: str = Field(examples=["中国-瑞士自贸协定 (S)"])
    agreements: list[str] = Field(description="优惠贸易协定代码", examples=[["17"]])
    preferential: bool
    verified: bool = Field(description="是否经公开文件核实")
    source: str


class PartnerOut(BaseModel):
    """A country or region in which the certificate is of use."""

    country: str = Field(description="ISO 字母代码；空为不限", examples=["CH"])
    name: str = Field(examples=["瑞士"])
    verified: bool
    source: str


class CriterionOut(BaseModel):
    """An origin criterion and what it needs."""

    code: str = Field(description="% 表示证书上只印百分比", examples=["PSR"])
    label: str = Field(examples=["符合产品特定原产地规则"])
    needs: list[Literal["materials", "value", "process", "sub_criterion"]]
    share: Literal["", "originating", "non_originating"] = Field(description="百分比指原产还是非原产成分")
    printed: Literal["no", "yes", "maybe"] = Field(description="证书上是否印百分比")
    least: Decimal | None
    most: Decimal | None
    basis: Literal["", "fob", "ex_works"]
    suffixes: list[str]
    verified: bool
    source: str


class FactOut(BaseModel):
    """A cell of the rules table with its standing."""

    value: str
    verified: bool
    source: str


class FieldOut(BaseModel):
    """A field that this type asks for beyond the usual."""

    part: Literal["head", "goods"]
    name: str = Field(examples=["ori_criteria_sub"])
    when: str = Field(description="空为总是", examples=["criterion=PSR"])
    sentence: str
    verified: bool
    source: str


class BoxOut(BaseModel):
    """A box of the paper form."""

    number: str = Field(examples=["9"])
    content: str = Field(examples=["原产地标准"])
    caption: str = Field(description="证书上的英文栏目名，不详则为空", examples=["Origin criterion"])
    verified: bool


class RuleOut(BaseModel):
    """Everything known of a certificate type on a day; what is not verified is for information."""

    type: TypeOut
    on: date
    partners: list[PartnerOut] = Field(description="空为不限国家")
    criteria: list[CriterionOut]
    fields: list[FieldOut]
    boxes: list[BoxOut]
    self_print: list[PartnerOut]
    goods: list[str] = Field(description="仅限这些税则号开头的货物，空为不限")
    facts: dict[str, FactOut]


class AskOut(BaseModel):
    """One thing that a certificate asks."""

    about: str = Field(examples=["商品项数"])
    sentence: str = Field(examples=["每份证书最多50项商品。"])
    verified: bool
    source: str


class AdviceOut(BaseModel):
    """A certificate that serves, and what it asks."""

    code: str = Field(examples=["S"])
    name: str = Field(examples=["中国-瑞士自贸协定"])
    preferential: bool
    issuers: list[Authority]
    issuer_labels: list[str] = Field(examples=[["海关", "贸促会"]])
    self_printable: bool = Field(description="可否自助打印")
    asks: list[AskOut]
    warnings: list[str]


def type_out(kind: CertificateType) -> TypeOut:
    """Return a type as JSON has it."""
    shown = {name: getattr(kind, name) for name in TypeOut.model_fields if name != "authority_label"}
    return TypeOut(**shown, authority_label=AUTHORITY_LABELS[kind.authority])


def rule_out(rule: Rule) -> RuleOut:
    """Return a rule as JSON has it."""
    return RuleOut(
        type=type_out(rule.type),
        on=rule.on,
        partners=list(map(_partner, rule.partnerships)),
        criteria=[CriterionOut.model_validate(each, from_attributes=True) for each in rule.criteria],
        fields=[FieldOut.model_validate(each, from_attributes=True) for each in rule.fields],
        boxes=[BoxOut.model_validate(each, from_attributes=True) for each in rule.boxes],
        self_print=list(map(_partner, rule.self_print)),
        goods=list(rule.goods),
        facts={cell: FactOut.model_validate(each, from_attributes=True) for cell, each in rule.facts.items()},
    )


def advice_out(advice: Advice) -> AdviceOut:
    """Return an advice as JSON has it."""
    return AdviceOut(
        code=advice.code,
        name=advice.name,
        preferential=advice.preferential,
        issuers=list(advice.issuers),
        issuer_labels=list(advice.issuer_labels),
        self_printable=advice.self_printable,
        asks=[AskOut.model_validate(each, from_attributes=True) for each in advice.asks],
        warnings=list(advice.warnings),
    )


def _partner(partner: Partner) -> PartnerOut:
    name = country(partner.country).name if partner.country else "不限"
    return PartnerOut(country=partner.country, name=name, verified=partner.verified, source=partner.source)
