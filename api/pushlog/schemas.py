"""The delivery log as JSON; addresses, names and the providers' words are masked (P-2)."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.paging import Paging
from api.pushlog.queries import Line, Story
from api.wire import Body, GivenFrom, GivenUntil, Moment
from kit import masking
from push.ledger import Wanted
from push.lifecycle import State

Channel = Literal["wechat", "sms", "telegram", "console"]
Id = Annotated[UUID, Field(examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])]


class Filter(Body):
    """Which deliveries; what is left out is not asked about."""

    person_id: Id | None = None
    tenant_id: Id | None = None
    message_id: Id | None = None
    channel: Channel | None = None
    state: State | None = None
    code: Annotated[str, Field(max_length=64, description="服务商的错误码", examples=["43004"])] | None = None
    since: GivenFrom | None = Field(None, description="从何时起：日期或时间")
    until: GivenUntil | None = Field(None, description="到何时为止：日期（含当天）或时间（不含）")

    def wanted(self) -> Wanted:
        """Return the same for the ledger."""
        given = {name: getattr(self, name) for name in Filter.model_fields if name != "state"}
        return Wanted(**given, states=None if self.state is None else [self.state])


class Asked(Filter, Paging):
    """A filter and a page, as query parameters."""

    model_config = ConfigDict(extra="forbid")


class DeliveryOut(BaseModel):
    """One message to one address, and where it stands."""

    id: Id
    message_id: Id
    title: str = Field(examples=["证书审核结果通知"])
    kind: str = Field(examples=["T1"])
    trace: str = Field(examples=["0199a0f0c3f27d8e9b1c2d3e4f506172"])
    person: str = Field(description="掩码", examples=["高*"])
    person_id: Id | None
    tenant_id: Id | None
    subscription_id: Id | None
    why: str = Field(description="因何收到", examples=["因：按企业订阅"])
    channel: str = Field(examples=["wechat"])
    address: str = Field(description="掩码", examples=["…4F7k"])
    state: State
    label: str = Field(examples=["已送达"])
    held: str = Field(description="为何等待", examples=[""])
    attempts: int = Field(examples=[1])
    provider: str = Field(examples=["wechat"])
    code: str = Field(examples=[""])
    reason: str = Field(examples=[""])
    successor_id: Id | None
    due_at: Moment
    expires_at: Moment
    accepted_at: Moment | None
    closed_at: Moment | None
    created_at: Moment


class AttemptOut(BaseModel):
    """One try, and what the provider said to it."""

    no: int = Field(examples=[1])
    at: Moment
    provider: str = Field(examples=["wechat"])
    outcome: str = Field(examples=["accepted"])
    code: str = Field(examples=["0"])
    text: str = Field(examples=["ok"])
    provider_id: str = Field(examples=["200228332"])
    elapsed_ms: int = Field(examples=[84])


class ReportOut(BaseModel):
    """What a provider reported later."""

    provider: str = Field(examples=["wechat"])
    status: str = Field(examples=["delivered"])
    code: str = Field(examples=[""])
    text: str = Field(examples=[""])
    received_at: Moment


class StoryOut(BaseModel):
    """One delivery from its first try to the provider's last word."""

    delivery: DeliveryOut
    attempts: list[AttemptOut]
    reports: list[ReportOut]


class Replayed(BaseModel):
    """How many deliveries are sent again."""

    replayed: int = Field(examples=[3])


def _scrubbed(thing: object, model: type[BaseModel], **more: Any) -> dict[str, Any]:
    parts = {name: getattr(thing, name) for name in model.model_fields if name not in more}
    return more | {name: masking.scrub(value) if isinstance(value, str) else value for name, value in parts.items()}


def delivery_out(line: Line) -> DeliveryOut:
    """Return a line of the log."""
    return DeliveryOut(**_scrubbed(line.entry, DeliveryOut, person=line.person))


def story_out(story: Story) -> StoryOut:
    """Return one delivery with everything that was tried and told."""
    return StoryOut(
        delivery=delivery_out(story.line),
        attempts=[AttemptOut(**_scrubbed(each, AttemptOut)) for each in story.attempts],
        reports=[ReportOut(**_scrubbed(each, ReportOut)) for each in story.reports],
    )
