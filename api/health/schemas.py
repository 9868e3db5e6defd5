"""What the operator is told, as JSON."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from api.exchange.alerts import Standing, Wanted
from api.paging import Paging
from api.wire import Moment
from kit import masking


class Health(BaseModel):
    """That all is well."""

    status: str = Field(examples=["ok"])


class Asked(Paging):
    """Which alerts, and which page of them."""

    acknowledged: Annotated[bool, Field(description="已确认的；不选为待处理的", examples=[False])] = False
    kind: Annotated[str | None, Field(max_length=64, pattern=r"^[a-z_]+$", examples=["channel"])] = None

    def wanted(self) -> Wanted:
        """Return the same for the query."""
        return Wanted(self.acknowledged, self.kind)


class AlertOut(BaseModel):
    """Something to look at, how often it came, and when last; numbers and names are masked (P-2)."""

    id: Annotated[UUID, Field(examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])]
    kind: str = Field(examples=["channel"])
    key: str = Field(description="同类中的哪一件", examples=["wechat 40164"])
    text: str = Field(examples=["通道 wechat 停止发送：40164 invalid ip"])
    times: int = Field(examples=[3])
    first_at: Moment
    last_at: Moment
    acknowledged_at: Moment | None


def alert_out(alert: Standing) -> AlertOut:
    """Return an alert."""
    parts = {name: getattr(alert, name) for name in AlertOut.model_fields}
    return AlertOut(**parts | {"key": masking.scrub(alert.key), "text": masking.scrub(alert.text)})
