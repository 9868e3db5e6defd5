"""What the people routes take and give, as JSON."""

from typing import Annotated, Literal, cast
from uuid import UUID

from pydantic import BaseModel, Field

from api.people import mobiles
from api.people.actor import ROLE_NAMES, Role, Scope
from api.people.invitations import Invitation
from api.people.models import ApiToken, Membership
from api.people.papers import POST_NAMES, Post, id_card_of
from api.people.passwords import LONGEST
from api.people.tickets import Ticket
from api.wire import Body, GivenMoment, Moment
from kit import masking

Login = Annotated[str, Field(min_length=1, max_length=64, description="用户名", examples=["gaoyongxin"])]
Password = Annotated[
    str, Field(min_length=1, max_length=LONGEST, description="密码", examples=["lake-under-nine-bridges"])
]
Name = Annotated[str, Field(min_length=1, max_length=64, description="姓名", examples=["高永欣"])]
Mobile = Annotated[str, Field(min_length=11, max_length=20, description="手机号码", examples=["13800138000"])]
Code = Annotated[str, Field(pattern=r"^[0-9]{6}$", description="6 位验证码", examples=["483920"])]
MaybeFactor = Annotated[
    str,
    Field(
        pattern=r"^([0-9]{6}|[A-Za-z2-7]{4}(-[A-Za-z2-7]{4}){2})?$",
        description="验证码、动态码或恢复码",
        examples=["483920"],
    ),
]
MaybePassword = Annotated[str, Field(max_length=LONGEST, examples=["lake-under-nine-bridges"])]
EnterpriseId = Annotated[UUID, Field(examples=["0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"])]


class SignIn(Body):
    """Name and password; `code` and `new_password` only when the last answer asked for them."""

    login: Login
    password: Password
    code: MaybeFactor = ""
    new_password: Annotated[MaybePassword, Field(description="新密码：首次登录或密码已过期时，和原密码一起提交")] = ""
    keep: Literal["cookie", "token"] = Field("cookie", description="浏览器用 cookie，其他客户端用 token")


class EnterpriseOut(BaseModel):
    """An enterprise."""

    id: EnterpriseId
    name: str = Field(examples=["陕西示例贸易有限责任公司"])
    credit_code: str = Field(examples=["91610131MA6TAB1X0X"])
    org_code: str = Field(examples=["MA6TAB1X0"])
    customs_code: str = Field(examples=["6101960123"])
    ccpit_code: str = Field(examples=["610226902"])


class MyMembership(BaseModel):
    """One of the enterprises that one may act for, and as what."""

    enterprise: EnterpriseOut
    role: Role
    role_name: str = Field(examples=["经办人"])
    expires_at: Moment | None = None


class Me(BaseModel):
    """Who is signed in, and for which enterprise they act now."""

    person_id: EnterpriseId
    name: str = Field(examples=["高永欣"])
    greeting: str = Field(description="页面右上角", examples=["欢迎您, 高永欣"])
    role: Role
    role_name: str = Field(examples=["管理员"])
    enterprise: EnterpriseOut | None
    scopes: list[Scope] | None = Field(description="令牌的权限；本人登录时为空", examples=[None])


class SessionOpened(BaseModel):
    """A session; the token only where it was asked for."""

    me: Me
    expires_at: Moment
    token: str | None = Field(None, examples=["hzs_vq0mB7V2hvjOrX_SVTbXpA-CPqz8ul5B0_iXfCEEBABzm4"])


class PasswordChange(Body):
    """The old password and the new one."""

    old: Password
    new: Password


class NewPassword(Body):
    """A password that its owner must change at the next sign-in."""

    password: Password


class EnterpriseChoice(Body):
    """Which enterprise to act for from now on."""

    enterprise_id: EnterpriseId


class OperatorPapers(Body):
    """What proves who somebody is; the card's number only where a card is bound (绑卡), else 无卡."""

    id_card: Annotated[str, Field(max_length=24, description="身份证号码", examples=["61999919900307451X"])]
    post: Post = Field("operator", description="legal_person 法人 · operator 操作员", examples=["operator"])
    card_no: Annotated[
        str, Field(pattern=r"^[0-9A-Za-z]{0,20}$", description="电子口岸卡号，无卡为空", examples=[""])
    ] = ""


class OperatorChanged(OperatorPapers):
    """What is on file about a colleague."""

    name: Name
    mobile: Annotated[str, Field(max_length=20, description="备案手机号，可空", examples=["13800138000"])] = ""


class NewPerson(OperatorChanged):
    """A new 经办人; the password is to be changed at the first sign-in."""

    login: Login
    password: Password


class NewMembership(Body):
    """Somebody already in the system, and what they shall be to the enterprise."""

    login: Login
    name: Name
    role: Literal["admin", "operator", "agent"] = Field(examples=["agent"])
    expires_at: GivenMoment | None = None


class MemberOut(BaseModel):
    """Somebody who may act for the enterprise."""

    id: EnterpriseId
    login: str = Field(examples=["gaoyongxin"])
    name: str = Field(examples=["高永欣"])
    mobile: str = Field(description="掩码", examples=["138****8000"])
    id_card: str = Field(description="掩码", examples=["619*************1X"])
    post_name: str = Field(description="法人或操作员", examples=["操作员"])
    media: Literal["绑卡", "无卡"] = Field(examples=["无卡"])
    role: Role
    role_name: str = Field(examples=["经办人"])
    granted_at: Moment
    expires_at: Moment | None = None


class NewToken(Body):
    """What a machine's token is called and may do."""

    name: Name
    scopes: Annotated[set[Scope], Field(min_length=1, examples=[["read"]])]
    expires_at: GivenMoment | None = None


class TokenOut(BaseModel):
    """A machine's token, without its secret."""

    id: EnterpriseId
    name: str = Field(examples=["ERP"])
    scopes: list[Scope]
    created_at: Moment
    expires_at: Moment | None = None
    used_at: Moment | None = None


class TokenMade(TokenOut):
    """A new token; its secret is shown this once."""

    token: str = Field(examples=["hzt_vq0mB7V2hvjOrX_SVTbXpA-CPqz8ul5B0_iXfCEEBABzm4"])


class PhoneWish(Body):
    """The mobile to which a code shall go."""

    mobile: Mobile


class CodeOnItsWay(BaseModel):
    """The same answer for every mobile (S-4)."""

    mobile: str = Field(description="掩码", examples=["138****8000"])
    expires_at: Moment
    resend_after: int = Field(description="多少秒后可以重发", examples=[60])


class PhoneProof(Body):
    """A mobile and the code it received; the password only where another mobile is replaced."""

    mobile: Mobile
    code: Code
    password: MaybePassword = ""


class BindingOut(BaseModel):
    """An address that is bound, masked."""

    channel: str = Field(examples=["wechat"])
    address: str = Field(description="掩码", examples=["…4F7k"])


class TicketWish(Body):
    """Which chat to bind; Telegram only with the consent to messages passing servers abroad."""

    channel: Literal["wechat", "telegram"]
    consent: bool = False


class TicketOut(BaseModel):
    """Where a ticket stands; `address` is masked and empty until a phone has scanned."""

    id: EnterpriseId
    channel: str = Field(examples=["wechat"])
    state: Literal["open", "scanned", "phone_confirmed", "bound", "refused", "expired"]
    address: str = Field(examples=["…4F7k"])
    expires_at: Moment


class TicketOpened(TicketOut):
    """A new ticket, with what the phone scans or taps."""

    url: str = Field(examples=["http://weixin.qq.com/q/02vq0mB7V2hvj"])
    svg: str = Field(examples=["<svg xmlns='http://www.w3.org/2000/svg'/>"])


def my_membership(found: Membership) -> MyMembership:
    """Return a membership with its enterprise, as its person sees it."""
    return MyMembership(
        enterprise=EnterpriseOut.model_validate(found.enterprise, from_attributes=True),
        role=found.role,
        role_name=ROLE_NAMES[cast("Role", found.role)],
        expires_at=found.expires_at,
    )


def token_out(token: ApiToken) -> TokenOut:
    """Return a token without its secret."""
    parts = {name: getattr(token, name) for name in ("id", "name", "created_at", "expires_at", "used_at")}
    return TokenOut(scopes=token.scopes.split(), **parts)


def ticket_out(ticket: Ticket) -> TicketOut:
    """Return where a ticket stands."""
    return TicketOut.model_validate(ticket, from_attributes=True)


def ticket_opened(ticket: Ticket, invitation: Invitation) -> TicketOpened:
    """Return a new ticket with what to scan."""
    return TicketOpened(**ticket_out(ticket).model_dump(), url=invitation.url, svg=invitation.svg)


def member_out(found: Membership) -> MemberOut:
    """Return a membership as the enterprise's 管理员 sees it."""
    return MemberOut(
        id=found.id,
        login=found.person.login,
        name=found.person.name,
        mobile=masking.phone(mobile) if (mobile := mobiles.of(found.person)) else "",
        id_card=masking.id_card(id_card_of(found.person)),
        post_name=POST_NAMES[found.person.post],
        media="绑卡" if found.person.card_no else "无卡",
        role=found.role,
        role_name=ROLE_NAMES[cast("Role", found.role)],
        granted_at=found.granted_at,
        expires_at=found.expires_at,
    )
