"""Seals: what goes in comes out, with the right key and for the right purpose alone."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import sealing, settings
from kit.sealing import Unopenable

NEW = "another-secret-key-for-tests-0123456789"
_JSON = st.recursive(st.none() | st.booleans() | st.integers(-9, 9) | st.text(), st.lists, max_leaves=9)


@given(text=st.text(min_size=1))
def test_a_text_comes_out_as_it_went_in_and_for_its_purpose_alone(text: str) -> None:
    sealed, pinned = sealing.seal(text, "one"), sealing.pin(text, "one")
    assert (sealing.open_text(sealed, "one"), sealing.unpinned(pinned, "one")) == (text, (text, True))
    assert sealing.seal(text, "one") != sealed
    assert sealing.pin(text, "one") == pinned != sealing.pin(text, "other")
    assert sealing.text_anew(sealed, "one") is None
    with pytest.raises(Unopenable):
        sealing.opened(sealed, "other")
    with pytest.raises(Unopenable):
        sealing.unpinned(pinned, "other")


@given(content=st.binary(min_size=1))
def test_a_message_comes_out_as_it_went_in_sealed_or_open(content: bytes) -> None:
    kept = sealing.seal_bytes(content, "x")
    assert content == sealing.open_bytes(kept, "x")
    assert len(kept) == len(content) + sealing.AROUND
    assert sealing.bytes_anew(kept, "x") is None
    if not content.startswith(b"\x00huizhi"):
        assert sealing.open_bytes(content, "x") == content


@given(form=st.dictionaries(st.sampled_from(["name", "phone", "fax"]), st.text()), value=_JSON)
def test_boxes_and_values_come_out_as_they_went_in(form: dict[str, str], value: object) -> None:
    kept = sealing.seal_boxes(form, ("phone", "fax"), "x")
    assert {name: each for name, each in sealing.open_boxes(kept, "x").items() if each} == {
        name: each for name, each in form.items() if each
    }
    assert not {"phone", "fax"} & {name for name in kept if kept[name]}
    assert sealing.boxes_anew(kept, ("phone", "fax"), "x") is None
    assert sealing.open_json(sealing.seal_json(value, "x"), "x") == value


@pytest.mark.parametrize("wrong", ["~", "~AAAA", "not base64!", "^", "^AAAA", "~" + "A" * 60])
def test_what_is_no_seal_of_ours_is_never_taken_for_a_text(wrong: str) -> None:
    with pytest.raises(Unopenable):
        sealing.opened(wrong, "x")
    with pytest.raises(Unopenable):
        sealing.unpinned(wrong, "x")


def test_what_was_sealed_before_seals_had_a_mark_still_opens() -> None:
    kept = sealing.seal("13800138000", "mobile").removeprefix("~")
    assert base64.b64decode(kept)
    assert sealing.opened(kept, "mobile") == ("13800138000", True)


def test_an_old_key_is_read_and_what_it_sealed_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    old = settings.load(settings.House).secret_key
    sealed, pinned, whole = sealing.seal("a", "x"), sealing.pin("a", "x"), sealing.seal_bytes(b"a", "x")
    form, value = sealing.seal_boxes({"phone": "1"}, ("phone",), "x"), sealing.seal_json([1], "x")
    monkeypatch.setenv("HUIZHI_SECRET_KEY", NEW)
    monkeypatch.setenv("HUIZHI_SECRET_KEY_OLD", old)
    settings.forget()
    assert (sealing.opened(sealed, "x"), sealing.unpinned(pinned, "x")) == (("a", False), ("a", False))
    anew = [
        sealing.text_anew(sealed, "x"), sealing.bytes_anew(whole, "x"), sealing.boxes_anew(form, ("phone",), "x"),
        sealing.json_anew(value, "x"),
    ]  # fmt: skip
    assert None not in anew
    assert sealing.pins("a", "x") == [sealing.pin("a", "x"), pinned]
    monkeypatch.setenv("HUIZHI_SECRET_KEY_OLD", "")
    settings.forget()
    assert sealing.opened(str(anew[0]), "x") == ("a", True)
    for shut in (lambda: sealing.open_bytes(whole, "x"), lambda: sealing.open_json(value, "x")):
        with pytest.raises(Unopenable):
            shut()
