"""What the OpenAPI document says to a newcomer: how to begin, what every answer looks like, what each tag is about."""

from pathlib import Path
from typing import Final

DESCRIPTION: Final = Path(__file__).with_suffix(".md").read_text("utf-8")

_TAGS: Final = {
    "登录": "登录、退出、当前登录人、切换企业、登录设备。",
    "二次验证": "身份验证器的动态码和恢复码。",
    "注册": "企业用户注册和运营方核验。",
    "企业": "我的企业和企业基本资料。",
    "资质备案": "用户备案：贸促会编码、企业编码、手签员。",
    "操作员": "我的操作员：新增、修改、授予和收回权限。",
    "令牌": "给其他系统用的令牌。",
    "操作日志": "本企业办过什么；运营方核对日志是否完整。",
    "基础资料": "出口商、进口商、生产商、特殊条款，以及各套代码表。",
    "产地证规则": "各类证书在某一天的规则：成员方、原产地标准、期限；某商品到某国可以用哪种证书。",
    "商品备案": "优惠原产地证书所需的商品备案，每个优惠区域各有状态。",
    "原产地证": "海关和贸促会原产地证：录入、体检、申报、改证重发、作废、查询、导入导出。",
}
TAGS: Final = [{"name": name, "description": told} for name, told in _TAGS.items()]
