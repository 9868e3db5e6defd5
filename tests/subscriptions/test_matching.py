"""Who hears, on what, why and why not: the rules one by one."""

from datetime import time

import pytest

from kit.ids import new_id
from subscriptions.matching import decide
from subscriptions.quiet import QuietHours
from tests.subscriptions.makers import CONTENT, DAY, NOON, TENANT, announced, circle, follower

ME = new_id()


@pytest.mark.feature("PUSH-13", "PUSH-14", "PUSH-15")
@pytest.mark.parametrize(
    ("level", "why"),
    [("document", "因：按业务单据号订阅"), ("enterprise", "因：按企业订阅"), ("person", "因：按个人订阅")],
)
def test_each_way_of_following_reaches_and_says_why(level: str, why: str) -> None:
    [made] = decide(announced(), [follower(ME, level=level)], circle(ME))
    assert (made.reason, made.why, made.address) == ("", why, f"wechat-{ME}")


def test_several_matches_make_one_message_and_the_most_specific_is_named() -> None:
    """M14: three subscriptions, one message a channel, and the reason counts the others."""
    matched = [follower(ME, level=level) for level in ("person", "document", "enterprise")]
    [made] = decide(announced(), matched, circle(ME))
    assert made.subscription_id == matched[1].id
    assert made.why == "因：按业务单据号订阅（另有 2 项订阅也相符）"


def test_channels_are_decided_separately() -> None:
    made = decide(announced(), [follower(ME), follower(ME, channel="sms")], circle(ME))
    assert sorted(each.channel for each in made) == ["sms", "wechat"]


def test_within_a_level_the_longer_content_wins() -> None:
    broad, narrow = follower(ME, content="trade"), follower(ME, content=CONTENT)
    [made] = decide(announced(), [broad, narrow], circle(ME))
    assert made.subscription_id == narrow.id


@pytest.mark.parametrize("content", ["trade/origin/ccpit", "trade/licence", "trade/orig", "trade/origin/customs/x"])
@pytest.mark.feature("PUSH-17")
def test_another_content_does_not_match(content: str) -> None:
    assert decide(announced(), [follower(ME, content=content)], circle(ME)) == []


@pytest.mark.parametrize("content", ["", "trade", "trade/origin", CONTENT])
@pytest.mark.feature("PUSH-18", "PUSH-19", "PUSH-20")
def test_a_content_covers_what_lies_below_it(content: str) -> None:
    assert len(decide(announced(), [follower(ME, content=content)], circle(ME))) == 1


def test_a_mute_on_the_document_beats_a_follow_of_the_enterprise() -> None:
    mute = follower(ME, level="document", mode="mute")
    [made] = decide(announced(), [follower(ME), mute], circle(ME))
    assert (made.reason, made.subscription_id) == ("muted", mute.id)


def test_a_follow_of_the_document_beats_a_mute_of_the_enterprise() -> None:
    [made] = decide(announced(), [follower(ME, mode="mute"), follower(ME, level="document")], circle(ME))
    assert (made.reason, made.why) == ("", "因：按业务单据号订阅")


def test_on_equal_terms_a_mute_beats_a_follow() -> None:
    [made] = decide(announced(), [follower(ME), follower(ME, mode="mute")], circle(ME))
    assert made.reason == "muted"


def test_who_only_mutes_was_never_a_candidate() -> None:
    assert decide(announced(), [follower(ME, mode="mute")], circle(ME)) == []


def test_who_lost_the_right_is_not_told_and_a_row_says_so() -> None:
    [made] = decide(announced(), [follower(ME)], circle(ME, rights={(ME, new_id())}))
    assert (made.reason, made.address) == ("no_right", "")


def test_what_belongs_to_no_tenant_asks_for_no_right() -> None:
    [made] = decide(announced(tenant_id=None), [follower(ME)], circle(ME, rights=()))
    assert made.reason == ""


def test_without_an_address_the_reason_is_kept() -> None:
    [made] = decide(announced(), [follower(ME)], circle(ME, addresses={(ME, "sms"): "13800138000"}))
    assert made.reason == "no_address"


@pytest.mark.parametrize(
    ("validity", "reason"),
    [
        ({"valid_from": NOON}, ""),
        ({"valid_from": NOON + DAY}, "not_yet_valid"),
        ({"valid_until": NOON + DAY}, ""),
        ({"valid_until": NOON}, "expired"),
    ],
)
def test_validity_is_from_inclusive_until_exclusive(validity: dict[str, object], reason: str) -> None:
    [made] = decide(announced(), [follower(ME, **validity)], circle(ME))
    assert made.reason == reason


def test_an_invalid_subscription_leaves_the_layering() -> None:
    """An expired mute on the document does not silence the enterprise."""
    expired = follower(ME, level="document", mode="mute", valid_until=NOON - DAY)
    [made] = decide(announced(), [expired, follower(ME)], circle(ME))
    assert (made.reason, made.why) == ("", "因：按企业订阅")


_NIGHT = QuietHours(time(22), time(8), urgent_breaks=True)
_LATE = NOON.replace(hour=15)  # 23:00 in Shanghai
_MORNING = NOON.replace(day=22, hour=0)


@pytest.mark.parametrize(
    ("urgent", "breaks", "held"), [(False, True, "quiet"), (True, True, ""), (True, False, "quiet")]
)
def test_quiet_hours_hold_what_is_not_urgent(urgent: bool, breaks: bool, held: str) -> None:
    quiet = {ME: _NIGHT._replace(urgent_breaks=breaks)}
    [made] = decide(announced(urgent=urgent), [follower(ME)], circle(ME, quiet=quiet, now=_LATE))
    assert (made.held, made.due_at) == (held, _MORNING if held else _LATE)


def test_tenant_is_the_documents_and_not_the_subscriptions() -> None:
    stranger = announced(tenant_id=new_id())
    [made] = decide(stranger, [follower(ME, level="person")], circle(ME, rights={(ME, TENANT)}))
    assert made.reason == "no_right"
