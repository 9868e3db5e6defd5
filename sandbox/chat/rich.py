"""Texts as the phone shows them: escaped, with the few links that WeChat understands."""

import html
import re
from datetime import datetime

from markupsafe import Markup, escape

from sandbox.wechat.judge import tap_of

ANCHOR = re.compile(r'<a\s+href="([^"]*)"[^>]*>(.*?)</a>', re.IGNORECASE | re.DOTALL)
MORNING, NOON = 12, 13


def rich(text: str) -> Markup:
    """Escape everything but anchors; a bizmsgmenu anchor becomes a button that says its words."""
    pieces, at = [], 0
    for found in ANCHOR.finditer(text):
        pieces += [escape(text[at : found.start()]), _link(found.group(1), found.group(2))]
        at = found.end()
    return Markup("").join([*pieces, escape(text[at:])])


def clock(moment: datetime) -> str:
    """Write a time as WeChat does between messages."""
    if moment.hour < MORNING:
        return f"上午 {moment.hour}:{moment:%M}"
    return f"下午 {moment.hour if moment.hour < NOON else moment.hour - 12}:{moment:%M}"


def _link(href: str, label: str) -> Markup:
    tap = tap_of(html.unescape(href))
    if tap is not None:
        value = f"{tap[1]}\n{tap[0]}"
        return Markup('<button class="tap" form="choose" name="choice" value="{}">{}</button>').format(value, label)
    if href.startswith(("http://", "https://")):
        address = html.unescape(href)
        return Markup('<a href="{}" target="_blank" rel="noopener">{}</a>').format(address, label)
    return escape(label)
