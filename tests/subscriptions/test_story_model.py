"""Follow, mute, cancel, restore, lose and regain rights and addresses, announce, fan out: against a small model (R-19).

The model keeps a list of wishes and walks the layers from the top; it knows nothing of tables, batches or topics.
"""

import asyncio
import shutil
from collections.abc import Collection, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from kit import database
from push import addresses
from subscriptions import bursts, fanout, follows, standing
from subscriptions.models import Subscription
from subscriptions.standing import Caused
from subscriptions.topics import topic
from tests.subscriptions import house
from tests.subscriptions.makers import TENANT
from tests.support.models import MODELS

PEOPLE = [UUID(int=n) for n in (1, 2, 3)]
DOCUMENTS = [UUID(int=n) for n in (11, 12)]
CONTENTS = ["", "trade/origin", "trade/origin/customs", "trade/licence"]
_PEOPLE = st.sampled_from(PEOPLE)
_SUBJECTS = st.sampled_from(
    [("document", DOCUMENTS[0]), ("document", DOCUMENTS[1]), ("enterprise", TENANT), ("person", None)]
)


@dataclass
class Wish:
    """What somebody asked for, on a clock that ticks with every deed."""

    who: UUID
    level: str
    subject: UUID
    content: str
    mode: str
    since: int
    cancelled: bool = False


@dataclass
class Happening:
    id: UUID
    document: UUID
    content: str
    by: UUID
    at: int
    fates: dict[UUID, str] = field(default_factory=dict)


class Story(RuleBasedStateMachine):
    """The house and the model, side by side."""

    template: Path
    folder: Path

    @initialize()
    def begin(self) -> None:
        self.runner = asyncio.Runner()
        self.path = self.folder / f"{id(self)}.sqlite3"
        shutil.copy(self.template, self.path)
        self._do(database.connect(f"sqlite://{self.path}", MODELS))
        for who in PEOPLE:
            self._do(addresses.bind(who, "wechat", f"wechat-{who}"))
        self.clock = 0
        self.wishes: list[Wish] = []
        self.waiting: list[Happening] = []
        self.told: list[Happening] = []
        self.rightful, self.reachable = set(PEOPLE), set(PEOPLE)
        bursts.forget()

    def teardown(self) -> None:
        self._do(database.disconnect())
        self.runner.close()
        self.path.unlink()

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    async def _rights(self, pairs: Collection[tuple[UUID, UUID]]) -> set[tuple[UUID, UUID]]:
        return {(who, tenant) for who, tenant in pairs if who in self.rightful}

    @rule(who=_PEOPLE, subject=_SUBJECTS, content=st.sampled_from(CONTENTS), mode=st.sampled_from(["follow", "mute"]))
    def wish(self, who: UUID, subject: tuple[str, UUID | None], content: str, mode: str) -> None:
        self.clock += 1
        level, about = subject[0], subject[1] or who
        self._do(house.follow(who, str(about), level=level, content=content, mode=mode))
        standing_already = [
            w
            for w in self.wishes
            if (w.who, w.level, w.subject, w.content, w.mode) == (who, level, about, content, mode)
        ]
        if not standing_already:
            self.wishes.append(Wish(who, level, about, content, mode, self.clock))
        elif standing_already[0].cancelled:
            standing_already[0].cancelled, standing_already[0].since = False, self.clock

    @rule(data=st.data(), act=st.sampled_from(["cancel", "restore"]))
    def take_back(self, data: st.DataObject, act: str) -> None:
        chosen = [w for w in self.wishes if w.cancelled == (act == "restore")]
        if not chosen:
            return
        self.clock += 1
        one = data.draw(st.sampled_from(chosen))
        row = self._do(self._row(one))
        assert self._do(getattr(follows, act)(one.who, [row.id])) == [row.id]
        one.cancelled = act == "cancel"
        one.since = one.since if one.cancelled else self.clock

    async def _row(self, one: Wish) -> Subscription:
        about = topic(one.level, one.subject)
        return await Subscription.get(person_id=one.who, topic=about, content=one.content, mode=one.mode)

    @rule(who=_PEOPLE)
    def lose_or_regain_the_right(self, who: UUID) -> None:
        self.rightful ^= {who}

    @rule(who=_PEOPLE)
    def unbind_or_bind(self, who: UUID) -> None:
        if who in self.reachable:
            self._do(addresses.unbind(who, "wechat", "asked"))
        else:
            self._do(addresses.bind(who, "wechat", f"wechat-{who}"))
        self.reachable ^= {who}

    @rule(document=st.sampled_from(DOCUMENTS), content=st.sampled_from(CONTENTS[1:]), by=_PEOPLE)
    def happen(self, document: UUID, content: str, by: UUID) -> None:
        self.clock += 1
        said = house.news(document=str(document), content=content, person=str(by), seq=0)
        self._do(house.happen(said))
        self.waiting.append(Happening(said.id, document, content, by, self.clock))

    @rule(limit=st.integers(1, 5))
    def fan_out(self, limit: int) -> None:
        done = self._do(fanout.fan_out_once(limit, self._rights))
        now, self.waiting = self.waiting[:done], self.waiting[done:]
        assert done == min(limit, len(now) + len(self.waiting))
        for each in now:
            fates = {who: self._fate(each, who) for who in PEOPLE}
            each.fates = {who: fate for who, fate in fates.items() if fate}
        self.told += now

    def _fate(self, said: Happening, who: UUID) -> str:
        """Return what becomes of one person: sent, a reason, or '' for who never asked."""
        about = {"document": said.document, "enterprise": TENANT, "person": said.by}
        mine = [w for w in self.wishes if w.who == who and not w.cancelled and about[w.level] == w.subject]
        mine = [w for w in mine if w.content == "" or f"{said.content}/".startswith(f"{w.content}/")]
        if not any(w.mode == "follow" for w in mine):
            return ""
        begun = [w for w in mine if w.mode == "mute" or w.since < said.at]
        if not begun:
            return "not_yet_valid"
        best = min(begun, key=lambda w: (list(about).index(w.level), -len(w.content), w.mode == "follow"))
        if best.mode == "mute":
            return "muted"
        if who not in self.rightful:
            return "no_right"
        return "sent" if who in self.reachable else "no_address"

    @invariant()
    def every_candidate_has_its_row(self) -> None:
        if not hasattr(self, "told"):
            return
        expected = {(each.id, who, fate) for each in self.told for who, fate in each.fates.items()}
        assert self._do(self._found()) == expected

    async def _found(self) -> set[tuple[UUID, UUID, str]]:
        sent = {(UUID(r["message_id"]), UUID(r["person_id"]), "sent") for r in await house.deliveries()}
        kept = {(UUID(r["announcement_id"]), UUID(r["person_id"]), r["reason"]) for r in await house.suppressions()}
        return sent | kept

    @invariant()
    def at_sending_only_what_is_still_wanted_passes(self) -> None:
        if not hasattr(self, "told"):
            return
        refused = self._do(self._refused())
        for each in self.told:
            for who, fate in each.fates.items():
                now = self._fate(each, who)
                wanted = now not in {"", "muted", "not_yet_valid"}
                assert fate != "sent" or ((each.id, who) in refused) == (not wanted), (each, who, now)

    async def _refused(self) -> set[tuple[UUID, UUID]]:
        rows = await house.deliveries()
        names = ("id", "message_id", "subscription_id")
        told = await standing.objections([Caused(*(UUID(row[name]) for name in names)) for row in rows])
        return {(UUID(r["message_id"]), UUID(r["person_id"])) for r in rows if UUID(r["id"]) in told}


def test_the_house_does_what_the_model_says(sqlite_template: Path, tmp_path: Path) -> None:
    machine = type("StoryHere", (Story,), {"template": sqlite_template, "folder": tmp_path})
    quietly = settings(
        max_examples=25,
        stateful_step_count=25,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=quietly)
