"""What the pages and the dialog of 出口报关单补录 say, in the manual's words (SUPP-01…19)."""

from typing import Final, Literal

from pydantic import BaseModel, Field

from api import regions
from api.declarations.backfill.refusals import HINT

_RULE: Final = (
    "企业可以对签发的出口原产地证书补录已放行或者结关的出口报关单号码, 可选择海关原产地证书和贸促会原产证书补录"
)
_NOTES: Final = (
    "用户可根据证明类型,出口商代码,证明创建日期,证明号等单一条件查询或者组合条件查询需要补录的数据",
    "查询的补录数据均是审核通过的数据",
    "根据当前证明下的货物是否已经实际出口进行选择是或者否，选择‘是’进行报关单号码补录，选择‘否’无需录报关单号码",
    "若报关单号为多个，报关单号之间用英文分号分隔",
    "贸促会原产地证书补录操作与海关原产地证书补录操作相同",
    "证明补录最终状态为海关接收成功",
)
_STEPS: Final = (
    "点击左侧菜单栏下的【出口报关单补录】",
    "点击【报关单号补录】",
    "选择海关原产地证书，进入补录界面",
    "点击展示列表中操作列下的【补录】，弹出补录界面",
    "选择\\录入完整，点击【提交】",
    "点击【补录信息查询】，进入信息查询界面",
    "查询界面展示列表操作类点击【详情】，进入详情界面",
)


class ChoiceOut(BaseModel):
    """One answer to 是否实际出口 (SUPP-11, SUPP-12)."""

    value: bool
    label: str = Field(examples=["是"])
    needs_numbers: bool


class AuthorityOut(BaseModel):
    """Whose certificates are back-filled on the page (SUPP-05, SUPP-06)."""

    value: Literal["customs", "ccpit"]
    label: str = Field(examples=["海关原产地证书"])


class BackfillFormOut(BaseModel):
    """What the pages and the dialog of 出口报关单补录 say, in the manual's words."""

    menu: str = Field(examples=["出口报关单补录"])
    pages: list[str] = Field(examples=[["报关单号补录", "补录信息查询"]])
    scope: str = Field(examples=["适用于需要查询补录信息的陕西“单一窗口”用户"])
    rule: str = Field(examples=[_RULE])
    authorities: list[AuthorityOut]
    conditions: list[str] = Field(examples=[["证明类型", "出口商代码", "证明创建日期", "证明号"]])
    title: str = Field(examples=["报关单号补录"])
    number: str = Field(description="只读", examples=["证明号"])
    question: str = Field(examples=["是否实际出口"])
    choices: list[ChoiceOut]
    placeholder: str = Field(examples=[HINT])
    buttons: list[str] = Field(examples=[["提交", "取消"]])
    row_buttons: list[str] = Field(examples=[["补录", "详情"]])
    notes: list[str] = Field(examples=[list(_NOTES[:2])])
    steps_title: str = Field(examples=["操作步骤"])
    steps: list[str] = Field(examples=[list(_STEPS[:2])])


def form_out() -> BackfillFormOut:
    """Return the words of the pages and of the dialog."""
    return BackfillFormOut(
        menu="出口报关单补录",
        pages=["报关单号补录", "补录信息查询"],
        scope=f"适用于需要查询补录信息的{regions.here().province}“单一窗口”用户",
        rule=_RULE,
        authorities=[
            AuthorityOut(value="customs", label="海关原产地证书"),
            AuthorityOut(value="ccpit", label="贸促会原产地证书"),
        ],
        conditions=["证明类型", "出口商代码", "证明创建日期", "证明号"],
        title="报关单号补录",
        number="证明号",
        question="是否实际出口",
        choices=[
            ChoiceOut(value=True, label="是", needs_numbers=True),
            ChoiceOut(value=False, label="否", needs_numbers=False),
        ],
        placeholder=HINT,
        buttons=["提交", "取消"],
        row_buttons=["补录", "详情"],
        notes=list(_NOTES),
        steps_title="操作步骤",
        steps=list(_STEPS),
    )
