"""What the routes of documents take and give, as JSON."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from api.documents.models import Document
from api.documents.queries import Step
from api.documents.searching import Hit
from api.documents.todos import Summary, Todo
from api.paging import AtLeast, Paging
from api.wire import GivenFrom, GivenUntil, Moment

Id = Annotated[UUID, Field(examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])]
Name = Annotated[str, Field(max_length=64)]
TodoName = Literal["print", "backfill", "coordination", "mend"]
ROLES = {
    "": "编号",
    "certificate": "原产地证书号",
    "invoice": "发票号",
    "contract": "合同号",
    "filing": "备案号",
    "coordination": "协调单号",
    "declaration": "报关单号",
    "apply": "申请编号",
}


class Asked(Paging):
    """Which documents to list."""

    kinds: list[Name] = Field(default_factory=list, max_length=20, description="单证种类", examples=[["licence"]])
    statuses: list[Name] = Field(default_factory=list, max_length=20, description="状态", examples=[["approved"]])
    number: Name = Field("", description="编号，可只填一部分", examples=["E26"])
    since: GivenFrom | None = Field(None, description="状态时间起：日期或时间")
    until: GivenUntil | None = Field(None, description="状态时间止：日期（含当天）或时间（不含）")


class AskedTodo(Paging):
    """Which part of a list of open work."""

    overdue: bool = Field(False, description="只看逾期的")


class DocumentOut(BaseModel):
    """A document of any kind."""

    id: Id
    kind: str = Field(examples=["customs_certificate"])
    kind_label: str = Field(examples=["海关原产地证"])
    number: str = Field(examples=["E261026902330183"])
    status: str = Field(examples=["approved"])
    status_label: str = Field(examples=["审核通过"])
    status_at: Moment
    created_at: Moment
    updated_at: Moment


class HitOut(BaseModel):
    """A document that was found, and by which of its numbers."""

    document: DocumentOut
    found_by: str = Field(examples=["发票号"])
    number: str = Field(examples=["2F47S93D"])


class StepOut(BaseModel):
    """One line of the journal, in words."""

    step: str = Field(examples=["approved"])
    step_label: str = Field(examples=["审核通过"])
    status_label: str = Field(examples=["审核通过"])
    late: bool = Field(description="到达时状态已经更新，仅作记录")
    note: str = Field(examples=["同意"])
    occurred_at: Moment
    at: Moment


class TodoOut(BaseModel):
    """A document with which something is to be done."""

    document_id: Id
    kind: str = Field(examples=["customs_certificate"])
    number: str = Field(examples=["E261026902330183"])
    status: str = Field(examples=["approved"])
    status_label: str = Field(examples=["审核通过"])
    since: Moment = Field(description="等待自")
    overdue: bool = Field(description="已逾期")


class TodoListOut(BaseModel):
    """A list of open work, with those that wait longest."""

    name: TodoName
    label: str = Field(examples=["待补录"])
    advice: str = Field(examples=["请补录出口报关单号"])
    open: int = Field(examples=[5])
    open_is_more: bool = Field(description="超过 open 份：没有再往下数")
    overdue: int = Field(examples=[1])
    oldest: Moment | None
    first: list[TodoOut]


def document_out(document: Document) -> DocumentOut:
    """Return a document."""
    names = ("id", "kind", "number", "status", "status_label", "status_at", "created_at", "updated_at")
    return DocumentOut(kind_label=document.of_kind.label, **{name: getattr(document, name) for name in names})


def hit_out(hit: Hit) -> HitOut:
    """Return what was found."""
    return HitOut(document=document_out(hit.document), found_by=ROLES[hit.role], number=hit.number)


def step_out(step: Step) -> StepOut:
    """Return a line of the journal."""
    names = ("step", "step_label", "status_label", "note", "occurred_at", "at")
    return StepOut(late=step.verdict == "late", **{name: getattr(step, name) for name in names})


def todo_out(todo: Todo) -> TodoOut:
    """Return a document on a list."""
    return TodoOut.model_validate(todo, from_attributes=True)


def todo_list_out(summary: Summary) -> TodoListOut:
    """Return a list of open work."""
    of = summary.list
    told: dict[str, Any] = {"name": of.name, "label": of.label, "advice": of.advice, "oldest": summary.oldest}
    first = [todo_out(each) for each in summary.first]
    told["open_is_more"] = isinstance(summary.open, AtLeast)
    return TodoListOut.model_validate({**told, "open": summary.open, "overdue": summary.overdue, "first": first})
