"""What can be said to the bot: one table, from which the parser, the help, the menus and the documentation are made.

Adding a command is a row here and a function in `bot/commands/`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, Literal

from api.people import Actor


class Level(IntEnum):
    """How much a command asks before it acts (ux.md §3.6); what it asks is the command's own affair."""

    READ = 0
    WRITE = 1
    DESTRUCTIVE = 2


Need = Literal["nobody", "person", "member", "admin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One thing that can be said.

    `about` says in a line what it does; `group` is where help shows its `usage` (查 办 收); `needs` who may say it:
    anybody, whoever is bound, people at work for an enterprise, its 管理员. `digit` and `label` are its place in the
    menu of the chat, `menu` that in the account's own menu (查询 订阅 我的); empty: it has none.
    """

    name: str
    about: str
    synonyms: tuple[str, ...] = ()
    usage: str = ""
    group: str = ""
    level: Level = Level.READ
    needs: Need = "person"
    digit: str = ""
    label: str = ""
    menu: str = ""

    @property
    def bound(self) -> bool:
        """Tell whether it needs a binding."""
        return self.needs != "nobody"

    def allows(self, who: Actor | None) -> bool:
        """Tell whether this person may say it now."""
        if who is None or not self.bound:
            return not self.bound
        return self.needs == "person" or (who.enterprise_id is not None and (self.needs == "member" or who.is_admin))


VERBS: Final = (
    Verb(
        name="绑定",
        about="把这个聊天账号绑定到系统账号",
        synonyms=("绑定账号", "账号绑定", "登录"),
        level=Level.WRITE,
        needs="nobody",
    ),
    Verb(name="重发", about="再发一次绑定验证码", synonyms=("重新发送",), level=Level.WRITE, needs="nobody"),
    Verb(name="确认绑定", about="扫码后在手机上确认", level=Level.WRITE, needs="nobody"),
    Verb(name="拒绝绑定", about="扫码后不绑定", level=Level.WRITE, needs="nobody"),
    Verb(name="解绑", about="解除绑定，要确认码", synonyms=("解除绑定", "取消绑定"), level=Level.DESTRUCTIVE),
    Verb(
        name="切换企业",
        about="换一家企业办理",
        synonyms=("换企业", "切换公司", "换公司"),
        usage="切换企业",
        level=Level.WRITE,
    ),
    Verb(
        name="查证书",
        about="查一份证书，或按日期、状态、国家找",
        synonyms=("查询", "查", "查证", "证书", "查单证", "查原产地证"),
        usage="E261026902330183",
        group="查",
        needs="person",
    ),
    Verb(
        name="我的证书",
        about="最近的证书",
        synonyms=("证书列表", "最近的证书"),
        usage="我的证书",
        group="查",
        needs="member",
        digit="1",
        label="我的证书",
        menu="查询",
    ),
    Verb(name="查备案", about="查商品备案", synonyms=("商品备案", "备案", "备案查询"), needs="member"),
    Verb(
        name="待打印",
        about="可以打印、还没打印的证书",
        synonyms=("待打印证书", "打印清单"),
        needs="member",
        digit="2",
        label="待打印",
        menu="查询",
    ),
    Verb(
        name="待补录",
        about="还没补录报关单号的证书",
        synonyms=("待补录报关单", "待补录报关单号", "未补录"),
        usage="待补录",
        group="查",
        needs="member",
        digit="3",
        label="待补录报关单",
        menu="查询",
    ),
    Verb(
        name="查协调单",
        about="查享惠受阻协调单",
        synonyms=("协调单", "享惠受阻", "协调单查询", "查享惠受阻", "查协调"),
        usage="查协调单 待办",
        group="查",
        needs="member",
        digit="4",
        label="协调单",
        menu="查询",
    ),
    Verb(
        name="撤回协调单",
        about="撤回待办的协调单，要确认码",
        synonyms=("撤回", "撤销协调单", "撤回协调", "撤回申请"),
        usage="撤回协调单 单号",
        group="办",
        level=Level.DESTRUCTIVE,
        needs="member",
    ),
    Verb(
        name="批量撤回",
        about="一次撤回几张待办的协调单，要确认码",
        synonyms=("批量撤回协调单",),
        level=Level.DESTRUCTIVE,
        needs="member",
    ),
    Verb(name="待同意", about="等第二人同意的申请", synonyms=("待审批", "待复核", "待同意申请"), needs="member"),
    Verb(
        name="同意",
        about="同意别人的申请，要确认码",
        synonyms=("同意申请",),
        level=Level.DESTRUCTIVE,
        needs="admin",
    ),
    Verb(name="不同意", about="不同意别人的申请", synonyms=("不同意申请",), level=Level.WRITE, needs="admin"),
    Verb(name="取消申请", about="撤销自己的同意申请", synonyms=("撤销申请",), level=Level.WRITE, needs="member"),
    Verb(
        name="同步企业信息",
        about="从贸促会同步企业信息",
        synonyms=("同步企业", "同步公司信息", "企业信息同步"),
        level=Level.WRITE,
        needs="member",
    ),
    Verb(
        name="同步商品备案",
        about="从贸促会同步商品备案",
        synonyms=("同步商品", "同步备案", "同步商品备案信息", "商品备案同步"),
        usage="同步商品备案",
        group="办",
        level=Level.WRITE,
        needs="member",
    ),
    Verb(
        name="同步结果",
        about="最近几次同步的结果",
        synonyms=("同步数据", "数据同步", "同步状态", "同步历史", "查同步"),
        needs="member",
        digit="5",
        label="同步数据",
        menu="查询",
    ),
    Verb(name="待修改", about="被退回、失败，等着修改的单据", synonyms=("待改", "被退回的"), needs="member"),
    Verb(
        name="补录",
        about="补录出口报关单号，发给签证机构",
        synonyms=("报关单补录", "补录报关单", "补录报关单号", "出口报关单补录"),
        usage="补录 证书号",
        group="办",
        level=Level.WRITE,
        needs="member",
    ),
    Verb(
        name="改证重发",
        about="为已签发的证书起一份更改草稿",
        synonyms=("改证", "更改证书"),
        usage="改证重发 证书号",
        group="办",
        level=Level.WRITE,
        needs="member",
    ),
    Verb(
        name="复制",
        about="照一份证书起一份新草稿",
        synonyms=("复制证书", "照抄"),
        usage="复制 证书号",
        group="办",
        level=Level.WRITE,
        needs="member",
    ),
    Verb(
        name="订阅",
        about="订阅回执：按企业、按个人、按单据号",
        synonyms=("关注", "推送"),
        usage="订阅 企业/个人/证书号",
        group="收",
        level=Level.WRITE,
    ),
    Verb(
        name="我的订阅",
        about="有效的订阅",
        synonyms=("订阅列表", "有效订阅信息", "查订阅"),
        usage="我的订阅",
        group="收",
        digit="6",
        label="我的订阅",
        menu="订阅",
    ),
    Verb(name="取消订阅", about="取消一项或全部订阅", synonyms=("退订", "取关", "TD"), level=Level.WRITE),
    Verb(name="恢复", about="恢复刚取消的订阅", synonyms=("恢复订阅",), level=Level.WRITE),
    Verb(
        name="免打扰",
        about="某段时间不推送，到点合并",
        synonyms=("免打扰时段",),
        usage="免打扰 22:00-8:00",
        group="收",
        level=Level.WRITE,
        menu="订阅",
    ),
    Verb(
        name="今日简报",
        about="今天的结果和待办",
        synonyms=("简报", "今天简报", "今日汇总"),
        needs="member",
        digit="7",
        label="今日简报",
        menu="我的",
    ),
    Verb(
        name="统计",
        about="本月或某段时间的数量",
        synonyms=("统计图", "数据统计", "月度统计"),
        needs="member",
        digit="8",
        label="统计",
        menu="我的",
    ),
    Verb(name="结果", about="刚才没来得及送达的回答", synonyms=("刚才的结果", "查结果"), needs="nobody"),
    Verb(
        name="帮助",
        about="能说什么",
        synonyms=("?", "H", "HELP", "怎么用", "使用说明", "帮助中心"),
        needs="nobody",
        digit="9",
        label="帮助",
        menu="我的",
    ),
    Verb(name="菜单", about="按数字选", synonyms=("功能", "主菜单", "目录"), needs="nobody"),
    Verb(
        name="客服",
        about="客服电话",
        synonyms=("联系客服", "客服电话", "人工", "人工客服", "转人工"),
        needs="nobody",
        digit="0",
        label="联系客服",
        menu="我的",
    ),
)
BY_WORD: Final[Mapping[str, Verb]] = {word: verb for verb in VERBS for word in (verb.name, *verb.synonyms)}
LONGEST_FIRST: Final = tuple(sorted(BY_WORD, key=len, reverse=True))
# What a number alone, or a question about such a thing, asks for; any other asks what became of a certificate.
OF_NUMBER: Final = {"mobile": "绑定", "coordination": "查协调单", "filing": "查备案"}
OF_NOUN: Final = {"filing": "查备案", "coordination": "查协调单"}


def verb(name: str) -> Verb:
    """Return the verb of that name or synonym; raises KeyError for none."""
    return BY_WORD[name]


def usages(group: str, who: Actor | None) -> list[str]:
    """Return how the verbs of a group are said, those alone that this person may say."""
    return [one.usage for one in VERBS if one.group == group and one.usage and one.allows(who)]


def menu(who: Actor | None) -> dict[str, Verb]:
    """Return the verbs of the menu by digit, in the menu's order, those alone that this person may say."""
    shown = [one for one in VERBS if one.digit and one.allows(who)]
    return {one.digit: one for one in sorted(shown, key=lambda one: (one.digit == "0", one.digit))}
