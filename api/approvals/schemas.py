"""What the routes of consent take and give, as JSON."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from api.approvals import acts
from api.approvals.requests import Request
from api.wire import Body, Moment

Id = Annotated[UUID, Field(examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])]
ActName = Annotated[str, Field(max_length=40, description="事项", examples=["coordination.withdraw"])]
State = Literal["open", "done", "failed", "refused", "cancelled", "expired"]


class ActOut(BaseModel):
    """Something that may be made to wait for a second person."""

    act: ActName
    label: str = Field(description="事项名称", examples=["撤回协调单"])
    demanded: bool = Field(description="是否要求第二人同意", examples=[True])


class PolicyOut(BaseModel):
    """What the enterprise demands a second person's consent to."""

    acts: list[ActOut]


class PolicyIn(Body):
    """The acts that wait from now on; an empty list: none."""

    acts: list[ActName] = Field(max_length=20, examples=[["coordination.withdraw"]])


class Wish(Body):
    """What consent is asked for."""

    act: ActName
    document_ids: list[Id] = Field(min_length=1, max_length=20)


class Refusing(Body):
    """Why not."""

    note: str = Field("", max_length=200, description="原因", examples=["单号不对"])


class MatterOut(BaseModel):
    """One document of a request, and what became of it."""

    document_id: Id
    number: str = Field(description="单证号", examples=["XT2026110007"])
    says: str = Field(description="申请时的样子", examples=["海关原产地证书 · 待办，提交于 11-20 16:02"])
    result: str = Field(description="没有办成的原因，办成或未办为空", examples=[""])


class RequestOut(BaseModel):
    """One request for a second person's consent."""

    id: Id
    act: ActName
    label: str = Field(description="事项名称", examples=["撤回协调单"])
    code: str = Field(description="聊天里的编号：同意 7315", examples=["7315"])
    state: State = Field(description="状态", examples=["open"])
    matters: list[MatterOut]
    asked_at: Moment
    expires_at: Moment
    decided_at: Moment | None
    note: str = Field(description="不同意的原因", examples=[""])


def policy_out(demanded: frozenset[str]) -> PolicyOut:
    """Return every act with whether it is demanded."""
    listed = [ActOut(act=name, label=label, demanded=name in demanded) for name, label in acts.known().items()]
    return PolicyOut(acts=listed)


def request_out(request: Request) -> RequestOut:
    """Return a request as JSON has it."""
    results = [*request.results, *[""] * len(request.matters)]
    matters = [
        MatterOut(document_id=each.document_id, number=each.number, says=each.says, result=result)
        for each, result in zip(request.matters, results, strict=False)
    ]
    kept = {
        name: getattr(request, name) for name in ("id", "act", "code", "asked_at", "expires_at", "decided_at", "note")
    }
    return RequestOut(label=acts.act_of(request.act).label, state=request.standing, matters=matters, **kept)
