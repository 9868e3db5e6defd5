"""我的资质: the three boxes, who may fill them, and the gate that stays shut without them (USER-13…18)."""

import pytest

from api import people
from api.people import qualifying
from api.people.actor import Actor
from api.people.models import Signatory
from api.people.qualifying import Filing
from kit import database
from kit.refusals import Kind, Refusal
from tests.api.people import makers

FILED = Filing("226100", "2102m9997", [" 王萍 ", "王萍", "高永欣"])
GATE = "使用系统前必须完善贸促会原产地证资质，否则系统不可用"


async def _boss() -> Actor:
    return await makers.at_work((await makers.founded())[1])


@pytest.mark.feature("USER-18")
async def test_the_gate_is_shut_until_the_qualification_is_complete(db: str) -> None:
    """The manual's sentence with what is missing; once filed, 经办人 pass too; without a 手签员 it shuts again."""
    actor = await _boss()
    clerk = await makers.at_work(await makers.an_operator(actor))
    with pytest.raises(Refusal) as caught:
        await people.require_qualified(clerk)
    assert (caught.value.kind, caught.value.sentence) == (Kind.FORBIDDEN, GATE)
    assert caught.value.facts["missing"] == ["贸促会编码", "企业编码", "手签员姓名"]
    await qualifying.file_qualification(actor, FILED)
    assert (await people.require_qualified(clerk)).complete
    async with database.transaction():
        await people.take_signatories(clerk.enterprise_id or clerk.person_id, [], ["王萍", "高永欣"])
    with pytest.raises(Refusal, match=GATE):
        await people.require_qualified(clerk)


@pytest.mark.feature("USER-14", "USER-15")
@pytest.mark.parametrize(
    ("office", "code", "names", "wrong"),
    [
        ("22610", "2102M9997", ["王萍"], ["ccpit_office"]),
        ("2261000", "2102M9997", ["王萍"], ["ccpit_office"]),
        ("226100", "2102M999", ["王萍"], ["ccpit_code"]),
        ("226100", "2102M99977", ["王萍"], ["ccpit_code"]),
        ("226100", "2102M9997", [], ["signatories"]),
        ("", "", [" "], ["ccpit_office", "ccpit_code", "signatories"]),
    ],
)
async def test_all_faults_of_the_form_are_told_at_once(
    db: str, office: str, code: str, names: list[str], wrong: list[str]
) -> None:
    """Six for the office, nine for the enterprise, somebody who signs; nothing is kept of a form with faults."""
    actor = await _boss()
    with pytest.raises(Refusal) as caught:
        await qualifying.file_qualification(actor, Filing(office, code, names))
    assert [each["field"] for each in caught.value.facts["faults"]] == wrong
    assert (await people.qualification(actor)).qualified_at is None


@pytest.mark.feature("USER-16")
async def test_a_signatory_struck_off_stays_so_whoever_enters_the_name_again(db: str) -> None:
    """手签员: on file with CCPIT and not cancelled; CCPIT's own word decides."""
    actor = await _boss()
    await qualifying.file_qualification(actor, FILED)
    assert [each.name for each in await people.signatories(actor)] == ["王萍", "高永欣"]
    async with database.transaction():
        await people.take_signatories(actor.enterprise_id or actor.person_id, ["高永欣"], ["王萍"])
    await qualifying.file_qualification(actor, FILED)
    assert [(each.name, each.on_file) for each in await people.signatories(actor)] == [("高永欣", True)]
    await qualifying.file_qualification(actor, Filing("226100", "2102M9997", ["李四"]))
    assert await Signatory.filter(name="王萍", cancelled_at__isnull=False).exists()
    assert not await Signatory.filter(name="高永欣").exists()


async def test_one_code_one_enterprise(db: str) -> None:
    """The nine characters are somebody's: a second enterprise cannot file them."""
    actor = await _boss()
    await qualifying.file_qualification(actor, FILED)
    _, other = await makers.founded("neighbour", makers.OTHER_CREDIT_CODE)
    with pytest.raises(Refusal) as caught:
        await qualifying.file_qualification(await makers.at_work(other), FILED)
    assert caught.value.code == "ccpit_code_taken"


async def test_only_the_admin_files(db: str) -> None:
    actor = await _boss()
    clerk = await makers.at_work(await makers.an_operator(actor))
    with pytest.raises(Refusal) as caught:
        await qualifying.file_qualification(clerk, FILED)
    assert caught.value.code == "admins_only"
