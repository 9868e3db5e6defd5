"""Profiles: 我的操作员 with their ID cards and cards, and what an enterprise says of itself (USER-01, USER-19…21)."""

from datetime import timedelta

import pytest

from api import people
from api.people import memberships, mobiles, operators, papers, profiles, schemas
from api.people.actor import Actor
from api.people.models import Enterprise, Membership, Person
from api.people.operators import OperatorChange
from api.people.papers import Papers
from api.people.persons import Newcomer
from kit import database, sealing, settings
from kit.clock import now
from kit.refusals import Refusal
from tests.api.people import makers
from tests.api.people.makers import OTHER_CREDIT_CODE, OTHER_PASSWORD


async def _boss() -> Actor:
    return await makers.at_work((await makers.founded())[1])


async def _refused(work: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        await work  # type: ignore[misc]
    return caught.value


async def _entered(actor: Actor, login: str, papers_: Papers) -> Membership:
    return await operators.create_operator(actor, Newcomer(login, "李四"), OTHER_PASSWORD, papers_)


@pytest.mark.feature("USER-20")
@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("", "id_card_required"),
        ("619999198506120025", "bad_id_card"),
        ("61999919850612002", "bad_id_card"),
        ("619999198513120026", "bad_id_card"),
    ],
)
async def test_a_new_operator_needs_an_id_card_number_that_checks(db: str, number: str, code: str) -> None:
    """新增无卡操作员需要用身份证办理: none, a wrong check digit, too short, no such day; nobody is entered."""
    actor = await _boss()
    assert (await _refused(_entered(actor, "clerk", Papers(number)))).code == code
    assert not await Person.filter(login="clerk").exists()


@pytest.mark.feature("USER-21")
async def test_people_are_legal_person_or_operator_with_a_card_or_without(db: str) -> None:
    """法人 or 操作员, 绑卡 or 无卡: as the list shows them, the ID-card number masked."""
    actor = await _boss()
    bare = await _entered(actor, "bare", Papers("61999919900307451x"))
    carded = await _entered(actor, "carded", Papers("619999198506120026", "legal_person", "8900000012345"))
    shown = [schemas.member_out(each) for each in (bare, carded)]
    assert [(each.post_name, each.media) for each in shown] == [("操作员", "无卡"), ("法人", "绑卡")]
    assert shown[0].id_card == "619*************1X"


async def test_an_id_card_is_one_persons_here_and_a_card_one_persons_anywhere(db: str) -> None:
    """A second person by the same ID card is refused in this enterprise, not in another; a card is refused anywhere."""
    actor = await _boss()
    await _entered(actor, "first", Papers("619999198506120026", "operator", "8900000012345"))
    assert (await _refused(_entered(actor, "second", Papers("619999198506120026")))).code == "id_card_taken"
    other = await makers.at_work((await makers.founded("neighbour", OTHER_CREDIT_CODE))[1])
    await _entered(other, "elsewhere", Papers("619999198506120026"))
    taken = Papers("619999199309213340", "operator", "8900000012345")
    assert (await _refused(_entered(other, "third", taken))).code == "card_taken"


async def test_an_id_card_number_lies_under_seal(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """P-4: the row holds neither the number nor its plain hash; with another secret key it does not open."""
    made = await _entered(await _boss(), "clerk", Papers("619999198506120026"))
    row = str(dict((await database.fetch("select * from persons where login = 'clerk'"))[0]))
    assert "619999198506120026" not in row
    assert papers.id_card_of(made.person) == "619999198506120026"
    assert sealing.unseal(made.person.id_card, "something else") == ""
    monkeypatch.setenv("HUIZHI_SECRET_KEY", "another-secret-key-0123456789-abcdef")
    settings.forget()
    assert papers.id_card_of(made.person) == ""


@pytest.mark.feature("USER-19")
async def test_an_admin_sets_right_what_is_on_file_about_a_colleague(db: str) -> None:
    """Name, mobile and papers; a mobile in use is refused; of an agent from elsewhere nothing is changed."""
    actor = await _boss()
    made = await _entered(actor, "clerk", Papers("619999198506120026"))
    change = OperatorChange(name="李四儿", mobile=makers.MOBILE, papers=Papers("619999198506120026", "legal_person"))
    changed = await operators.change_operator(actor, made.id, change)
    assert (changed.person.name, mobiles.of(changed.person), changed.person.post) == (
        "李四儿",
        makers.MOBILE,
        "legal_person",
    )
    second = await _entered(actor, "second", Papers("61999919900307451X"))
    theirs = OperatorChange(name="王五", mobile=makers.MOBILE, papers=Papers("61999919900307451X"))
    assert (await _refused(operators.change_operator(actor, second.id, theirs))).code == "mobile_taken"
    _, agent = await makers.founded("neighbour", OTHER_CREDIT_CODE)
    granted = await makers.an_agent(actor, agent, now() + timedelta(days=1))
    assert (await _refused(operators.change_operator(actor, granted.id, theirs))).code == "not_ours_alone"


@pytest.mark.feature("USER-01")
async def test_an_enterprise_tells_of_itself_and_the_authority_confirms(db: str) -> None:
    """A customs code that the enterprise types is unverified until the authority tells it, and again once changed."""
    actor = await _boss()
    told = {"name_en": "SHAANXI EXAMPLE TRADING CO., LTD.", "phone": "029-88888888"}
    kept = await profiles.change_enterprise(actor, " 6101960a12 ", told)
    assert (kept.customs_code, kept.customs_code_verified_at, kept.profile) == ("6101960A12", None, told)
    news = {
        "name": "陕西示例贸易有限公司",
        "customs_code": "6101960A12",
        "name_en": told["name_en"],
        "phone": "029-1",
        "x": "y",
    }
    async with database.transaction():
        changed = await profiles.confirm_enterprise(kept.id, news)
    assert changed == {
        "name": ("陕西示例贸易有限责任公司", "陕西示例贸易有限公司"),
        "phone": ("029-88888888", "029-1"),
    }
    confirmed = await people.enterprise(actor)
    assert confirmed.customs_code_verified_at is not None
    await profiles.change_enterprise(actor, "6101960A12", {})
    assert (await people.enterprise(actor)).customs_code_verified_at == confirmed.customs_code_verified_at
    await profiles.change_enterprise(actor, "6101960A13", {})
    assert (await people.enterprise(actor)).customs_code_verified_at is None
    assert (await people.enterprise(actor)).profile == {}


async def test_a_customs_code_has_its_shape_and_only_the_admin_writes_it(db: str) -> None:
    """Editing and founding alike refuse what has not ten characters of the right kind."""
    actor = await _boss()
    assert (await _refused(profiles.change_enterprise(actor, "61019", {}))).code == "bad_customs_code"
    clerk = await makers.at_work(await makers.an_operator(actor))
    assert (await _refused(profiles.change_enterprise(clerk, "6101960A12", {}))).code == "admins_only"
    founding = people.Founding(
        name="x",
        credit_code=OTHER_CREDIT_CODE,
        customs_code="12",
        login="x",
        person_name="x",
        password=OTHER_PASSWORD,
    )
    assert (await _refused(people.found_enterprise(actor, founding))).code == "bad_customs_code"
    assert await Enterprise.all().count() == 1
    assert len(await memberships.of_enterprise(actor)) == 2
