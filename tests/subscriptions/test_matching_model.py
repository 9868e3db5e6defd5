"""Matching against a second, slow telling of the same rules (R-19)."""

from datetime import timedelta
from itertools import product
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from subscriptions.matching import decide
from subscriptions.topics import LEVELS
from subscriptions.vocabulary import Announced, Circle, Follower
from tests.subscriptions.makers import NOON, TENANT, announced, circle, follower

_PEOPLE = [UUID(int=1), UUID(int=2), UUID(int=3)]
_CHANNELS = ["wechat", "sms"]
_CONTENTS = ["", "trade", "trade/origin", "trade/origin/customs", "trade/origin/ccpit", "trade/licence"]
_MOMENTS = [NOON - timedelta(minutes=minutes) for minutes in (120, 60, 30, 0, -120)]

_followers = st.lists(
    st.builds(
        follower,
        st.sampled_from(_PEOPLE),
        channel=st.sampled_from(_CHANNELS),
        level=st.sampled_from(LEVELS),
        content=st.sampled_from(_CONTENTS),
        mode=st.sampled_from(["follow", "follow", "mute"]),
        valid_from=st.sampled_from(_MOMENTS),
        valid_until=st.one_of(st.none(), st.sampled_from(_MOMENTS)),
    ),
    max_size=14,
    unique_by=lambda each: (each.person_id, each.channel, each.level, each.content, each.mode),
)


def _expected(said: Announced, followers: list[Follower], known: Circle) -> dict[tuple[UUID, str], tuple[str, int]]:
    """Walk the layers from the top, asking at each whether anybody valid stands there."""
    told: dict[tuple[UUID, str], tuple[str, int]] = {}
    for who in product(_PEOPLE, _CHANNELS):
        mine = [f for f in followers if (f.person_id, f.channel) == who and _covers(f.content, said.content)]
        if any(each.mode == "follow" for each in mine):
            told[who] = _verdict(who, mine, said, known)
    return told


def _covers(content: str, of: str) -> bool:
    return content in ("", of) or of.startswith(content + "/")


def _verdict(who: tuple[UUID, str], mine: list[Follower], said: Announced, known: Circle) -> tuple[str, int]:
    begun = [f for f in mine if (f.valid_from or NOON) <= (known.now if f.mode == "mute" else said.created_at)]
    valid = [f for f in begun if not (f.valid_until and f.valid_until <= known.now)]
    best = _best(valid or mine)
    if not valid:
        return ("expired" if best in begun else "not_yet_valid"), best.id.int
    if best.mode == "mute":
        return "muted", best.id.int
    if (who[0], said.tenant_id) not in known.rights:
        return "no_right", best.id.int
    return ("" if who in known.addresses else "no_address"), best.id.int


def _best(several: list[Follower]) -> Follower:
    for level, content, mode in product(LEVELS, sorted(_CONTENTS, key=len, reverse=True), ["mute", "follow"]):
        for each in several:
            if (each.level, each.content, each.mode) == (level, content, mode):
                return each
    raise AssertionError("nobody stands anywhere")


@settings(max_examples=400, deadline=None)
@given(
    _followers,
    st.sampled_from(_CONTENTS),
    st.sets(st.sampled_from(_PEOPLE)),
    st.sets(st.tuples(st.sampled_from(_PEOPLE), st.sampled_from(_CHANNELS))),
)
def test_every_decision_is_the_models(
    followers: list[Follower], content: str, rightful: set[UUID], reachable: set[tuple[UUID, str]]
) -> None:
    said = announced(content=content, created_at=NOON - timedelta(hours=1))
    known = circle(addresses=dict.fromkeys(reachable, "x"), rights={(each, TENANT) for each in rightful})
    made = decide(said, followers, known)
    assert {(d.person_id, d.channel): (d.reason, d.subscription_id.int) for d in made} == _expected(
        said, followers, known
    )
    assert len(made) == len({(d.person_id, d.channel) for d in made})
