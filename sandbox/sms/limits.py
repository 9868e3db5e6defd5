"""How often one number may be written to: natural minutes, hours and days of UTC+8, as the clouds count."""

from sandbox.sms.templates import CODES
from sandbox.world import World


def exceeded(world: World, provider: str, number: str, template: str) -> str:
    """`minute`, `hour` or `day` when that window is full; otherwise counts the message and returns an empty string."""
    keys = _windows(world, provider, number, template)
    for window, key, most in keys:
        if world.sms.sent[key] >= most:
            return window
    for _, key, _ in keys:
        world.sms.sent[key] += 1
    return ""


def permits(world: World, provider: str, template: str, window: str) -> int:
    """Tell the size of a window, as Aliyun's message quotes it."""
    knobs = getattr(world.knobs, provider)
    if template not in CODES:
        return int(knobs.notice_per_day)
    return int(getattr(knobs, f"code_per_{window}"))


def _windows(world: World, provider: str, number: str, template: str) -> list[tuple[str, str, int]]:
    local, stem = world.local(), f"{provider} {number}"
    if template not in CODES:
        return [("day", f"{stem} {template} {local:%Y%m%d}", permits(world, provider, template, "day"))]
    stamps = (("minute", f"{local:%Y%m%d%H%M}"), ("hour", f"{local:%Y%m%d%H}"), ("day", f"{local:%Y%m%d}"))
    return [(name, f"{stem} {stamp}", permits(world, provider, template, name)) for name, stamp in stamps]
