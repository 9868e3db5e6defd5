"""What proves who somebody is: the ID-card number, checked by GB 11643 and kept under seal, and the bound card."""

from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from api import identifiers
from api.people import memberships, refusals
from api.people.models import Person
from kit import sealing

Post = Literal["legal_person", "operator"]
POST_NAMES: Final[dict[str, str]] = {"legal_person": "法人", "operator": "操作员"}
_PURPOSE: Final = "id card"


@dataclass(frozen=True, slots=True)
class Papers:
    """What proves who somebody is: the ID-card number always, the number of the bound card where there is one."""

    id_card: str
    post: Post = "operator"
    card_no: str = ""

    def checked(self) -> "Papers":
        """Return them normalised; raises `Refusal` for an ID-card number missing, or failing GB 11643 (USER-20)."""
        number = identifiers.normalise(self.id_card)
        if not number:
            raise refusals.invalid("id_card_required", "新增无卡操作员需要用身份证办理。")
        if not identifiers.id_card_is_valid(number):
            raise refusals.invalid("bad_id_card", "身份证号码不正确，请核对18位号码。")
        return Papers(number, self.post, identifiers.normalise(self.card_no))

    def columns(self) -> dict[str, str]:
        """Return them as the person's row keeps them: the ID-card number under seal."""
        return {
            "id_card": sealing.seal(self.id_card, _PURPOSE),
            "id_card_index": sealing.blind(self.id_card, _PURPOSE),
            "post": self.post,
            "card_no": self.card_no,
        }


def id_card_of(person: Person) -> str:
    """Return a person's ID-card number, unsealed; '' where none is on file."""
    return sealing.unseal(person.id_card, _PURPOSE)


def resealed(id_card: str) -> dict[str, str]:
    """Return the columns of an ID card under the present key, nothing where it is; raises sealing.Unopenable."""
    if not id_card:
        return {}
    number, is_present = sealing.opened(id_card, _PURPOSE)
    return {} if is_present else {name: Papers(number).columns()[name] for name in ("id_card", "id_card_index")}


async def require_new(papers: Papers, enterprise_id: UUID, besides: UUID | None = None) -> None:
    """Make sure that nobody else in the enterprise goes by that ID card, and nobody anywhere by that card.

    The caller holds the lock "entering persons".
    """
    indexes = sealing.blinds(papers.id_card, _PURPOSE)
    here = memberships.active().filter(enterprise_id=enterprise_id, person__id_card_index__in=indexes)
    if await (here.exclude(person_id=besides) if besides else here).exists():
        raise refusals.taken("身份证号码", "id_card_taken")
    holders = Person.filter(card_no=papers.card_no)
    if papers.card_no and await (holders.exclude(id=besides) if besides else holders).exists():
        raise refusals.taken("卡号", "card_taken")
