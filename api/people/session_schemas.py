"""What the routes of 登录设备 give, as JSON."""

from pydantic import BaseModel, Field

from api.people.actor import Actor
from api.people.schemas import EnterpriseId
from api.people.sessions import Session
from api.wire import Moment


class SessionOut(BaseModel):
    """One of one's sessions: by which device and from where, both as far as they help to recognise it."""

    id: EnterpriseId
    device: str = Field(description="设备", examples=["Windows · Edge"])
    place: str = Field(description="网络地址，末段不显示", examples=["192.0.2.*"])
    current: bool = Field(description="就是本次登录")
    proven: bool = Field(description="已通过动态码验证")
    opened_at: Moment = Field(description="登录时间")
    seen_at: Moment = Field(description="最近使用")
    ends_at: Moment = Field(description="最迟退出时间")


class SessionsEnded(BaseModel):
    """How many sessions were ended."""

    ended: int = Field(examples=[2])


def session_out(found: Session, actor: Actor) -> SessionOut:
    """Return one of the actor's sessions."""
    return SessionOut(
        id=found.id,
        device=found.whence.device,
        place=found.whence.place,
        current=found.id == actor.session_id,
        proven=found.proven,
        opened_at=found.opened_at,
        seen_at=found.seen_at,
        ends_at=found.ends_at,
    )
