"""What the routes of 印章签名 take and give, as JSON."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from api.paging import Paging
from api.seals import limits, words
from api.seals.making import Wish
from api.seals.operators import Operator
from api.seals.queries import Seal
from api.seals.results import Authorisation
from api.seals.words import SealKind, SealShape
from api.wire import Body, Moment

_ID = "0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"
_NAME = 12  # characters: within 印章“…” it must fit the twenty of a template message
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=_NAME)]
NamedSo = Annotated[Name, Field(min_length=1, description="印章名称，用于区别不同印章", examples=["合同章"])]


class SealIn(Body):
    """保存印章: a scan, whose seal it is, and its days within those of the operator's card."""

    name: NamedSo
    shape: SealShape = Field(examples=["round"])
    person_id: UUID = Field(description="印章操作员", examples=[_ID])
    file_id: UUID = Field(description="以用途seal上传的PNG", examples=[_ID])
    valid_from: date | None = Field(None, description="缺省为卡证书有效期的开始", examples=["2026-11-21"])
    valid_until: date | None = Field(None, description="缺省为卡证书有效期的结束", examples=["2027-11-20"])

    def as_wish(self) -> Wish:
        """Return it as the action takes it."""
        whose = {"person_id": self.person_id, "file_id": self.file_id}
        return Wish(shape=self.shape, name=self.name, first=self.valid_from, last=self.valid_until, **whose)


class SignatureIn(Body):
    """保存签名: a scan, and whose signature it is."""

    person_id: UUID = Field(description="签名申报员", examples=[_ID])
    file_id: UUID = Field(description="以用途seal上传的PNG", examples=[_ID])
    name: Name = Field("", description="缺省为申报员姓名", examples=["李四"])

    def as_wish(self) -> Wish:
        """Return it as the action takes it."""
        return Wish(shape="signature", name=self.name, person_id=self.person_id, file_id=self.file_id)


class CardIn(Body):
    """How long an operator's card serves."""

    valid_from: date = Field(examples=["2026-01-01"])
    valid_until: date = Field(examples=["2028-12-31"])


class OperatorOut(BaseModel):
    """Somebody who may be chosen; chosen for a signature, 操作员身份证号 and 签名名称 are filled in from here."""

    id: UUID = Field(examples=[_ID])
    name: str = Field(examples=["李四"])
    post: str = Field(examples=["操作员"])
    id_card: str = Field(description="操作员身份证号", examples=["610***********0014"])
    has_card: bool = Field(description="绑卡")
    valid_from: str = Field(description="卡证书有效期", examples=["2026-01-01"])
    valid_until: str = Field(description="卡证书有效期", examples=["2028-12-31"])


class SealOut(BaseModel):
    """One line of the list (SEAL-25)."""

    id: UUID = Field(examples=[_ID])
    kind: SealKind
    name: str = Field(description="名称", examples=["合同章"])
    type_label: str = Field(description="类型", examples=["真实印章图片"])
    shape: words.Shape
    shape_label: str = Field(examples=["圆形印章"])
    state: words.State
    state_label: str = Field(description="使用状态", examples=["使用中"])
    made_at: Moment = Field(description="制作日期")
    height_mm: str = Field(description="高度(毫米)", examples=["42.0"])
    width_mm: str = Field(description="宽度(毫米)", examples=["42.0"])
    remark: str = Field(description="备注", examples=[words.CUT])
    person_id: UUID = Field(examples=[_ID])
    person: str = Field(examples=["高永欣"])
    file_id: UUID = Field(description="图片", examples=[_ID])
    valid_from: str = Field(examples=["2026-11-21"])
    valid_until: str = Field(examples=["2027-11-20"])
    is_default: bool


class Asked(Paging):
    """Which of them to list."""

    kind: Annotated[Literal["", "seal", "signature"], Field(description="印章或签名")] = ""


class AuthorisationOut(BaseModel):
    """The latest authorisation with customs' receipt."""

    id: UUID = Field(examples=[_ID])
    number: str = Field(examples=["SQ261121000001"])
    status: Literal["running", "success", "refused", "superseded"]
    status_label: str = Field(examples=["授权成功"])
    seal_id: UUID = Field(examples=[_ID])
    signature_id: UUID = Field(examples=[_ID])
    requested_at: Moment
    finished_at: Moment | None
    reason: str = Field(description="回执说明", examples=["印章不清晰"])


class Submitted(BaseModel):
    """An authorisation that was sent; its result opens after so many seconds."""

    number: str = Field(examples=["SQ261121000001"])
    seconds: int = Field(examples=[300])


class Standing(BaseModel):
    """印章签名授权: both defaults as they are now, and what was authorised last."""

    seal: SealOut | None
    signature: SealOut | None
    seconds: int = Field(description="距可查看授权结果的秒数", examples=[0])
    authorised: bool = Field(description="具备自助打印的条件")


class PageWords(BaseModel):
    """What one of the two pages shows, in the manual's words."""

    kind: SealKind
    title: str = Field(examples=["印章制作"])
    method: str = Field(examples=["真实印章图片"])
    buttons: dict[str, str]
    fields: dict[str, str]
    columns: list[str]
    empty: str = Field(examples=[words.EMPTY])
    notice: list[str] = Field(description="先弹出的提示，关闭后填写")
    hints: list[str]


class Choices(BaseModel):
    """What 印章管理 and 印章签名授权 show, in the manual's words."""

    pages: list[PageWords]
    shapes: dict[str, str]
    authorising: str = Field(examples=[words.AUTHORISING])
    authorising_buttons: dict[str, str]
    authorising_hints: list[str]
    result_hint: str = Field(examples=[words.RESULT_HINT])


def operator_out(found: Operator) -> OperatorOut:
    """Return somebody as JSON shows them."""
    return OperatorOut(**{name: getattr(found, name) for name in OperatorOut.model_fields})


def seal_out(seal: Seal) -> SealOut:
    """Return a seal or a signature as JSON shows it."""
    shown = {name: getattr(seal, name) for name in SealOut.model_fields if hasattr(seal, name)}
    return SealOut(
        type_label=words.MADE_FROM[seal.kind],
        shape_label=words.SHAPES[seal.shape],
        state_label=words.STATES[seal.state],
        height_mm=limits.millimetres(seal.height),
        width_mm=limits.millimetres(seal.width),
        **shown,
    )


def authorisation_out(found: Authorisation) -> AuthorisationOut:
    """Return an authorisation as JSON shows it."""
    return AuthorisationOut(**{name: getattr(found, name) for name in AuthorisationOut.model_fields})


def choices() -> Choices:
    """Return what the pages show."""
    return Choices(
        pages=[_page(kind) for kind in words.KINDS],
        shapes={**words.SHAPES},
        authorising=words.AUTHORISING,
        authorising_buttons=dict(words.AUTHORISING_BUTTONS),
        authorising_hints=list(words.AUTHORISING_HINTS),
        result_hint=words.RESULT_HINT,
    )


def _page(kind: SealKind) -> PageWords:
    return PageWords(
        kind=kind,
        title=words.PAGES[kind],
        method=words.MADE_FROM[kind],
        buttons={name: words.worded(each, kind) for name, each in words.BUTTONS.items()},
        fields=dict(words.FIELDS[kind]),
        columns=[words.worded(each, kind) for each in words.COLUMNS],
        empty=words.EMPTY,
        notice=list(words.NOTICES[kind]),
        hints=list(words.HINTS[kind]),
    )
