"""What slices make of receipts: moves on several axes, none at all, and what they hear afterwards."""

from collections.abc import Sequence

import pytest

from api.documents import Document, Move, Receipt
from api.exchange import receive_once, slices, store
from tests.api.documents.makers import an_enterprise
from tests.api.exchange.letters import answered, form, inbox_rows, moment, states

KIND = "customs_certificate"


@pytest.fixture
async def heard(db: str, monkeypatch: pytest.MonkeyPatch) -> list[Receipt]:
    """The receipts that the slice is told of as news, after their moves and in their transaction."""
    await an_enterprise()
    told: list[Receipt] = []

    async def after(receipts: Sequence[Receipt]) -> None:
        for receipt in receipts:
            assert (await Document.get(id=receipt.document_id)).status != "unseen"
        told.extend(receipts)

    monkeypatch.setitem(slices._AFTER, KIND, after)
    return told


async def test_a_slice_hears_of_what_was_news_and_of_nothing_twice(heard: list[Receipt]) -> None:
    """A repetition in other bytes, and a receipt that the register refuses, are no news."""
    for number, body in enumerate((answered("5"), answered("5", note="again"), answered("3", minutes=9))):
        await store("gacc", str(number), body, "test")
        await receive_once()
    assert [each.step for each in heard] == ["approved"]
    assert await states() == ["applied", "duplicate", "refused"]


async def test_data_and_attachment_of_a_receipt_reach_the_slice(heard: list[Receipt]) -> None:
    fields = {"kind": KIND, "number": "E261026902330183", "step": "received", "occurred_at": moment(0)}
    await store("sandbox", "1", form(**fields, data={"a": [1]}, attachment="发票.pdf"), "test")
    await store("sandbox", "2", form(**fields, data=[1]), "test")
    await receive_once()
    assert [(dict(each.data), each.subject) for each in heard] == [({"a": [1]}, "发票.pdf")]
    assert sorted(await states()) == ["applied", "damaged"]


async def test_a_receipt_without_a_move_is_kept_and_read_once(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await an_enterprise()
    monkeypatch.setitem(slices._TAKE, KIND, lambda _receipts: [])
    await store("gacc", "1", answered("5"), "test")
    assert (await receive_once(), await receive_once()) == (1, 0)
    assert await inbox_rows() == [("applied", "已记录，没有引起状态变化。")]


async def test_of_several_moves_the_best_ends_the_receipt(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One axis refuses, another moves: the receipt was applied."""
    await an_enterprise()

    def twice(receipts: Sequence[Receipt]) -> list[Move]:
        moves = [receipt.as_move() for receipt in receipts]
        return [each._replace(step=step) for each in moves for step in ("void", "approved", "void")]

    monkeypatch.setitem(slices._TAKE, KIND, twice)
    await store("gacc", "1", answered("5"), "test")
    await receive_once()
    assert await states() == ["applied"]
