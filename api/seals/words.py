"""What 印章签名 says, in the manual's words (SEAL-01…26, AUTH-01…11)."""

from collections.abc import Mapping
from typing import Final, Literal

SealKind = Literal["seal", "signature"]
SealShape = Literal["round", "rectangle", "oval"]
Shape = Literal["round", "rectangle", "oval", "signature"]
State = Literal["in_use", "disabled", "deleted"]
KINDS: Final[Mapping[SealKind, str]] = {"seal": "印章", "signature": "签名"}
MADE_FROM: Final[Mapping[SealKind, str]] = {"seal": "真实印章图片", "signature": "真实签名图片"}
SHAPES: Final[Mapping[Shape, str]] = {
    "round": "圆形印章",
    "rectangle": "长方形印章",
    "oval": "椭圆形印章",
    "signature": "申报员签字",
}
STATES: Final[Mapping[State, str]] = {"in_use": "使用中", "disabled": "已停用", "deleted": "已删除"}
PAGES: Final[Mapping[SealKind, str]] = {"seal": "印章制作", "signature": "签名制作"}
COLUMNS: Final = ("选择", "{0}名称", "{0}类型", "使用状态", "制作日期", "{0}高度(毫米)", "{0}宽度(毫米)", "备注")
EMPTY: Final = "无匹配数据"
CUT: Final = "印迹触及图片边缘，可能不完整"
BUTTONS: Final[Mapping[str, str]] = {
    "add": "新增{0}",
    "choose": "选择{0}",
    "save": "保存{0}",
    "disable": "停用{0}",
    "delete": "删除{0}",
    "default": "设为默认{0}",
}
FIELDS: Final[Mapping[SealKind, Mapping[str, str]]] = {
    "seal": {"person": "印章操作员名称", "validity": "印章有效期", "name": "印章名称"},
    "signature": {"person": "签名申报员名称", "id_card": "操作员身份证号", "name": "签名名称"},
}
NOTICES: Final[Mapping[SealKind, tuple[str, ...]]] = {  # the dialog that is closed before the form is filled in
    "seal": (
        "根据采集注意事项，完成企业印章的加盖和扫描仪扫描，将扫描后的图片拷贝到电脑中",
        "不要使用手机拍照、扫描 A4 纸，不要使用制图软件处理扫描仪扫描后的图片。",
        "扫描分辨率不低于 300 dpi，另存为 PNG 格式，四周留白",
    ),
    "signature": (
        "可选择的申报员为法人卡所属企业下的证件类型为“身份证”的无卡操作员或绑卡操作员。",
        "可使用企业管理员账号或法人卡登陆，在‘我的操作员’界面查看、维护企业操作员的信息。",
        "根据采集注意事项，完成申报员签名书写和扫描，拷贝到电脑中",
        "扫描分辨率不低于 300 dpi，另存为 PNG 格式，四周留白",
    ),
}
HINTS: Final[Mapping[SealKind, tuple[str, ...]]] = {
    "seal": (
        "下拉列表的数据来源为绑卡的法人或操作员，一般选择法人姓名即可",
        "系统已限制所选时间范围为所印章操作员卡证书有效期内",
        "印章名称填写，用于区别不同印章",
        "当前维护的印章信息应与原产地综合服务平台备案的印章信息一致。",
        "圆形印章，直径不超过 4.5 厘米；",
        "长方形印章，长不超过 5.5 厘米，宽不超过 4 厘米；",
        "椭圆形印章，长轴不超过 5.5 厘米，短轴不超过 4.5 厘米；",
        "如果对之前上传的印章不满意，可选择该印章，依次操作“停用印章”、“删除印章”，然后“新增印章”。",
    ),
    "signature": (
        (
            "如果在下拉列表中选择无该企业下的申报员名称，点击界面右上角的公司名称 进入管理员账号信息管理界面，"
            "选择我的操作员进行新增无卡操作员。"
        ),
        "新增无卡操作员需要用身份证办理。",
        "申报员签字，长不超过3.5cm，宽不超过3厘米。",
        "如果对之前上传的签名不满意，可选择该签名，依次操作“停用签名”、“删除签名”，然后“新增签名”。",
    ),
}
AUTHORISING: Final = "印章签名授权"
AUTHORISING_BUTTONS: Final[Mapping[str, str]] = {
    "refresh": "刷新",
    "authorise": "授权",
    "view": "查看结果",
    "result": "授权结果",
    "back": "返回",
}
AUTHORISING_HINTS: Final = (
    (
        "若印章和签名有修改或删除则需要点击刷新按钮才能获取最新的印章和申报员签名，"
        "首次上传印章和签名成功后进入该页面无需点击“刷新”按钮。"
    ),
    "企业需要在右侧“操作”列依次设置默认印章和默认签名，然后点击“授权”按钮。",
    "当前所选的印章信息须与原产地综合服务平台备案的印章信息一致。",
    "必须点击授权才具备生成原产地自助打印证书的条件。",
)
RESULT_HINT: Final = "授权结果界面可查询企业最近一次授权的回执信息。"


def worded(template: str, kind: SealKind) -> str:
    """Return a caption that the pages of 印章 and 签名 share, for one of them."""
    return template.format(KINDS[kind])
