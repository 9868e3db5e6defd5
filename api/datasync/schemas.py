"""What the routes of 数据同步 take and give, as JSON."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from api.datasync import words
from api.datasync.kinds import SYNC
from api.datasync.queries import Sync
from api.datasync.words import SyncKind
from api.paging import Paging
from api.wire import Moment


class SyncLine(BaseModel):
    """One line of the list (SYNC-11)."""

    no: int = Field(0, description="序号", examples=[1])
    id: UUID = Field(examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])
    number: str = Field(examples=["TB261121000001"])
    kind: SyncKind
    kind_label: str = Field(description="同步类型", examples=["企业信息"])
    status: Literal["running", "success", "failed"]
    status_label: str = Field(description="同步状态", examples=["同步成功"])
    login: str = Field(description="操作用户", examples=["GAYONGXIN"])
    requested_at: Moment = Field(description="操作时间")
    updated_at: Moment = Field(description="更新时间")
    quantity: int = Field(description="同步数量", examples=[7])
    known: int = Field(description="其中上次已同步", examples=[6])
    remark: str = Field(description="备注", examples=["商品备案同步成功,其中6条商品备案已在上次同步完成!"])


class ChangeOut(BaseModel):
    """One thing that a synchronisation changed, or could not read."""

    field: str = Field(examples=["name"])
    label: str = Field(examples=["企业名称"])
    before: str
    after: str


class SyncOut(SyncLine):
    """One synchronisation with what it changed."""

    changes: list[ChangeOut]


class Requested(BaseModel):
    """A synchronisation that was begun, and the sentence to show."""

    message: str = Field(examples=["新增同步企业成功"])
    sync: SyncOut


class Asked(Paging):
    """Which synchronisations to list."""

    kind: Annotated[Literal["", "company", "products"], Field(description="同步类型")] = ""


class Choice(BaseModel):
    """One kind of synchronisation: its button and the caption beside it."""

    kind: SyncKind
    label: str = Field(examples=["企业信息"])
    button: str = Field(examples=["同步企业信息"])
    caption: str = Field(examples=["同步企业在贸促会的注册信息及企业变更信息"])


class Choices(BaseModel):
    """What the page 数据同步 shows, in the manuals' words."""

    title: str = Field(examples=["数据同步"])
    entrance: str = Field(examples=[words.ENTRANCE])
    kinds: list[Choice]
    columns: list[str] = Field(examples=[list(words.COLUMNS)])
    also_called: dict[str, str] = Field(description="旧版界面的叫法", examples=[{"操作用户": "请求用户"}])
    statuses: dict[str, str] = Field(examples=[{"running": "同步中"}])
    refresh: str = Field(examples=[words.REFRESH])
    hints: list[str]


def sync_line(row: Mapping[str, Any], no: int) -> SyncLine:
    """Return a line of the list."""
    shown = {name: row[name] for name in SyncLine.model_fields if name in row}
    return SyncLine(no=no, id=row["document_id"], **shown, **_labels(row["kind"], row["status"]))


def sync_out(sync: Sync) -> SyncOut:
    """Return a synchronisation as JSON shows it."""
    shown = {name: getattr(sync, name) for name in SyncOut.model_fields if hasattr(sync, name)}
    return SyncOut(**{**shown, **_labels(sync.kind, sync.status)})


def choices() -> Choices:
    """Return what the page shows."""
    kinds: tuple[SyncKind, ...] = ("company", "products")
    return Choices(
        title=SYNC.label,
        entrance=words.ENTRANCE,
        kinds=[
            Choice(kind=each, label=words.LABELS[each], button=words.BUTTONS[each], caption=words.CAPTIONS[each])
            for each in kinds
        ],
        columns=list(words.COLUMNS),
        also_called=dict(words.ALSO_CALLED),
        statuses=dict(SYNC.lifecycle.statuses),
        refresh=words.REFRESH,
        hints=list(words.HINTS),
    )


def _labels(kind: str, status: str) -> dict[str, str]:
    return {"kind_label": words.LABELS[kind], "status_label": SYNC.lifecycle.status_label(status)}
