"""How the texts of a list stand: published or held back, drafted by whom, in which registers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from casamuseo.desk.pickers import house_languages
from casamuseo.desk.speakers import Speaker, speakers_of
from casamuseo.sources.models import Passage, PassageDraft, Statement
from casamuseo.sources.publishing import Reason, reasons_against_passage, reasons_against_statement
from casamuseo.sources.terms import DraftStage
from casamuseo.staff.models import Member

MOST_WAITING = 20


@dataclass(frozen=True, slots=True)
class TextRow:
    """A text in the list."""

    passage: Passage
    speaker: Speaker
    draft: PassageDraft | None
    writer: str
    """The name of whoever wrote last in the draft."""
    sentences: int
    reasons: list[str]
    """Why the public does not see all of it, each once."""
    registers: list[Passage]

    @property
    def is_in_review(self) -> bool:
        return self.draft is not None and self.draft.stage == DraftStage.IN_REVIEW


def rows_of(passages: Sequence[Passage], *, language: str) -> list[TextRow]:
    """The passages with all that a list says of them; the same number of queries for any number."""
    speakers = speakers_of(passages, language=language)
    drafts = {one.passage_id: one for one in PassageDraft.objects.filter(passage__in=passages)}
    names = names_of([draft.written_by for draft in drafts.values()])
    registers, statements = _registers(passages), _statements(passages)
    languages = house_languages()
    rows = []
    for passage in passages:
        draft, told = drafts.get(passage.pk), statements[passage.pk]
        rows.append(
            TextRow(
                passage,
                speakers[passage.pk],
                draft,
                names.get(draft.written_by, draft.written_by) if draft else "",
                len(told),
                list(dict.fromkeys(str(reason) for reason in _reasons(passage, told, languages))),
                registers[passage.pk],
            )
        )
    return rows


def waiting_for(member: Member) -> list[PassageDraft]:
    """The drafts that wait for a review that this member may do, the oldest first."""
    if not member.may("publish_texts"):
        return []
    drafts = PassageDraft.objects.filter(stage=DraftStage.IN_REVIEW).select_related("passage")
    found = [one for one in drafts.order_by("written_at") if member.login not in one.writers]
    return found[:MOST_WAITING]


def names_of(logins: Sequence[str]) -> dict[str, str]:
    """The full names of members, by login."""
    found = Member.objects.filter(login__in=set(logins))
    return dict(found.values_list("login", "full_name"))


def _registers(passages: Sequence[Passage]) -> dict[int, list[Passage]]:
    found: defaultdict[int, list[Passage]] = defaultdict(list)
    for register in Passage.objects.filter(of__in=passages).order_by("register"):
        found[register.of_id or 0].append(register)
    return found


def _statements(passages: Sequence[Passage]) -> dict[int, list[Statement]]:
    found: defaultdict[int, list[Statement]] = defaultdict(list)
    rows = Statement.objects.filter(passage__in=passages).order_by("passage", "position")
    for statement in rows.prefetch_related("citations__source"):
        found[statement.passage_id].append(statement)
    return found


def _reasons(
    passage: Passage, statements: Sequence[Statement], languages: Sequence[str]
) -> list[Reason]:
    held = [one for one in statements if not one.is_published]
    reasons = [reason for one in held for reason in reasons_against_statement(one, languages)]
    if not passage.is_published:
        reasons += [
            reason
            for reason in reasons_against_passage(passage, languages, statements=statements)
            # Each sentence has already said which language it lacks.
            if reason.code != "statement-lacks-language"
        ]
    return reasons
