"""Python's collector of cycles, told what a server is: what it loaded stays, and its work makes next to no cycles."""

import gc
from typing import Final

# Objects made and not yet freed between two looks: Python's own 700 comes round several times in a batch of rows, each
# tenth time through thousands of them, and each hundredth through everything that was ever imported.
_BETWEEN_LOOKS: Final = (100_000, 50, 50)


def settle() -> None:
    """Leave alone what is loaded by now, and look for garbage less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_BETWEEN_LOOKS)
