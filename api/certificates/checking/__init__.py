"""申报前体检: everything that an authority is known to send certificates back for, found before it goes out."""

from typing import Final

from api import agreements, files, filings, people
from api.certificates.certificate import Certificate
from api.certificates.checking import figures, filled, message, numbers, origin, places, texts, types
from api.certificates.checking.case import Case, Check
from api.certificates.checking.origin import value_added
from api.certificates.findings import Finding
from api.masterdata import parties, today
from api.people import Actor

_MOST: Final = 200  # exporters that a name is compared with
CHECKS: Final[tuple[Check, ...]] = (
    filled.required,
    filled.asked_by_type,
    filled.some_goods,
    filled.lengths,
    figures.shapes,
    figures.dates,
    figures.totals,
    texts.invoice_number,
    texts.characters,
    texts.marks,
    texts.packages,
    texts.exporter,
    places.codes,
    places.districts,
    places.destination,
    places.consignee,
    places.ports,
    places.route,
    places.origin_countries,
    types.hs_codes,
    types.hs_length,
    types.fob_values,
    types.lines,
    types.criteria,
    types.sub_criterion,
    types.late_issue,
    types.third_party,
    types.unused,
    types.self_print,
    origin.processing,
    origin.filed_products,
    origin.change,
    origin.rcep_invoices,
    origin.persons,
    origin.supporting_files,
    numbers.enterprises,
    numbers.entries,
    numbers.replaced,
)


async def check(actor: Actor, certificate: Certificate) -> list[Finding]:
    """Examine a certificate and return what was found, the grave ones first, in the order of the form."""
    return examined(await _case(actor, certificate))


def examined(case: Case) -> list[Finding]:
    """Return what the checks find in a case, the grave ones first."""
    findings = [finding for check in CHECKS for finding in check(case)]
    told = {(each.line, each.box) for each in findings if each.severity == "error"}
    findings += [each for each in message.fits(case) if (each.line, each.box) not in told]
    return sorted(findings, key=lambda each: (each.severity != "error", each.line))


async def _case(actor: Actor, certificate: Certificate) -> Case:
    on = today()
    ours = actor.enterprise_id == certificate.enterprise_id  # else only what the certificate says itself can be judged
    signatories = [each.name for each in await people.signatories(actor)] if ours else []
    return Case(
        certificate=certificate,
        rule=agreements.find(certificate.authority, certificate.type_code, on),
        day=on,
        signatories=frozenset(signatories),
        exporters=await _exporters(actor) if ours else (),
        filed=await _filed(certificate),
        attached=frozenset(each.slot for each in await files.of_document(actor, certificate.id)),
    )


async def _filed(certificate: Certificate) -> dict[str, str]:
    """Return the HS codes of the products that the lines name and that are approved for this type, by 备案号."""
    numbers = [form.filing_no for form in certificate.goods if form.filing_no]
    found = await filings.numbered(certificate.enterprise_id, certificate.type_code, numbers)
    return {number: product.hs_code for number, product in found.items()}


async def _exporters(actor: Actor) -> tuple[str, ...]:
    """Return the exporters' names as they are kept, the English ones: what the box begins with."""
    found, _ = await parties.page(actor, "exporter", size=_MOST)
    return tuple(name for each in found if (name := each.form.get("name_en", "")))


__all__ = ["CHECKS", "Case", "check", "examined", "value_added"]
