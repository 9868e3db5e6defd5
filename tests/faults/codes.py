"""A crash between the quota of a verification code and its sending: the quota holds, and the code comes once (S-3)."""

import urllib.error

from argon2 import PasswordHasher

from tests.faults.children import FAILED_AT_A_FAILPOINT, ask
from tests.faults.figures import Figures
from tests.faults.nemesis import IN_HAND, begin, heal
from tests.faults.scene import Scene

_PASSWORD = "thirteen-cranes-over-the-lake"
_PHONES = ("13912345001", "13912345002", "13912345003")
_TAKEN, _TOO_OFTEN = 202, 429


def asking_for_codes(scene: Scene) -> Figures:
    """Ask for a code at the failpoint, then twice more: once it is sent, and the second time it is too early."""
    begin(scene)
    _give_password(scene)
    scene.town.guests |= set(_PHONES)
    for phone in _PHONES:
        process = scene.product.up("sms.after_quota_before_send:1=exit")
        token = _signed_in(scene)
        answered = _asked(scene, token, phone)
        if process.wait(10) != FAILED_AT_A_FAILPOINT or answered:
            scene.sworn.append(f"K1: the failpoint was not passed, the answer was {answered}")
        scene.product.running.remove(process)
        scene.figures.faults += 1
        process = scene.product.up()
        said = [_asked(scene, token, phone) for _ in range(2)]
        if said != [_TAKEN, _TOO_OFTEN]:
            scene.sworn.append(f"S-3: after the crash the answers were {said}")
        scene.wait(0.5, 1.0)
        scene.product.kill(process)
        scene.figures.faults += 1
    scene.product.up()
    figures = heal(scene, IN_HAND * scene.figures.faults)
    figures.violations += _too_many(scene)
    return figures


def _too_many(scene: Scene) -> list[str]:
    copies = [fact["to"] for fact in scene.outside.facts() if fact["event"] == "copy"]
    return [f"S-3: {phone} got {copies.count(phone)} codes" for phone in _PHONES if copies.count(phone) > 1]


def _give_password(scene: Scene) -> None:
    person = scene.town.people[0]
    kept = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1).hash(_PASSWORD)
    scene.store.run(f"update persons set password_hash = '{kept}', password_at = created_at where id = '{person.id}'")


def _signed_in(scene: Scene) -> str:
    wish = {"login": scene.town.people[0].name, "password": _PASSWORD, "keep": "token"}
    return str(ask("POST", f"{scene.product.base}/api/v1/session", wish)["token"])


def _asked(scene: Scene, token: str, phone: str) -> int:
    """Return the status of the answer, 0 where none came."""
    try:
        ask("POST", f"{scene.product.base}/api/v1/phones/code", {"mobile": phone}, token=token)
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return 0
    return _TAKEN
