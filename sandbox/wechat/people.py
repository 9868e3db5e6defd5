"""Followers: who they are, what their conversation shows, and the customer-message credits their acts open."""

from typing import Any

from sandbox.wechat.errors import ApiError
from sandbox.wechat.state import Credit, Entry, User
from sandbox.world import World

CREDITS = {"message": (5, 48 * 3600), "menu": (3, 60), "follow": (3, 60), "scan": (3, 60)}


def known(world: World, openid: str) -> User:
    """Find the user of that openid; ApiError 40003 for one of another account, or of none."""
    user = world.wechat.users.get(openid)
    if user is None:
        raise ApiError(40003)
    return user


def entered(world: World, user: User, entry: Entry) -> Entry:
    """Put a line into a conversation and, when the user sees it, into the ledger."""
    entry.id, entry.at = world.next(), world.now()
    user.heard.append(entry)
    if entry.side == "in":
        facts = {"to": user.openid, "kind": entry.kind, "key": entry.key, "id": entry.msgid, "text": entry.text}
        world.note("wechat", "copy", **facts)
    world.version += 1
    return entry


def heard(world: World, user: User, kind: str, text: str) -> Entry:
    """Show a text that came from the account."""
    return entered(world, user, Entry(0, 0.0, "in", kind, text))


def said(world: World, user: User, kind: str, text: str) -> Entry:
    """Show what the user herself did."""
    return entered(world, user, Entry(0, 0.0, "out", kind, text))


def open_credit(world: World, user: User, act: str) -> None:
    """Grant the customer messages of §1.9: a new act of the same kind starts its count again."""
    count, seconds = CREDITS[act]
    user.credits[act] = Credit(count, world.now() + seconds)


def spend_credit(world: World, user: User) -> None:
    """Use one; ApiError 45015 when no window is open, 45047 when the open ones are used up."""
    open_now = [credit for credit in user.credits.values() if credit.until > world.now()]
    if not user.followed or not open_now:
        raise ApiError(45015)
    usable = sorted((credit for credit in open_now if credit.left > 0), key=lambda credit: credit.until)
    if not usable:
        raise ApiError(45047)
    usable[0].left -= 1


def as_json(world: World, user: User) -> dict[str, Any]:
    """Describe a user for `GET /sandbox/wechat/users`."""
    names = ("openid", "name", "unionid", "followed", "blocks", "blacklisted", "snapshot", "scene", "tags")
    left = {act: c.left for act, c in user.credits.items() if c.until > world.now()}
    return {name: getattr(user, name) for name in names} | {"credits": left, "consents": dict(user.consents)}
