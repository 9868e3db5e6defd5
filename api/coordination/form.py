"""What the pages of 享惠受阻协调 say, in the manual's words (COORD-01…45)."""

from dataclasses import asdict
from typing import Final, get_args

from pydantic import BaseModel, Field

from api import regions
from api.coordination.vocabulary import BOXES, SLOTS, TYPES, Type, agreements
from api.files.rules import COORDINATION as FILES
from api.people import Actor
from api.people.models import Enterprise

_PURPOSE: Final = (
    "适用于海关对从事原产地证业务的企业进行享惠受阻协调方面的管理。包括享惠受阻协调申请、享惠受阻协调查询功能模块，"
    "以满足企业在优惠贸易项下出口发生享惠受阻时在线提交享惠受阻申请，向海关申请通关协调的相关业务需求。"
)
_REQUIRED: Final = "输入框左侧带有*号以及底部为黄色的字段为必填项"
_NOTES: Final = (
    "若必填项未填写，点击暂存按钮，则暂存失败；当输入框内容不符合校验规则，点击暂存按钮，系统给出相关错误提示信息。",
    "点击文件上传输入框区域，选择相应文件后，系统自动校验文件大小是否超过 4M，点击【上传】。",
    "当上述基本信息和附件信息全部录入完成后，点击【提交】，系统提示“申报成功”。",
    (
        "若原产地证书号和出口报关单号未完成绑定关联操作，系统提示“提交失败，请进入证书申请系统进行关联操作”，"
        "需要完成关联操作后再进行享惠受阻申请；若证书号不是当前申请企业签发的证书，系统提示“企业填写证书有误”，"
        "需要联系签发企业进行相关的享惠受阻申请的操作。"
    ),
)
_QUERY_NOTES: Final = (
    (
        "数据为暂存、已撤回、海关接收失败以及退回状态时，详情界面数据可以修改编辑，其他状态只允许查看，"
        "附件信息所有状态都可以下载查看。"
    ),
    "仅暂存、已撤回以及退回的状态可以删除。",
    "如需撤回，选中一条待办状态下的数据，点击【撤回】。",
)
_CONDITIONS: Final = (
    "协调单号", "原产地证明号", "出口报关单编号", "处理状态", "协调单类型", "优惠贸易协定代码", "提交起止日期"
)  # fmt: skip


class TypeOut(BaseModel):
    """One of the four types."""

    type: Type
    label: str = Field(examples=["海关原产地证书享惠受阻协调申请"])
    scope: str = Field(examples=["适用于需要进行海关原产地证书享惠受阻协调申请的陕西“单一窗口”用户。"])


class BoxOut(BaseModel):
    """A box of 基本信息; all are required (COORD-08)."""

    name: str = Field(examples=["certificate_no"])
    label: str = Field(examples=["原产地证书号"])
    placeholder: str = Field(examples=["原产地证书号必填"])
    longest: int = Field(examples=[40])
    required: bool = True


class FilledOut(BaseModel):
    """A box that the system fills in and nobody may change (COORD-10…12)."""

    label: str = Field(examples=["社会信用代码"])
    value: str = Field(examples=["91610000MA6TG0N83M"])


class CodeOut(BaseModel):
    """A code and what it is called."""

    code: str = Field(examples=["02"])
    label: str = Field(examples=["中国-东盟自贸协定"])


class FormOut(BaseModel):
    """All that the empty form and the query page show, and where they stand in the menus."""

    path: list[str] = Field(examples=[["中央标准应用", "原产地", "享惠受阻协调申请"]])
    menus: list[str] = Field(examples=[["享惠受阻协调申请", "享惠受阻协调查询"]])
    purpose: str = Field(examples=[_PURPOSE])
    types: list[TypeOut]
    sections: list[str] = Field(examples=[["基本信息", "附件信息"]])
    filled_in: list[FilledOut] = Field(description="系统返填，不可修改；协调单号由系统分配")
    boxes: list[BoxOut]
    agreements: list[CodeOut]
    slots: list[CodeOut]
    slot_placeholder: str = Field(examples=["点击上传文件"])
    slot_buttons: list[str] = Field(examples=[["上传", "删除"]])
    max_bytes: dict[str, int] = Field(description="每种文件的最大字节数，选择文件时即校验", examples=[{"pdf": 307200}])
    attachment_hint: str = Field(examples=[FILES.hint])
    required_hint: str = Field(examples=[_REQUIRED])
    buttons: list[str] = Field(examples=[["暂存", "提交"]])
    notes: list[str] = Field(examples=[list(_NOTES[:1])])
    conditions: list[str] = Field(examples=[list(_CONDITIONS)])
    query_buttons: list[str] = Field(examples=[["查询", "删除", "撤回"]])
    query_notes: list[str] = Field(examples=[list(_QUERY_NOTES[1:2])])


async def form_for(actor: Actor) -> FormOut:
    """Return what the pages show to this actor, in the manual's words."""
    return FormOut(
        path=["中央标准应用", "原产地", "享惠受阻协调申请"],
        menus=["享惠受阻协调申请", "享惠受阻协调查询"],
        purpose=_PURPOSE,
        types=[TypeOut(type=each, label=TYPES[each], scope=_scope(each)) for each in get_args(Type)],
        sections=["基本信息", "附件信息"],
        filled_in=await _filled_in(actor),
        boxes=[BoxOut(**asdict(box)) for box in BOXES],
        agreements=[CodeOut(code=code, label=name) for code, name in agreements().items()],
        slots=[CodeOut(code=slot, label=label) for slot, label in SLOTS.items()],
        slot_placeholder="点击上传文件",
        slot_buttons=["上传", "删除"],
        max_bytes={suffix: FILES.limit(suffix) for suffix in FILES.suffixes},
        attachment_hint=FILES.hint,
        required_hint=_REQUIRED,
        buttons=["暂存", "提交"],
        notes=list(_NOTES),
        conditions=list(_CONDITIONS),
        query_buttons=["查询", "删除", "撤回"],
        query_notes=list(_QUERY_NOTES),
    )


def _scope(kind: Type) -> str:
    return f"适用于需要进行{TYPES[kind]}的{regions.here().province}“单一窗口”用户。"


async def _filled_in(actor: Actor) -> list[FilledOut]:
    applicant = await Enterprise.get_or_none(id=actor.enterprise_id) if actor.enterprise_id else None
    code, name = (applicant.credit_code, applicant.name) if applicant else ("", "")
    told = {"协调单号": "", "社会信用代码": code, "企业中文名称": name}
    return [FilledOut(label=label, value=value) for label, value in told.items()]
