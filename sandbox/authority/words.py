"""What the desk's page calls messages and answers, for people who do not read the wire."""

import json

from sandbox.authority.letters import Letter
from sandbox.authority.rules import REFUSALS, STORIES

KINDS = {
    "certificate": "原产地证书",
    "attachment": "随附单据",
    "filing": "商品备案",
    "sync": "数据同步",
    "backfill": "出口报关单补录",
    "coordination": "享惠受阻协调",
    "coordination_withdrawal": "撤回协调申请",
    "consignment": "代理报关委托",
    "authorisation": "印章签名授权",
}
STEPS = {
    "received": "已接收",
    "pending_review": "待审核",
    "approved": "审核通过",
    "returned": "退回",
    "failed": "接收失败",
    "accepted": "受理",
    "completed": "办结",
    "refused": "拒收",
    "success": "同步成功",
    "attachment_accepted": "附件已接收",
    "attachment_refused": "附件被拒",
    "withdrawal_confirmed": "确认撤回",
}
AUTHORISING = {"success": "授权成功", "refused": "授权失败"}
SHOWN = 100  # letters; more than that nobody reads


def kind_of(letter: Letter) -> str:
    """Return what a letter is, in words; one of a kind nobody named keeps its own name."""
    return KINDS.get(letter.kind, letter.kind)


def step_of(letter: Letter, step: str) -> str:
    """Return an answer in words."""
    if letter.kind == "sync" and step == "failed":
        return "同步失败"
    if letter.kind == "authorisation" and step in AUTHORISING:
        return AUTHORISING[step]
    return STEPS.get(step, step)


def steps_for(letter: Letter) -> list[str]:
    """Return the answers that the page offers for a letter, the usual ones first, each once."""
    usual = STORIES.get(letter.kind, ("received", "completed"))
    otherwise = (REFUSALS[letter.kind],) if letter.kind in REFUSALS else ("returned", "failed")
    return list(dict.fromkeys((*usual, *otherwise)))


def body_of(letter: Letter) -> str:
    """Return a letter's text, JSON laid out in lines; a text that was cut stays as it is."""
    if letter.form == "xml":
        return letter.body
    try:
        return json.dumps(json.loads(letter.body), ensure_ascii=False, indent=2)
    except ValueError:
        return letter.body
