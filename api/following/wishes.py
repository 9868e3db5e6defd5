"""What somebody wishes to follow, checked, and in which words it is told to them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from api.documents import Document
from api.following import refusals
from api.following.vocabulary import (
    CHANNELS,
    CONTENT_LABELS,
    LEVEL_LABELS,
    content_label,
    spoken_channels,
    widest,
)
from api.people import Actor
from api.people import refusals as people_refusals
from kit.clock import now
from subscriptions.follows import Wish
from subscriptions.models import Subscription
from subscriptions.topics import DOCUMENT, ENTERPRISE, EVERYTHING, PERSON, covering, topic


@dataclass(frozen=True, slots=True)
class Validity:
    """From when until when (not included), aware; None: from now on, for good."""

    begins: datetime | None = None
    ends: datetime | None = None

    def check(self) -> None:
        """Raise if it is over already, or before it begins."""
        if self.ends is not None and self.ends <= now():
            raise people_refusals.already_past(self.ends)
        if self.begins is not None and self.ends is not None and self.ends <= self.begins:
            raise refusals.ends_before_it_begins(self.begins)


ALWAYS: Final = Validity()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is followed on one level; `wider` are topics under which the same things may be followed already."""

    level: str
    topic: str
    contents: Sequence[str]
    tenant_id: UUID | None
    number: str = ""
    noun: str = ""
    about: str = ""
    wider: tuple[str, ...] = ()

    def wishes(self, person_id: UUID, channels: Sequence[str], validity: Validity) -> Iterator[Wish]:
        """Return one wish for each channel and content."""
        for channel in channels:
            for content in self.contents:
                yield Wish(
                    person_id=person_id,
                    channel=channel,
                    level=self.level,
                    topic=self.topic,
                    content=content,
                    tenant_id=self.tenant_id,
                    label=self.number,
                    valid_from=validity.begins,
                    valid_until=validity.ends,
                )

    def told(self, channels: Sequence[str]) -> str:
        """Return the sentence that says what is followed from now on (ux.md §3.7)."""
        by = f"推送方式：{spoken_channels(channels)}。"
        if self.level == DOCUMENT:
            return f"已订阅这份{self.noun}：{self.number}（{self.about}）。{by}"
        everything = self.level == PERSON and self.contents == [EVERYTHING]
        subject = "您本人录入的所有业务单据" if everything else "、".join(map(content_label, self.contents))
        return f"已{LEVEL_LABELS[self.level]}：{subject}。{by}"

    def told_already(self, level: str) -> str:
        """Return the sentence that says that it comes already, by a subscription of that level."""
        if self.level != DOCUMENT:
            return f"您已经{LEVEL_LABELS[level]}了，不会重复推送。"
        if level == DOCUMENT:
            return f"您已经订阅了这份{self.noun}，不会重复推送。"
        return f"您已经{LEVEL_LABELS[level]}了，这份{self.noun}的结果本来就会收到，不会重复推送。"


def of_document(actor: Actor, document: Document) -> Subject:
    """Return a document as something to follow or to mute; its rows carry its own content path."""
    kind = document.of_kind
    own = document.entered_by == actor.person_id
    wider = topic(ENTERPRISE, document.enterprise_id), topic(PERSON, actor.person_id if own else "")
    return Subject(
        level=DOCUMENT,
        topic=topic(DOCUMENT, document.id),
        contents=[document.content],
        tenant_id=document.enterprise_id,
        number=document.number,
        noun=kind.lifecycle.noun,
        about=f"{kind.label}，{document.status_label}",
        wider=tuple(filter(None, wider)),
    )


def of_enterprise(enterprise_id: UUID, contents: Sequence[str]) -> Subject:
    """Return all documents of an enterprise as something to follow."""
    subject = topic(ENTERPRISE, enterprise_id)
    return Subject(level=ENTERPRISE, topic=subject, contents=chosen(contents), tenant_id=enterprise_id)


def of_person(person_id: UUID, contents: Sequence[str]) -> Subject:
    """Return all documents that a person entered, for whichever enterprise, as something to follow."""
    return Subject(level=PERSON, topic=topic(PERSON, person_id), contents=chosen(contents), tenant_id=None)


def of_report(person_id: UUID, report: str) -> Subject:
    """Return a report (`vocabulary.REPORTS`) as something to follow: its person's alone, on all their enterprises."""
    return Subject(level=PERSON, topic=topic(PERSON, person_id), contents=[report], tenant_id=None)


def chosen(contents: Sequence[str]) -> list[str]:
    """Return the contents without what another one covers; raises no_content unless all stand in the tree."""
    if not contents or any(each not in CONTENT_LABELS for each in contents):
        raise refusals.no_content()
    return widest(contents)


def chosen_channels(channels: Sequence[str]) -> list[str]:
    """Return the channels, each once; raises no_channel unless all can be chosen."""
    if not channels or any(each not in CHANNELS for each in channels):
        raise refusals.no_channel()
    return list(dict.fromkeys(channels))


def coming_already(wishes: Sequence[Wish], before: Sequence[Subscription]) -> str:
    """Return the level on which all of the wishes come already, the broadest one that helps; '' if one does not."""
    helping = [[row.level for row in before if _covers(row, wish)] for wish in wishes]
    if not all(helping):
        return ""
    return min((level for levels in helping for level in levels), key=(ENTERPRISE, PERSON, DOCUMENT).index)


def _covers(row: Subscription, wish: Wish) -> bool:
    return row.channel == wish.channel and row.content in covering(wish.content)
