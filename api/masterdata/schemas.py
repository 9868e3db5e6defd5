"""What the master data routes take and give, as JSON."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.masterdata.codetables import LABELS, Code, rows
from api.masterdata.models import Party
from api.masterdata.parties.boxes import BUTTONS, EDITORS, EMPTY, SAVING, PartyKind
from api.paging import Paging
from api.wire import Body, Moment
from kit.clock import in_shanghai

_EXAMPLE = {"code": "010001", "name_en": "DAL INTERNATIONAL TRADING CO., LTD.", "phone": "0411-82732333"}
Id = Annotated[UUID, Field(examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])]
Value = Annotated[str, Field(max_length=4000, pattern="^[^\x00]*$")]
Text = Annotated[
    str, Field(max_length=64, pattern="^[^\x00]*$", description="编码、名称或拼音首字母", examples=["dal"])
]
_EARLIEST, _LATEST = date(2000, 1, 1), date(2199, 12, 31)


class PartyForm(Body):
    """The boxes of one editor by name; `GET …/editors` tells which there are."""

    form: dict[Annotated[str, Field(max_length=32)], Value] = Field(max_length=32, examples=[_EXAMPLE])


class PartyOut(BaseModel):
    """One record of master data."""

    id: Id
    kind: PartyKind
    code: str = Field(examples=["010001"])
    form: dict[str, str] = Field(examples=[_EXAMPLE])
    created_at: Moment
    updated_at: Moment


class PartyLine(PartyOut):
    """One line of a list, with its 序号."""

    no: int = Field(description="序号", examples=[1])
    cells: list[str] = Field(
        description="各列的内容，次序同页面说明的columns，没有的为 -",
        examples=[["010001", "-", "DAL INTERNATIONAL TRADING CO., LTD.", "-", "2019-06-03"]],
    )


class AskedParties(Paging):
    """Which records to list."""

    text: Text = ""


class Deletion(Body):
    """Which records to delete."""

    ids: Annotated[list[Id], Field(min_length=1, max_length=100)]


class Deleted(BaseModel):
    """How many were deleted."""

    deleted: int = Field(examples=[1])


class BoxOut(BaseModel):
    """One box of an editor."""

    name: str = Field(examples=["code"])
    label: str = Field(examples=["受益人编码"])
    hint: str = Field(examples=["由数字字母组合, 长度3-8位"])
    placeholder: str = Field(examples=["123@163.com"])
    longest: int = Field(examples=[8])
    required: bool


class ColumnOut(BaseModel):
    """One column of a list."""

    name: str = Field(examples=["code"])
    label: str = Field(examples=["受益人编码"])


class EditorOut(BaseModel):
    """What the page of one kind of master data shows."""

    kind: PartyKind
    page: str = Field(description="列表页面", examples=["出口商管理"])
    title: str = Field(description="编辑页面", examples=["编辑出口商"])
    boxes: list[BoxOut]
    columns: list[ColumnOut]
    hints: list[str]
    buttons: list[str] = Field(examples=[list(BUTTONS)])
    saving: list[str] = Field(examples=[list(SAVING)])
    empty: str = Field(examples=[EMPTY])


class TableOut(BaseModel):
    """A code table."""

    table: str = Field(examples=["country_customs"])
    label: str = Field(examples=["国家（地区）代码（海关原产地证）"])
    rows: int = Field(examples=[249])


class AskedCodes(BaseModel):
    """What to look for in a code table; without a text the first rows."""

    model_config = ConfigDict(extra="forbid")

    text: Text = ""
    on: Annotated[date | None, Field(ge=_EARLIEST, le=_LATEST, description="哪一天", examples=["2026-11-21"])] = None
    limit: Annotated[int, Field(ge=1, le=300, examples=[20])] = 20


class CodeOut(BaseModel):
    """One row of a code table; an unverified one is shown as such, and nothing is refused because of it."""

    code: str = Field(examples=["156"])
    name_zh: str = Field(examples=["中国"])
    name_en: str = Field(examples=["CHINA"])
    initials: str = Field(description="拼音首字母", examples=["ZG"])
    label: str = Field(description="下拉框里的写法", examples=["CHINA(中国)(156)"])
    valid_from: date | None
    valid_to: date | None
    source: str = Field(examples=["ISO 3166-1"])
    verified: bool


def party_out(party: Party) -> PartyOut:
    """Return a record as JSON shows it."""
    return PartyOut.model_validate(party, from_attributes=True)


def party_line(party: Party, no: int) -> PartyLine:
    """Return a line of a list."""
    shown = party_out(party)
    cells = [_cell(shown, name) for name, _ in EDITORS[shown.kind].columns]
    return PartyLine(no=no, cells=cells, **shown.model_dump())


def _cell(party: PartyOut, column: str) -> str:
    """Return what a column shows: the day of creation, a box, or `-` for an empty one (BASE-15)."""
    if column == "created_at":
        return in_shanghai(party.created_at).date().isoformat()
    return party.form.get(column) or "-"


def editor_out(kind: PartyKind) -> EditorOut:
    """Return what the page of a kind shows, in the manual's words."""
    editor = EDITORS[kind]
    return EditorOut(
        kind=kind,
        page=editor.page,
        title=editor.title,
        boxes=[BoxOut.model_validate(box, from_attributes=True) for box in editor.boxes],
        columns=[ColumnOut(name=name, label=label) for name, label in editor.columns],
        hints=list(editor.hints),
        buttons=list(BUTTONS),
        saving=list(SAVING),
        empty=EMPTY,
    )


def table_out(table: str) -> TableOut:
    """Return a code table's name and size."""
    return TableOut(table=table, label=LABELS[table], rows=len(rows(table)))


def code_out(code: Code) -> CodeOut:
    """Return a row as JSON shows it, in a picker as the manual has it: CHINA(中国)(142) (CO-30)."""
    english = "" if code.name_en == code.code else code.name_en  # BY SEA is its own code
    names = f"{english}({code.name_zh})" if english and code.name_zh else english or code.name_zh
    parts = {name: getattr(code, name) for name in CodeOut.model_fields if name != "label"}
    return CodeOut(**parts, label=f"{names}({code.code})")
