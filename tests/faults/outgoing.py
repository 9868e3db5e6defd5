"""Messages to the authorities while workers die: each arrives, a file once, a post once by its id (K1)."""

import json
import time
from collections import Counter
from datetime import UTC, datetime
from uuid import UUID, uuid4

from tests.faults.figures import Figures
from tests.faults.nemesis import fail_at
from tests.faults.scene import Scene, people_it

POINTS = {
    "outgoing.after_claim": (1, 2),
    "outgoing.before_rename": (1, 9),
    "outgoing.after_handing_over": (1, 12),
}
EACH = 60  # messages to either authority
_DONE_WITHIN = 90.0


def sending_messages(scene: Scene) -> Figures:
    """Post messages before the product is up, kill it at each failpoint, then let it live and count what arrived."""
    people_it(scene)
    scene.outside.turn(authority={"by_rules": False})
    posted: dict[str, list[UUID]] = {"gacc": [], "ccpit": []}
    for number in range(EACH):
        for gateway, ids in posted.items():
            ids.append(_post(scene, gateway, number))
    for name, passes in POINTS.items():
        for nth in passes:
            fail_at(scene, name, nth)
    scene.product.up()
    began = time.monotonic()
    while (_left(scene) or _lying(scene)) and time.monotonic() - began < _DONE_WITHIN:
        time.sleep(0.3)
    time.sleep(0.5)  # the client has moved the last file, and is about to say so
    scene.figures.drain_seconds = round(time.monotonic() - began, 1)
    scene.product.close_all()
    return _judged(scene, posted)


def _judged(scene: Scene, posted: dict[str, list[UUID]]) -> Figures:
    """Hold what the authorities took against what was posted: no file twice, nothing missing, nothing left behind."""
    figures, facts = scene.figures, scene.outside.facts()
    taken = Counter(fact["id"][-36:-4] for fact in facts if fact["service"] == "authority customs")
    heard = Counter(fact["id"] for fact in facts if (fact["service"], fact["event"]) == ("authority ccpit", "taken"))
    again = sum(fact["event"] == "taken again" for fact in facts)
    figures.due = 2 * EACH
    figures.delivered = len(taken) + len(heard)
    figures.lost = figures.due - figures.delivered
    figures.doubled = sum(taken.values()) - len(taken)
    figures.notes.append(f"{again} posts came again under their id")
    figures.violations += [f"a file came {times} times: {name}" for name, times in taken.items() if times > 1]
    figures.violations += [f"never came: {each}" for each in posted["gacc"] if each.hex not in taken]
    figures.violations += [f"never came: {each}" for each in posted["ccpit"] if str(each) not in heard]
    figures.violations += [f"{left} messages are not settled" for left in [_left(scene)] if left]
    figures.violations += scene.sworn
    return figures


def _left(scene: Scene) -> int:
    rows = scene.store.rows("select count(*) as n from outgoing where state in ('new', 'sending')")
    return int(rows[0]["n"])


def _lying(scene: Scene) -> int:
    return len(list((scene.outside.gacc / "Cooimp" / "OutBox").iterdir()))


def _post(scene: Scene, gateway: str, number: int) -> UUID:
    firm, message_id = scene.town.firms[number % len(scene.town.firms)], uuid4()
    at = datetime.now(UTC).isoformat(" ", timespec="microseconds")
    name = f"E26{firm.org}{number:04}"
    xml = f"<Certificate><CertNo>{name}</CertNo></Certificate>"
    body = xml if gateway == "gacc" else json.dumps({"id": str(message_id), "kind": "certificate", "number": name})
    raw = f"'\\x{body.encode().hex()}'" if scene.terms.engine == "postgres" else f"x'{body.encode().hex()}'"
    scene.store.run(
        "insert into outgoing (id, gateway, kind, enterprise_id, key, body, filename, subject, failed_step, state,"
        " explanation, tries, due_at, trace, created_at) values"
        f" ('{message_id}', '{gateway}', 'certificate', '{firm.id}', '{message_id}', {raw}, '{name}.xml', '', 'failed',"
        f" 'new', '', 0, '{at}', '', '{at}')"
    )
    return message_id
