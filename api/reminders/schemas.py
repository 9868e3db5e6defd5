"""What the routes of reminders take and give, as JSON."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field

from api.following.schemas import Channel
from api.reminders.switches import Switch
from api.wire import Body

Name = Literal["print", "late_issue", "validity", "backfill", "expiry", "daily", "weekly"]
Hour = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", description="北京时间", examples=["18:00"])]


class SwitchIn(Body):
    """Whether to hear of a kind of reminder; where, for a report, and when, for the daily one."""

    on: bool = Field(examples=[True])
    channel: Channel = Field("wechat", description="推送方式，只用于每日简报和每周简报", examples=["telegram"])
    at: Hour | None = Field(None, description="每日简报的时间，不填不变", examples=[None])


class SwitchOut(BaseModel):
    """A kind of reminder as one has it."""

    name: Name
    label: str = Field(examples=["打印结果确认"])
    when: str = Field(description="何时提醒", examples=["打印 30 分钟后、每天 17:00"])
    on: bool
    at: str = Field(description="简报的时间，北京时间", examples=["18:00"])
    channels: list[str] = Field(description="简报的推送方式", examples=[["wechat"]])

    @classmethod
    def of(cls, switch: Switch) -> Self:
        """Return a switch as the API tells of it."""
        kind = switch.kind
        told = {"name": kind.name, "label": kind.label, "when": kind.when, "on": switch.on, "at": switch.at}
        return cls.model_validate({**told, "channels": list(switch.channels)})
