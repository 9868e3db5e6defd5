"""P-4: the declarant's ID-card number and phone lie sealed in the database, and are read and sent as typed."""

from api import certificates
from api.certificates import store
from api.certificates.forms import BasicForm
from kit import database
from tests.api.certificates import makers

ID_CARD, PHONE = "11010519491231002X", "13800138000"


async def test_who_declares_is_sealed_in_the_table_and_whole_for_its_people(db: str, valkey: str) -> None:
    clerk = await makers.a_clerk()
    made = await makers.a_draft(clerk, "customs", appl_tel=PHONE)
    changed = made.form.model_copy(update={"inv_no": "XA261102"})
    await certificates.save_basic(clerk, made.id, changed)
    (row,) = await database.fetch("select * from certificates")
    assert (ID_CARD in str(dict(row)), PHONE in str(dict(row))) == (False, False)
    found = await certificates.read(clerk, made.id)
    assert (found.form.applicant, found.form.appl_tel, found.form.inv_no) == (ID_CARD, PHONE, "XA261102")


def test_a_form_that_an_earlier_version_kept_open_is_read() -> None:
    form = BasicForm(applicant=ID_CARD, inv_no="X")
    assert store.form_of(form.model_dump(exclude_defaults=True)) == form
    assert store.form_of(store.dumped(form)) == form
    assert store.form_of(store.dumped(BasicForm())) == BasicForm()
