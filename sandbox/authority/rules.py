"""How the authorities judge: by words in the remarks or in brackets, by amount, else as on an ordinary day."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from sandbox.authority.letters import Letter

Door = Literal["open", "refused", "down"]
LARGE = Decimal(1_000_000)
STORIES = {
    "certificate": ("received", "pending_review", "approved"),
    "filing": ("received", "pending_review", "approved"),
    "attachment": ("attachment_accepted",),
    "backfill": ("received",),
    "coordination": ("received", "accepted", "completed"),
    "coordination_withdrawal": ("withdrawal_confirmed",),
    "consignment": ("accepted",),
    "sync": ("success",),
    "authorisation": ("success",),
    "print_result": (),  # heard, and answered by nobody
}
OTHERWISE = ("received", "completed")
REFUSALS = {
    "attachment": "attachment_refused",
    "authorisation": "refused",
    "consignment": "refused",
    "backfill": "failed",
    "sync": "failed",
}
RETURNED = "单据与申报内容不符，请核对后重新申报"
FAULTS = {
    "certificate": "报文校验未通过：收货人不能为空",
    "filing": "报文校验未通过：商品英文名称不能为空",
    "attachment": "文件无法打开，请重新上传",
    "backfill": "报关单号不存在，或者尚未放行",
    "coordination": "报文校验未通过：进口报关单号格式不正确",
    "coordination_withdrawal": "没有这张协调单",
    "consignment": "委托关系导入失败：委托双方信息不一致",
    "sync": "系统繁忙，请稍后再试",
    "authorisation": "印章与备案的印模不一致",
}
OTHER_FAULT = "报文校验未通过"
SLOWLY = 10.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be answered: the steps in the order of their happening, and how they are told.

    `door` says whether the message is taken at all; `pace` stretches the time between two answers.
    """

    steps: tuple[str, ...]
    note: str = ""
    pace: float = 1.0
    twice: bool = False
    disordered: bool = False
    door: Door = "open"
    because: str = ""


# The word in the remark, and what it makes the authority do; the first that is found decides, the manners add up.
VERDICTS = (
    ("拒收", "refuse"),
    ("退回", "return"),
    ("失败", "fail"),
    ("沉默", "silent"),
    ("待审", "wait"),
    ("故障", "down"),
)
MANNERS = (("慢", "slow"), ("重复", "twice"), ("乱序", "disordered"))


def plan_for(letter: Letter, word: str = "") -> Plan:
    """Judge a letter, the same one always the same; `word` is judged as if every letter said it."""
    if word:
        letter.words |= {word}
    plan = _verdict(letter, Plan(STORIES.get(letter.kind, OTHERWISE)))
    manners = {name for word, name in MANNERS if _says(letter, word)}
    return replace(
        plan,
        pace=SLOWLY if "slow" in manners else 1.0,
        twice="twice" in manners,
        disordered="disordered" in manners,
        because="、".join(filter(None, (plan.because, *(word for word, name in MANNERS if name in manners)))),
    )


def _verdict(letter: Letter, ordinary: Plan) -> Plan:
    fault = FAULTS.get(letter.kind, OTHER_FAULT)
    found = next(((word, name) for word, name in VERDICTS if _says(letter, word)), None)
    if found is None:
        return _by_amount(letter, ordinary)
    word, name = found
    judged = {
        "refuse": replace(ordinary, steps=(), door="refused", note=fault),
        "return": _returned(letter, ordinary),
        "fail": replace(ordinary, steps=(REFUSALS.get(letter.kind, "failed"),), note=fault),
        "silent": replace(ordinary, steps=()),
        "wait": replace(ordinary, steps=ordinary.steps[:-1]),
        "down": replace(ordinary, door="down"),
    }
    return replace(judged[name], because=word)


def _by_amount(letter: Letter, ordinary: Plan) -> Plan:
    """Let a large amount wait for a human, and one that ends in .99 come back."""
    if letter.amount >= LARGE:
        return replace(ordinary, steps=ordinary.steps[:-1], because="金额较大，等待人工审核")
    if letter.amount % 1 == Decimal("0.99"):
        return replace(_returned(letter, ordinary), because="金额以.99结尾")
    return ordinary


def _returned(letter: Letter, ordinary: Plan) -> Plan:
    last, note = "returned", RETURNED
    if letter.kind in REFUSALS:
        last, note = REFUSALS[letter.kind], FAULTS[letter.kind]
    return replace(ordinary, steps=(*ordinary.steps[:-1], last), note=note)


def _says(letter: Letter, word: str) -> bool:
    return any(word in each for each in letter.words)
