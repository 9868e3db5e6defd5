"""The ways this slice says no."""

from kit.refusals import Kind, Refusal


def unknown_alert() -> Refusal:
    """Return the answer to closing an alert that is not open."""
    return Refusal(Kind.UNKNOWN, "alert_unknown", "没有这条待处理的提醒。")
