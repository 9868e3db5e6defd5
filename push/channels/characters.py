"""Characters that no field and no short message carries: pictures, and what cannot be seen (classes for `re`)."""

from typing import Final

HAN: Final = "\u3007\u3400-\u4dbf\u4e00-\u9fff"
INVISIBLE: Final = r"\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\uffff"
PICTURES: Final = (
    "\u00a9\u00ae\u231a\u231b\u23e9-\u23fa\u2600-\u27bf\u2b00-\u2bff\ue000-\uf8ff"
    "\U00010000-\U0001ffff\U000323b0-\U0010ffff"
)
