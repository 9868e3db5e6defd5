"""The state machines that the manuals imply, pair by pair: what is not listed is refused, noted or a repetition."""

from itertools import product
from typing import Final

import pytest

from api.documents import REMOVED, Lifecycle, Verdict
from api.documents.kinds import kind_of
from api.documents.lifecycle import Standing
from api.startup import SLICES
from tests.api.documents.makers import MINUTE, NINE

Table = dict[str, dict[str, str]]  # {status: {step: next status}}
_ANSWERED: Final = {"failed": "failed", "accepted": "accepted", "returned": "returned", "completed": "completed"}
_LICENCE: Final = {
    "received": "received", "pending_review": "pending", "returned": "returned", "failed": "failed",
    "approved": "approved", "cancelled": "cancelled",
}  # fmt: skip

_TOLD: Final = {  # by the letters of a declaration's receipts, until it is released, closed or deleted
    "draft_saved": "draft", "draft_failed": "draft_failed", "declared": "declared", "failed": "failed",
    "received": "received", "held": "held", "examined": "examined", "inspection": "inspection", "tax_due": "tax_due",
    "returned": "returned", "released": "released", "closed": "closed", "deleted": "deleted",
}  # fmt: skip
_UNDER_WAY: Final = (
    "unseen", "draft_failed", "draft", "declared", "failed", "received", "held", "examined", "inspection", "tax_due",
    "returned",
)  # fmt: skip

MACHINES: Final[dict[str, Table]] = {
    # 同步中 → 同步成功 | 同步失败; a late success mends a failure
    "sync": {
        "running": {"success": "success", "failed": "failed"},
        "failed": {"success": "success"},
        "success": {},
    },
    # 授权中 → 授权成功 | 授权失败; one left unanswered gives way to the next
    "authorisation": {
        "running": {"success": "success", "refused": "refused", "failed": "refused", "superseded": "superseded"},
        "success": {},
        "refused": {},
        "superseded": {},
    },
    # 待补录 → 已提交 → 海关接收成功 (final) | 海关接收失败 (may be submitted again)
    "backfill": {
        "draft": {"submit": "submitted"},
        "submitted": {"received": "received", "failed": "failed"},
        "failed": {"submit": "submitted", "received": "received", "failed": "failed"},
        "received": {},
    },
    # edit = 暂存 已撤回 海关接收失败 退回; delete = 暂存 已撤回 退回; withdraw = 待办
    "coordination": {
        "draft": {"submit": "pending", "remove": REMOVED},
        "pending": {"withdraw": "withdrawn", **_ANSWERED},
        "failed": {"submit": "pending", **_ANSWERED},
        "withdrawn": {"submit": "pending", "remove": REMOVED, "accepted": "accepted"},
        "accepted": dict(_ANSWERED),
        "returned": {"submit": "pending", "remove": REMOVED, "returned": "returned"},
        "completed": {},
        REMOVED: {},
    },
    "licence": {
        "unseen": _LICENCE,
        "received": _LICENCE,
        "pending": _LICENCE,
        "returned": _LICENCE,
        "failed": _LICENCE,
        "approved": {"cancelled": "cancelled"},
        "cancelled": {},
    },
    "declaration": {
        **dict.fromkeys(_UNDER_WAY, _TOLD),
        "released": {"closed": "closed", "deleted": "deleted"},
        "closed": {"deleted": "deleted"},
        "deleted": {},
    },
    "consignment": {
        "unseen": {"accepted": "accepted", "refused": "refused"},
        "refused": {"accepted": "accepted", "refused": "refused"},
        "accepted": {},
    },
}
PAIRS: Final = [
    (name, status, step)
    for name in MACHINES
    for status, step in product(kind_of(name).lifecycle.statuses, kind_of(name).lifecycle.steps)
]


def judged(lifecycle: Lifecycle, status: str, step: str) -> tuple[Verdict, str]:
    return lifecycle.judge(Standing(status, NINE), step, NINE + MINUTE)


@pytest.mark.parametrize(("name", "status", "step"), PAIRS)
def test_each_pair_does_what_the_manual_says_and_nothing_else(name: str, status: str, step: str) -> None:
    lifecycle, allowed = kind_of(name).lifecycle, MACHINES[name][status]
    verdict, after = judged(lifecycle, status, step)
    if step in lifecycle.asides:
        assert (verdict, after) == (Verdict.NOTED, status)
    elif step in allowed:
        assert verdict in {Verdict.APPLIED, Verdict.DUPLICATE}
        assert after == allowed[step]
    else:
        assert verdict in {Verdict.REFUSED, Verdict.DUPLICATE}
        assert after == status


@pytest.mark.parametrize("name", MACHINES)
def test_every_status_is_named_and_every_end_stays_one(name: str) -> None:
    """No status of a lifecycle is missing above; from where nothing leads on, no step leads."""
    lifecycle = kind_of(name).lifecycle
    assert set(MACHINES[name]) == set(lifecycle.statuses)
    for status, allowed in MACHINES[name].items():
        for step in () if allowed else lifecycle.steps:
            assert judged(lifecycle, status, step)[1] == status
    assert SLICES
