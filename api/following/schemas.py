"""What the following routes take and give, as JSON."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from api.following.listing import Done, Line
from api.following.quieting import clock
from api.following.vocabulary import CHANNEL_LABELS, Content
from api.following.wishes import Validity
from api.paging import Paging
from api.wire import Body, GivenMoment, Moment
from subscriptions.explaining import Explanation, Outcome
from subscriptions.quiet import QuietHours

Channel = Literal["sms", "wechat", "telegram"]
Level = Literal["document", "enterprise", "person"]
ContentPath = Literal[
    "", "trade", "trade/origin", "trade/origin/customs", "trade/origin/ccpit", "trade/licence", "trade/declaration"
]
Id = Annotated[UUID, Field(examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])]
Channels = Annotated[list[Channel], Field(min_length=1, max_length=3, description="推送方式", examples=[["wechat"]])]
Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["22:00"])]
Named = Annotated[str, Field(min_length=1, max_length=64, description="业务单据号", examples=["E261026902330183"])]
Ids = Annotated[list[Id], Field(max_length=100)]
_WISHES: list[JsonValue] = [
    {"level": "enterprise", "channels": ["wechat"], "contents": [""]},
    {"level": "document", "channels": ["wechat"], "number": "E261026902330183"},
]


class Asked(Paging):
    """Which subscriptions to list, and which part of the list."""

    model_config = ConfigDict(extra="forbid")

    valid_only: bool = Field(False, description="有效订阅信息")
    mode: Literal["follow", "mute"] = Field("follow", description="订阅，或免打扰的单据")


class FollowWish(Body):
    """What to follow, and on which channels; the number only with 按业务单据号订阅."""

    model_config = ConfigDict(json_schema_extra={"examples": _WISHES})

    level: Level = Field(description="订阅方式")
    channels: Channels
    contents: list[ContentPath] = Field([""], min_length=1, max_length=7, description="订阅内容，空为全部")
    number: str = Field("", max_length=64, description="业务单据号，仅按业务单据号订阅时填写")
    valid_from: GivenMoment | None = None
    valid_until: GivenMoment | None = None

    @model_validator(mode="after")
    def _fits_its_level(self) -> Self:
        """Refuse a number beside a whole enterprise, and two contents for one document."""
        if self.level == "document" and len(self.contents) > 1:
            raise ValueError("按业务单据号订阅时，订阅内容只能选一项")
        if self.level != "document" and self.number:
            raise ValueError("只有按业务单据号订阅才填写单据号；按企业、按个人订阅请留空")
        return self

    @property
    def validity(self) -> Validity:
        """Return from when until when."""
        return Validity(self.valid_from, self.valid_until)


class Cancellation(Body):
    """Which subscriptions to cancel: some by their ids, or everything, on one channel if it is named."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"everything": True}]})

    ids: Ids = Field(default_factory=list)
    everything: bool = Field(False, description="取消全部")
    channel: Channel | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.everything == bool(self.ids):
            raise ValueError("请列出要取消的订阅，或者选择取消全部，二者只选其一")
        if self.channel and not self.everything:
            raise ValueError("只有取消全部时才指定推送方式")
        return self


class Restoration(Body):
    """Which cancelled subscriptions to bring back."""

    ids: Annotated[list[Id], Field(min_length=1, max_length=100)]


class LineOut(BaseModel):
    """One line of 订阅信息记录."""

    id: Id
    mode: str = Field(examples=["follow"])
    channel: str = Field(examples=["sms"])
    channel_label: str = Field(description="推送方式", examples=["短信"])
    level: str = Field(examples=["document"])
    level_label: str = Field(description="订阅方式", examples=["按业务单据号订阅"])
    content: str = Field(examples=["trade/origin/customs"])
    content_label: str = Field(description="订阅内容", examples=["海关原产地证"])
    number: str = Field(description="业务单据号", examples=["E261026902330183"])
    enterprise: str = Field(examples=["陕西示例贸易有限责任公司"])
    valid: bool = Field(description="是否有效")
    state: str = Field(description="有效，或为何无效", examples=["有效"])
    summary: str = Field(examples=["短信 · 按业务单据号订阅 · E261026902330183"])
    valid_from: Moment
    valid_until: Moment | None
    cancelled_at: Moment | None


class NumberedLine(LineOut):
    """A line with its 序号."""

    no: int = Field(description="序号", examples=[1])


class DoneOut(BaseModel):
    """What was done; `already` tells that the same comes anyway, and nothing comes twice."""

    sentence: str = Field(examples=["已按企业订阅：全部。推送方式：微信公众号。"])
    already: bool
    items: list[LineOut]


class Preferences(Body):
    """Quiet hours of each day, Shanghai wall time; both empty: none. They may cross midnight."""

    quiet_from: Clock | Literal[""] = Field(examples=["22:00"])
    quiet_until: Clock | Literal[""] = Field(examples=["08:00"])
    urgent_breaks_quiet: bool = Field(True, description="退回、失败等重要结果不等")
    only_important: bool = Field(False, description="只收重要的：进展类状态不推送，按业务单据号订阅的照常")

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        if bool(self.quiet_from) != bool(self.quiet_until):
            raise ValueError("免打扰的开始和结束时间要一起填写，或者都不填")
        return self

    @property
    def hours(self) -> QuietHours | None:
        """Return them for the rules."""
        if not self.quiet_from:
            return None
        return QuietHours(clock(self.quiet_from), clock(self.quiet_until), self.urgent_breaks_quiet)


class PreferencesKept(Preferences):
    """The preferences as they stand now, and the sentence that says so."""

    sentence: str = Field(examples=["已设置免打扰时段 22:00-08:00：退回、失败等重要结果仍会马上推送。"])


class ChannelOut(BaseModel):
    """A 推送方式: bound at a masked address, or what to do first."""

    name: Channel
    label: str = Field(examples=["微信公众号"])
    bound: bool
    address: str = Field(description="掩码", examples=["…4F7k"])
    hint: str = Field(examples=[""])


class LevelOut(BaseModel):
    """A 订阅方式."""

    name: Level
    label: str = Field(examples=["按企业订阅"])
    hint: str = Field(examples=["订阅企业的所有业务单据回执信息"])


class ContentOut(BaseModel):
    """A node of 订阅内容; with a `number_label` it also takes one document's number."""

    path: str = Field(examples=["trade/origin/customs"])
    label: str = Field(examples=["海关原产地证"])
    number_label: str = Field(examples=["证书号"])
    parts: list["ContentOut"]


class Choices(BaseModel):
    """All that can be chosen on 状态推送."""

    hint: str = Field(examples=["系统提供原产地证状态订阅功能"])
    channels: list[ChannelOut]
    levels: list[LevelOut]
    contents: list[ContentOut]


class OutcomeOut(BaseModel):
    """What became, or would become, of one announcement on one channel; no channel: no subscription matched."""

    channel: str = Field(examples=["wechat"])
    channel_label: str = Field(examples=["微信公众号"])
    code: str = Field(examples=["delivered"])
    sentence: str = Field(examples=["已送达"])
    why: str = Field(description="因何收到", examples=["因：按企业订阅"])
    at: Moment | None


class EventOut(BaseModel):
    """One announcement of the document."""

    announcement_id: Id
    title: str = Field(examples=["证书审核结果通知"])
    at: Moment
    outcomes: list[OutcomeOut]


class ExplanationOut(BaseModel):
    """The newest announcements first, and what the next one would lead to."""

    events: list[EventOut]
    next_time: list[OutcomeOut]


class Explained(Body):
    """Which document, and who: without a person, oneself."""

    document: Named
    person: Id | None = None


def line_out(line: Line) -> LineOut:
    """Return a line of the list."""
    return LineOut.model_validate(line, from_attributes=True)


def numbered(line: Line, no: int) -> NumberedLine:
    """Return a line with its 序号."""
    return NumberedLine(**line_out(line).model_dump(), no=no)


def done_out(done: Done) -> DoneOut:
    """Return what was done."""
    return DoneOut(sentence=done.sentence, already=done.already, items=[line_out(each) for each in done.lines])


def content_out(content: Content) -> ContentOut:
    """Return a node with its parts."""
    parts = [content_out(each) for each in content.parts]
    return ContentOut(path=content.path, label=content.option, number_label=content.number_label, parts=parts)


def preferences_out(hours: QuietHours | None, *, only_important: bool) -> Preferences:
    """Return what one wants as it is entered."""
    if hours is None:
        return Preferences(quiet_from="", quiet_until="", only_important=only_important)
    ends = {"quiet_from": f"{hours.begins:%H:%M}", "quiet_until": f"{hours.ends:%H:%M}"}
    return Preferences(**ends, urgent_breaks_quiet=hours.urgent_breaks, only_important=only_important)


def explanation_out(found: Explanation) -> ExplanationOut:
    """Return an explanation."""
    events = [
        EventOut(
            announcement_id=each.announcement_id,
            title=each.title,
            at=each.at,
            outcomes=[_outcome_out(outcome) for outcome in each.outcomes],
        )
        for each in found.events
    ]
    return ExplanationOut(events=events, next_time=[_outcome_out(each) for each in found.next_time])


def _outcome_out(outcome: Outcome) -> OutcomeOut:
    label = CHANNEL_LABELS.get(outcome.channel, outcome.channel)
    parts = {name: getattr(outcome, name) for name in ("channel", "code", "sentence", "why", "at")}
    return OutcomeOut(**parts, channel_label=label)
