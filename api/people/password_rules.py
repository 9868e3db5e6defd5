"""What a new password must be: two profiles, because ASVS 6.2 and 等保 8.1.4.1 contradict each other (A-6)."""

import re
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from api.people import passwords, refusals
from api.people.settings import People
from kit import settings

_WORDS = Path(__file__).parent / "data" / "common_words.txt"
_LEET = str.maketrans("0134578@$!", "oleastbasi")
_CLASSES = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]")
_ROWS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn")
_SHORTEST: Final = {"asvs": 12, "mlps": 8}
_CLASSES_NEEDED: Final = {"asvs": 1, "mlps": 3}
_ROTATION: Final = {"asvs": None, "mlps": timedelta(days=90)}
_FEW = 4  # different characters; fewer make no password


def check(password: str, *about: str) -> None:
    """Refuse a weak password with the reason; `about` are words it must not contain: login, name, enterprise."""
    profile = settings.load(People).password_profile
    if len(password) < _SHORTEST[profile]:
        raise refusals.weak_password(f"密码至少 {_SHORTEST[profile]} 位。")
    if len(password) > passwords.LONGEST:
        raise refusals.weak_password(f"密码最长 {passwords.LONGEST} 位。")
    if sum(bool(re.search(each, password)) for each in _CLASSES) < _CLASSES_NEEDED[profile]:
        raise refusals.weak_password("密码须包含大写字母、小写字母、数字、符号中的三种。")
    if is_common(password) or _tells(password, about):
        raise refusals.weak_password("密码太常见或与账号信息相近，请换一个。")


def has_expired(chosen_at: datetime | None, moment: datetime) -> bool:
    """Tell whether a new password is due: it was chosen by somebody else, or the profile wants rotation."""
    if chosen_at is None:
        return True
    rotation = _ROTATION[settings.load(People).password_profile]
    return rotation is not None and moment - chosen_at > rotation


def is_common(password: str) -> bool:
    """Tell whether guessing would start here: known words with digits around them, runs, rows of the keyboard."""
    folded = password.casefold()
    return len(set(folded)) < _FEW or _is_run(folded) or _is_words(folded)


def _is_words(folded: str) -> bool:
    """Tell whether nothing is left but known words, digits and signs, also when letters are written as digits."""
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)
    return any(_stripped(each) == "" for each in (folded, bare.translate(_LEET)))


def _stripped(folded: str) -> str:
    return re.sub(r"[\W\d_]+", "", _known().sub("", folded))


@cache
def _known() -> re.Pattern[str]:
    words = sorted(_WORDS.read_text("utf-8").split(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


def _is_run(folded: str) -> bool:
    rows = [*_ROWS, *(row[::-1] for row in _ROWS)]
    return any(folded in row * 3 for row in rows) or folded in (folded + folded)[1:-1]


def _tells(password: str, about: tuple[str, ...]) -> bool:
    folded = password.casefold()
    return any(len(word) > 2 and word.casefold() in folded for word in about)  # noqa: PLR2004
