"""Template messages and 订阅通知: judged strictly, accepted once, reported later."""

import json
from dataclasses import dataclass
from typing import Any

from sandbox.fate import rolls
from sandbox.wechat import fields, reports
from sandbox.wechat.api import Call, ok
from sandbox.wechat.errors import ApiError
from sandbox.wechat.people import entered, known
from sandbox.wechat.state import Entry, Sent, User
from sandbox.wechat.templates import Template
from sandbox.world import World

IDEMPOTENT = 600
FATES = (
    ("user_block_rate", "failed:user block"),
    ("failed_rate", "failed: system failed"),
    ("freq_limit_rate", "failed:freq limit"),
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that passed every check."""

    user: User
    template: Template
    values: dict[str, str]
    url: str
    key: str = ""


def template(call: Call) -> dict[str, Any]:
    """`message/template/send`: follow is enough; the same client_msg_id is sent once in ten minutes."""
    user = _reachable(call)
    letter = _letter(call, user, str(call.body.get("url") or ""), notice=False)
    if before := _repeated(call.world, letter):
        return ok(msgid=before.msgid)
    _refuse_haste(call.world, letter)
    return ok(msgid=_accept(call.world, letter))


def bizsend(call: Call) -> dict[str, Any]:
    """`message/subscribe/bizsend`: spends one consent of the user, follower or not; no id in the answer."""
    user = known(call.world, call.text("touser"))
    letter = _letter(call, user, str(call.body.get("page") or ""), notice=True)
    if user.consents[letter.template.id] < 1:
        raise ApiError(43101)
    user.consents[letter.template.id] -= 1
    msgid, status = _new_id(call.world), _fate(call.world, user)
    if status == "success":
        _show(call.world, letter, "bizsend", msgid)
    call.world.note("wechat", "accepted", api="bizsend", to=user.openid, key="", id=msgid, fate=status)
    reports.schedule(call.world, user.openid, reports.bizsend_event(letter.template.id, msgid, status))
    return ok()


def _reachable(call: Call) -> User:
    user = known(call.world, call.text("touser"))
    if not user.followed:
        raise ApiError(43004)
    if user.blacklisted:
        raise ApiError(43019)
    return user


def _letter(call: Call, user: User, url: str, *, notice: bool) -> Letter:
    template = call.world.wechat.templates.get(call.text("template_id"))
    if template is None or template.notice != notice:
        raise ApiError(40037)
    data = call.body.get("data")
    values = fields.refuse_bad_field(template, data if isinstance(data, dict) else {})
    return Letter(user, template, values, url, call.text("client_msg_id"))


def _repeated(world: World, letter: Letter) -> Sent | None:
    before = world.wechat.sent.get(f"{letter.user.openid} {letter.key}") if letter.key else None
    if before is None or world.now() - before.at >= IDEMPOTENT:
        return None
    world.counts["wechat repeats of a client_msg_id"] += 1
    return before


def _refuse_haste(world: World, letter: Letter) -> None:
    """40241 for the same words twice, 43117 for too much to one person; both off until their knob is turned."""
    knobs, now, words = world.knobs.wechat, world.now(), _words(letter)
    if not knobs.duplicate_seconds and not knobs.frequency_seconds:
        return
    for sent in reversed(world.wechat.recent):
        if sent.openid != letter.user.openid:
            continue
        if sent.content == words and now - sent.at < knobs.duplicate_seconds:
            raise ApiError(40241)
        if now - sent.at < knobs.frequency_seconds:
            raise ApiError(43117)


def _accept(world: World, letter: Letter) -> int:
    msgid, status = _new_id(world), _fate(world, letter.user)
    sent = Sent(msgid, world.now(), letter.user.openid, _words(letter))
    world.wechat.recent.append(sent)
    if letter.key:
        _forget_old(world)
        world.wechat.sent[f"{letter.user.openid} {letter.key}"] = sent
    if status == "success":
        _show(world, letter, "template", msgid)
    world.note("wechat", "accepted", api="template", to=letter.user.openid, key=letter.key, id=msgid, fate=status)
    reports.schedule(world, letter.user.openid, reports.template_event(msgid, status))
    return msgid


def _forget_old(world: World) -> None:
    """Drop what no longer counts, oldest first, so that a long run does not grow."""
    sent = world.wechat.sent
    while sent and world.now() - next(iter(sent.values())).at >= IDEMPOTENT:
        del sent[next(iter(sent))]


def _fate(world: World, user: User) -> str:
    if user.blocks:
        return "failed:user block"
    for knob, status in FATES:
        if rolls(world, f"wechat.{knob}", getattr(world.knobs.wechat, knob)):
            return status
    return "success"


def _show(world: World, letter: Letter, kind: str, msgid: int) -> Entry:
    lines = [{"label": label, "value": fields.shown(letter.values[key])} for label, key in letter.template.fields]
    card = {"template_id": letter.template.id, "title": letter.template.title, "lines": lines, "url": letter.url}
    text = "\n".join(f"{line['label']}：{line['value']}" for line in lines)
    return entered(world, letter.user, Entry(0, 0.0, "in", kind, text, card, letter.key, msgid))


def _words(letter: Letter) -> str:
    return letter.template.id + json.dumps(letter.values, ensure_ascii=False, sort_keys=True)


def _new_id(world: World) -> int:
    return 3_000_000_000_000_000_000 + world.next()
