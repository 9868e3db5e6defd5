"""Who looks into files: few at once, the least of all processes, each enterprise in its turn; the loop never waits."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api.files import examiners, examining, keeping, turns
from api.files.rules import COORDINATION
from api.files.turns import Turns
from api.people.actor import Actor
from kit.refusals import Kind, Refusal
from tests.api.files.papers import in_pieces, pdf, stream
from tests.api.files.rooms import Room

_TELLS = "import os\ndef check(data):\n    raise ValueError(str({}))\n"


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf())
    return path


async def _told(path: Path) -> str:
    with pytest.raises(Refusal) as refused:
        await examining.require_sound("pdf", path)
    return refused.value.sentence


async def test_whoever_looks_into_a_file_has_less_right_to_the_processor(room: Room, paper: Path) -> None:
    """F-2: nice 10, and in our own session: a scheduler that groups by session weighs the two against each other."""
    room(_TELLS.format("(os.nice(0), os.getsid(0))"))
    assert await _told(paper) == str((min(os.nice(0) + 10, 19), os.getsid(0)))


async def test_files_are_looked_into_by_children_of_another_process_than_ours(room: Room, paper: Path) -> None:
    """F-2: this process is forked once and not for each file; and each file has a child of its own."""
    room(_TELLS.format("f'{os.getppid()} {os.getpid()}'"))
    told = [(await _told(paper)).split() for _ in range(3)]
    assert len({parent for parent, _ in told}) == 1
    assert len({child for _, child in told}) == 3
    assert str(os.getpid()) not in {pid for pair in told for pid in pair}


async def test_an_examiner_that_was_killed_is_replaced(room: Room, paper: Path) -> None:
    room(_TELLS.format("os.getppid()"))
    before = await _told(paper)
    os.kill(int(before), signal.SIGKILL)
    assert await _told(paper) not in {before, ""}


async def test_twenty_bombs_cost_this_process_next_to_nothing(tmp_path: Path) -> None:
    """F-2: no more than 2 ms of our own thread for each, whatever the children need."""
    bomb = pdf(extra=stream(b"\0" * (60 * 1024 * 1024)))
    paths = [tmp_path / f"{number}.pdf" for number in range(20)]
    for path in paths:
        path.write_bytes(bomb)
    with pytest.raises(Refusal, match="解压后过大"):
        await examining.require_sound("pdf", paths[0])
    before = time.thread_time()
    answers = await asyncio.gather(*(examining.require_sound("pdf", each) for each in paths), return_exceptions=True)
    spent = time.thread_time() - before
    assert {str(each) for each in answers} == {"文件解压后过大，请压缩后重新上传。"}
    assert spent < 0.002 * len(paths)


async def test_a_file_that_is_none_of_its_type_is_refused_without_a_child(
    clerk: Actor, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its first bytes, and before the rest is read."""
    monkeypatch.setattr(examiners, "ask", None)
    read = []

    async def pieces() -> AsyncIterator[bytes]:
        for piece in (b"MZ", b"\x90\0\x03\0\0\0", b"x" * 1000):
            read.append(piece)
            yield piece

    with pytest.raises(Refusal, match="不是PDF格式"):
        await keeping.save(clerk, "a.pdf", pieces(), COORDINATION)
    assert len(read) == 2


async def _takes(found: Turns, whose: str, order: list[str], moment: asyncio.Event) -> None:
    async with found.taken(whose):
        order.append(whose)
        await moment.wait()


async def test_few_at_once_and_each_enterprise_in_its_turn() -> None:
    """Who sends five does not hold up who sends one."""
    found, order, moment = Turns(2), [], asyncio.Event()
    tasks = [asyncio.create_task(_takes(found, whose, order, moment)) for whose in ("a", "a", "a", "a", "a", "b", "c")]
    await asyncio.sleep(0)
    assert order == ["a", "a"]
    moment.set()
    await asyncio.gather(*tasks)
    assert order == ["a", "a", "a", "b", "c", "a", "a"]


async def test_a_queue_that_is_too_long_says_come_later(
    clerk: Actor, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """429 before anything of the file is read; somebody else still has room, until nobody has."""
    monkeypatch.setattr(turns, "MOST_OF_ONE", 2)
    monkeypatch.setattr(turns, "MOST", 3)
    found, moment, order = turns.turns(), asyncio.Event(), []
    many = [turns.AT_ONCE * ["x"], ["x", "x"]]
    tasks = [asyncio.create_task(_takes(found, whose, order, moment)) for each in many for whose in each]
    await asyncio.sleep(0)
    found.require_room("y")
    with pytest.raises(Refusal):
        found.require_room("x")
    tasks.append(asyncio.create_task(_takes(found, "y", order, moment)))
    await asyncio.sleep(0)
    with pytest.raises(Refusal) as refused:
        await keeping.save(clerk, "a.pdf", in_pieces(pdf()), COORDINATION)
    assert (refused.value.kind, refused.value.code) == (Kind.TOO_OFTEN, "examiners_busy")
    assert "请稍后再上传" in refused.value.sentence
    moment.set()
    await asyncio.gather(*tasks)
    assert (await keeping.save(clerk, "a.pdf", in_pieces(pdf()), COORDINATION)).name == "a.pdf"


async def test_who_gives_up_waiting_leaves_the_turn_to_others() -> None:
    """A client that hangs up while it waits, or in the very moment of its turn, takes no turn with it."""
    found, order, moment = Turns(1), [], asyncio.Event()
    first, gone, last = (asyncio.create_task(_takes(found, whose, order, moment)) for whose in "abc")
    await asyncio.sleep(0)
    gone.cancel()
    moment.set()
    await asyncio.gather(first, last)
    held = asyncio.Event()
    first, late = (asyncio.create_task(_takes(found, whose, order, held)) for whose in "de")
    await asyncio.sleep(0)
    found._hand_on()
    late.cancel()
    held.set()
    await asyncio.gather(first, late, return_exceptions=True)
    assert order == ["a", "c", "d"]
    assert found._free == 2  # one of them handed on by the test itself
