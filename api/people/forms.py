"""What the routes of 我的资质, 企业信息, 注册 and the second factor take and give, as JSON."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.people import profiles, qualifying, registering
from api.people.models import Enterprise, Registration, Signatory
from api.people.qualifying import Qualification
from api.people.schemas import EnterpriseId, EnterpriseOut, Login, MaybePassword, Mobile, Name, OperatorPapers, Password
from api.wire import Body, Moment
from kit import masking

FactorCode = Annotated[
    str,
    Field(
        pattern=r"^([0-9]{6}|[A-Za-z2-7]{4}(-[A-Za-z2-7]{4}){2})$", description="动态码或恢复码", examples=["755224"]
    ),
]
_Text = Annotated[str, Field(max_length=200)]
_Short = Annotated[str, Field(max_length=50)]


class QualificationForm(Body):
    """备案信息: 贸促会编码, 企业编码 and the 手签员; what has not the right shape is told box by box."""

    ccpit_office: Annotated[str, Field(max_length=20, description="贸促会编码", examples=["226100"])]
    ccpit_code: Annotated[str, Field(max_length=20, description="企业编码", examples=["2102M9997"])]
    signatories: Annotated[list[_Short], Field(max_length=50, description="手签员姓名", examples=[["王萍"]])]


class SignatoryOut(BaseModel):
    """A 手签员: 已核实 once the authority has confirmed the name, 已注销 when it struck it off."""

    id: EnterpriseId
    name: str = Field(examples=["王萍"])
    state: Literal["待核实", "已核实", "已注销"] = Field(examples=["已核实"])


class QualificationOut(BaseModel):
    """Where the 备案 stands, what is missing, and how to fill it in."""

    ccpit_office: str = Field(examples=["226100"])
    ccpit_code: str = Field(examples=["2102M9997"])
    signatories: list[SignatoryOut]
    complete: bool
    missing: list[str] = Field(examples=[["手签员姓名"]])
    hints: list[str] = Field(description="备案信息填写说明", examples=[list(qualifying.HINTS)])
    qualified_at: Moment | None = None


class EnterpriseForm(Body):
    """企业基本资料, in the enterprise's own words."""

    customs_code: Annotated[str, Field(max_length=20, description="海关注册编码", examples=["6101960A12"])] = ""
    name_en: Annotated[_Text, Field(description="企业英文名称", examples=["SHAANXI EXAMPLE TRADING CO., LTD."])] = ""
    address: Annotated[_Text, Field(description="企业中文地址", examples=["西安市高新区示例路1号"])] = ""
    address_en: Annotated[_Text, Field(description="企业英文地址", examples=["NO.1 EXAMPLE ROAD, XI'AN, CHINA"])] = ""
    legal_person: Annotated[_Short, Field(description="法定代表人", examples=["高永欣"])] = ""
    contact: Annotated[_Short, Field(description="联系人", examples=["李四"])] = ""
    phone: Annotated[_Short, Field(description="联系电话", examples=["029-88888888"])] = ""
    fax: Annotated[_Short, Field(description="传真", examples=["029-88888889"])] = ""
    email: Annotated[_Text, Field(description="电子邮箱", examples=["export@example.com"])] = ""
    postcode: Annotated[str, Field(max_length=10, description="邮政编码", examples=["710000"])] = ""

    def profile(self) -> dict[str, str]:
        """Return the boxes that the profile keeps."""
        return self.model_dump(include=set(profiles.LABELS))


class EnterpriseProfileOut(BaseModel):
    """An enterprise with its 基本资料; the customs code is its own word until the authority confirms it."""

    enterprise: EnterpriseOut
    customs_code_verified: bool
    profile: dict[str, str] = Field(examples=[{"name_en": "SHAANXI EXAMPLE TRADING CO., LTD."}])
    labels: dict[str, str] = Field(description="各栏的名称", examples=[profiles.LABELS])


class RegistrationForm(OperatorPapers):
    """注册 as 企业用户: account, enterprise and operator profile, mobile proven by a code (USER-01)."""

    user_type: Literal["企业用户"] = Field(examples=["企业用户"])
    login: Login
    password: Password
    name: Name
    mobile: Mobile
    code: Annotated[str, Field(pattern=r"^[0-9]{6}$", description="6 位验证码", examples=["483920"])]
    enterprise_name: Annotated[str, Field(min_length=2, max_length=100, examples=["陕西示例贸易有限责任公司"])]
    credit_code: Annotated[str, Field(max_length=24, description="统一社会信用代码", examples=["91350100M000100Y43"])]
    profile: EnterpriseForm = Field(default_factory=EnterpriseForm, examples=[{}])


class RegistrationOut(BaseModel):
    """Where a registration stands, for whoever holds its id."""

    id: EnterpriseId
    state: Literal["pending", "approved", "refused"]
    state_name: Literal["待核验", "已通过", "未通过"] = Field(examples=["待核验"])
    note: str = Field(examples=[""])


class RegistrationToDecide(RegistrationOut):
    """A registration as who runs the site sees it; people masked."""

    login: str = Field(examples=["gaoyongxin"])
    credit_code: str = Field(examples=["91350100M000100Y43"])
    enterprise_name: str = Field(examples=["陕西示例贸易有限责任公司"])
    applicant: str = Field(description="掩码", examples=["高*"])
    mobile: str = Field(description="掩码", examples=["138****8000"])
    created_at: Moment


class Decision(Body):
    """Whether an enterprise is let in, and why not."""

    approved: bool
    note: Annotated[str, Field(max_length=200, examples=["统一社会信用代码与企业名称不符。"])] = ""


class SecondFactorOut(BaseModel):
    """How one proves oneself: whether an authenticator is bound, and when this session did."""

    enrolled: bool
    proven: bool
    recovery_codes_left: int = Field(examples=[10])


class SecondFactorBegun(BaseModel):
    """What the authenticator scans; shown this once."""

    key: str = Field(examples=["JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"])
    url: str = Field(examples=["otpauth://totp/..."])
    svg: str = Field(examples=["<svg xmlns='http://www.w3.org/2000/svg'/>"])


class RecoveryCodesOut(BaseModel):
    """Each opens the door once when the authenticator is lost; shown this once."""

    recovery_codes: list[str] = Field(examples=[["ABCD-EFGH-IJKL"]])


class PasswordOnly(Body):
    """The password of who is at the keyboard."""

    password: Password


class FactorOnly(Body):
    """A code of the authenticator, or a recovery code."""

    code: FactorCode


class FactorGivenUp(FactorOnly):
    """The password and a code: both are asked of who unbinds."""

    password: MaybePassword


class SectionOut(BaseModel):
    """One chapter of 使用说明."""

    key: str = Field(examples=["preparation"])
    title: str = Field(examples=["必要准备工作"])
    lines: list[str] = Field(examples=[["请企业操作人员认真阅读、执行。"]])


class MobileOnly(Body):
    """The mobile of who registers."""

    mobile: Mobile


def qualification_out(found: Qualification) -> QualificationOut:
    """Return where a 备案 stands."""
    return QualificationOut(
        ccpit_office=found.ccpit_office,
        ccpit_code=found.ccpit_code,
        signatories=[signatory_out(each) for each in found.signatories],
        complete=found.complete,
        missing=found.missing,
        hints=list(qualifying.HINTS),
        qualified_at=found.qualified_at,
    )


def signatory_out(row: Signatory) -> SignatoryOut:
    """Return a 手签员."""
    state: Literal["待核实", "已核实", "已注销"] = (
        "已注销" if row.cancelled_at else "已核实" if row.on_file else "待核实"
    )
    return SignatoryOut(id=row.id, name=row.name, state=state)


def enterprise_profile_out(firm: Enterprise) -> EnterpriseProfileOut:
    """Return an enterprise with its 基本资料."""
    return EnterpriseProfileOut(
        enterprise=EnterpriseOut.model_validate(firm, from_attributes=True),
        customs_code_verified=firm.customs_code_verified_at is not None,
        profile=firm.profile,
        labels=profiles.LABELS,
    )


def registration_out(found: Registration) -> RegistrationOut:
    """Return where a registration stands."""
    return RegistrationOut(
        id=found.id, state=found.state, state_name=registering.STATE_NAMES[found.state], note=found.note
    )


def registration_to_decide(found: Registration) -> RegistrationToDecide:
    """Return a registration as who runs the site sees it."""
    form = registering.form_of(found)
    return RegistrationToDecide(
        **registration_out(found).model_dump(),
        login=found.login,
        credit_code=found.credit_code,
        enterprise_name=form["enterprise_name"],
        applicant=masking.person_name(form["name"]),
        mobile=masking.phone(form["mobile"]),
        created_at=found.created_at,
    )
