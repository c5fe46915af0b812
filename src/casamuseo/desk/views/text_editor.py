"""The editor of a text: sentence by sentence in every language, with sources, review and publication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.forms_texts import (
    Posted,
    PublishForm,
    RemarkForm,
    SentenceRow,
    as_one_line,
    read_posted,
    rearranged,
)
from casamuseo.desk.known_sources import known_sources
from casamuseo.desk.pages import desk_page, local, tell
from casamuseo.desk.pickers import house_languages, written_languages
from casamuseo.desk.speakers import speaker_of
from casamuseo.desk.text_rows import names_of
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.kernel.terms import Certainty
from casamuseo.sources.actions_passages import begin_register, discard_draft, save_draft
from casamuseo.sources.actions_reviewing import (
    publish_draft,
    send_back,
    submit_draft,
    who_can_publish,
)
from casamuseo.sources.counting import lengths_of, rule_for
from casamuseo.sources.drafting import WrittenStatement
from casamuseo.sources.errors_passages import (
    NothingWritten,
    SameStatementWritten,
    UnfitStatements,
    WouldDisappear,
)
from casamuseo.sources.merging import Conflict
from casamuseo.sources.models import Passage, Signatory
from casamuseo.sources.opening import Opened, open_passage
from casamuseo.sources.publishing import judge_draft
from casamuseo.sources.terms import DraftStage, Register

NEW = "new"
"""The fragment of an empty sentence, and what `after` says for one at the beginning."""


@dataclass(frozen=True, slots=True)
class Editing:
    """What the editor shows, where that is not simply what stands."""

    rows: list[SentenceRow]
    seen: Mapping[str, str]
    problem: str = ""
    publish: PublishForm | None = None


@allowed_to("see_texts", hides=True)
def text(request: HttpRequest, key: int) -> HttpResponse:
    """A text as it stands, ready to be written in by whoever may."""
    passage = _passage(key)
    opened = open_passage(passage)
    rows = _rows(opened)
    after = request.GET.get("after", "")
    if (after or not rows) and member_of(request).may("write_texts"):
        _insert_blank(rows, after=after)
    return _page(request, passage, opened, Editing(rows, opened.digests))


@allowed_to("write_texts", hides=True)
@require_POST
def save(request: HttpRequest, key: int) -> HttpResponse:
    """Save what was written as a draft, whatever else was asked for with it."""
    passage = _passage(key)
    opened = open_passage(passage)
    posted = read_posted(request.POST, languages=_languages(opened.statements))
    rows = rearranged(posted, languages=_languages(opened.statements))
    as_one_line(rows)
    rows = [row for row in rows if not row.is_blank]
    statements = _statements(rows)
    try:
        _refuse_marked(rows)
        _save(request, passage, posted, statements)
    except UnfitStatements as refused:
        for place, problems in refused.problems.items():
            rows[place].problems += problems
        return _again(request, passage, opened, Editing(rows, posted.seen, str(refused)))
    except SameStatementWritten as refused:
        return _choose(request, passage, posted, refused)
    except Refusal as refused:
        return _again(request, passage, opened, Editing(rows, posted.seen, str(refused)))
    return redirect(_onward(passage, posted, statements))


def _save(
    request: HttpRequest, passage: Passage, posted: Posted, statements: list[WrittenStatement]
) -> None:
    by, at = member_of(request).login, clock.now()
    try:
        version = save_draft(
            passage, statements=statements, seen=posted.seen, choices=posted.choices, by=by, at=at
        ).version
    except NothingWritten:
        if posted.do == "add":
            return
        raise
    if posted.do == "submit":
        submit_draft(passage, seen=version, by=by, at=at)
        tell(request, _("The draft was saved and waits for a second person."))
    elif posted.do == "save":
        tell(request, _("The draft was saved. The public still reads what was published."))


@allowed_to("publish_texts", hides=True)
@require_POST
def publish(request: HttpRequest, key: int) -> HttpResponse:
    """Publish a draft that somebody else wrote."""
    passage = _passage(key)
    form = PublishForm(request.POST)
    if not form.is_valid():
        tell(request, _("Please look at what you have typed."), tone="refused")
        return redirect("desk:text", key=key)
    try:
        publish_draft(
            passage,
            seen=form.cleaned_data["seen"],
            seen_passage=form.cleaned_data["seen_passage"],
            languages=house_languages(),
            though_held_back=form.cleaned_data["though_held_back"],
            by=member_of(request).login,
            at=clock.now(),
        )
    except Refusal as refused:
        if not isinstance(refused, WouldDisappear):
            del form.fields["though_held_back"]
        opened = open_passage(passage)
        editing = Editing(_rows(opened), opened.digests, str(refused), publish=form)
        return _page(request, passage, opened, editing, status=422)
    tell(request, _("It is published."))
    return redirect("desk:text", key=key)


@allowed_to("publish_texts", hides=True)
@require_POST
def give_back(request: HttpRequest, key: int) -> HttpResponse:
    """Send a draft back to its writers with a remark."""
    passage, form = _passage(key), RemarkForm(request.POST)
    if not form.is_valid():
        tell(request, _("Please say what is still to be done."), tone="refused")
        return redirect("desk:text", key=key)
    return _of_draft(
        request,
        passage,
        lambda seen: send_back(
            passage,
            seen=seen,
            remark=form.cleaned_data["remark"],
            by=member_of(request).login,
            at=clock.now(),
        ),
        _("The draft went back to its writers."),
    )


@allowed_to("write_texts", hides=True)
@require_POST
def discard(request: HttpRequest, key: int) -> HttpResponse:
    """Give a draft up."""
    passage = _passage(key)
    return _of_draft(
        request,
        passage,
        lambda seen: discard_draft(passage, seen=seen, by=member_of(request).login, at=clock.now()),
        _("The draft was discarded. The history keeps its words."),
    )


@allowed_to("write_texts", hides=True)
@require_POST
def begin(request: HttpRequest, key: int) -> HttpResponse:
    """Begin to say the text in another register."""
    passage = _passage(key)
    register = request.POST.get("register", "")
    if register not in Register.values or register == Register.FULL or passage.of_id:
        return redirect("desk:text", key=key)
    try:
        begun = begin_register(
            passage, register=Register(register), by=member_of(request).login, at=clock.now()
        )
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
        return redirect("desk:text", key=key)
    tell(
        request, _("A draft was begun from the full text. Write it anew for those it is meant for.")
    )
    return redirect("desk:text", key=begun.pk)


def _of_draft(request: HttpRequest, passage: Passage, take: Any, done: str) -> HttpResponse:
    seen = request.POST.get("seen", "")
    try:
        take(int(seen) if seen.isdecimal() and len(seen) < 9 else 0)
    except Refusal as refused:
        tell(request, str(refused), tone="refused")
    else:
        tell(request, done)
    return redirect("desk:text", key=passage.pk)


def _passage(key: int) -> Passage:
    return get_object_or_404(Passage.objects.select_related("of"), pk=key)


def _languages(statements: Sequence[WrittenStatement]) -> tuple[str, ...]:
    """Those that are written here, then any other in which something stands."""
    spoken = dict.fromkeys(written_languages())
    for statement in statements:
        spoken |= dict.fromkeys([*statement.text, *statement.counter_text])
    return tuple(spoken)


def _rows(opened: Opened) -> list[SentenceRow]:
    return _with_conflicts(opened.statements, opened.conflicts)


def _with_conflicts(
    statements: Sequence[WrittenStatement], conflicts: Sequence[Conflict]
) -> list[SentenceRow]:
    languages = _languages(statements)
    rows = [SentenceRow.of(statement, languages=languages) for statement in statements]
    by_key = {conflict.key: conflict for conflict in conflicts}
    for row in rows:
        row.conflict = by_key.get(row.key)
    return rows


def _insert_blank(rows: list[SentenceRow], *, after: str) -> None:
    languages = tuple(rows[0].words) if rows else written_languages()
    places = [place for place, row in enumerate(rows, start=1) if row.key == after]
    rows.insert(places[0] if places else len(rows), SentenceRow.blank(languages=languages))


def _statements(rows: Sequence[SentenceRow]) -> list[WrittenStatement]:
    today = local(clock.now()).date()
    return [row.statement(today=today) for row in rows]


def _refuse_marked(rows: Sequence[SentenceRow]) -> None:
    """What the form itself could not read is refused as the action refuses the rest."""
    marked = {place: row.problems for place, row in enumerate(rows) if row.problems}
    if marked:
        for row in rows:
            row.problems = []
        raise UnfitStatements(marked)


def _onward(passage: Passage, posted: Posted, statements: Sequence[WrittenStatement]) -> str:
    """Back to the sentence that something was done with."""
    address = reverse("desk:text", kwargs={"key": passage.pk})
    keys = [row.key for row in posted.rows]
    at = keys[posted.place] if posted.place < len(keys) else ""
    if posted.do == "add":
        return f"{address}?after={at or NEW}#{NEW}"
    if posted.do in {"up", "down", "split", "join"} and at in {one.key for one in statements}:
        return f"{address}#sentence-{at}"
    return address


def _again(
    request: HttpRequest, passage: Passage, opened: Opened, editing: Editing
) -> HttpResponse:
    """The editor with everything that was typed."""
    by_key = {conflict.key: conflict for conflict in opened.conflicts}
    for row in editing.rows:
        row.conflict = by_key.get(row.key)
    return _page(request, passage, opened, editing, status=422)


def _choose(
    request: HttpRequest, passage: Passage, posted: Posted, refused: SameStatementWritten
) -> HttpResponse:
    """The editor with both wordings where two wrote the same sentence."""
    opened, merged = open_passage(passage), refused.merged
    open_questions = {conflict.key for conflict in merged.conflicts}
    # Where there is a choice, what was seen stays what it was: only the choice settles it.
    seen = {key: digest for key, digest in opened.digests.items() if key not in open_questions}
    seen |= {key: digest for key, digest in posted.seen.items() if key in open_questions}
    rows = _with_conflicts(merged.statements, merged.conflicts)
    now = {one.key: one for one in opened.statements}
    before = {row.key: row.was for row in posted.rows}
    for row in rows:
        was = before.get(row.key) if row.conflict else now.get(row.key)
        if was is not None:
            row.remember(was)
        choice = posted.choices.get(row.key)
        row.takes = choice.takes if choice else ""
    return _page(request, passage, opened, Editing(rows, seen, str(refused)), status=422)


def _page(
    request: HttpRequest,
    passage: Passage,
    opened: Opened,
    editing: Editing,
    *,
    status: int = 200,
) -> HttpResponse:
    member, draft = member_of(request), opened.draft
    languages = tuple(editing.rows[0].words) if editing.rows else written_languages()
    statements = _statements(editing.rows)
    judgement = judge_draft(passage, statements, house_languages())
    for row in editing.rows:
        row.reasons = judgement.statements.get(row.key, []) if row.key else []
    speaker = speaker_of(passage, language=get_language() or "es")
    return desk_page(
        request,
        "desk/text.html",
        title=speaker.name,
        passage=passage,
        opened=opened,
        draft=draft,
        languages=languages,
        prepared=set(languages) - set(house_languages()),
        rows=editing.rows,
        seen=" ".join(f"{key}:{digest}" for key, digest in editing.seen.items()),
        problem=editing.problem,
        rule=rule_for(passage),
        lengths=lengths_of(statements, _counted(statements, languages)),
        reasons=judgement.passage,
        certainties=Certainty.choices,
        signatories=Signatory.objects.all(),
        short={source.key: source.short for source in known_sources()},
        withdrawn={source.key for source in known_sources() if source.is_withdrawn},
        registers=_registers(passage),
        may_write=member.may("write_texts"),
        publish_form=editing.publish or _publish_form(opened),
        remark=RemarkForm(),
        **_review(request, opened),
        status=status,
    )


def _counted(statements: Sequence[WrittenStatement], languages: Sequence[str]) -> list[str]:
    """The languages whose length counts: the public ones, and a prepared one that has begun."""
    public = house_languages()
    return [
        code
        for code in languages
        if code in public or any(one.text.has(code) for one in statements)
    ]


def _publish_form(opened: Opened) -> PublishForm:
    form = PublishForm(
        initial={"seen": opened.draft_version, "seen_passage": opened.passage_version}
    )
    del form.fields["though_held_back"]
    return form


def _review(request: HttpRequest, opened: Opened) -> dict[str, Any]:
    """Who wrote in the draft, who may publish it, whether this member may."""
    member, draft = member_of(request), opened.draft
    if draft is None:
        return {"writers": [], "reviewers": [], "may_publish": False, "is_in_review": False}
    names = names_of(draft.writers)
    return {
        "writers": [names.get(login, login) for login in draft.writers],
        "reviewers": [each.full_name for each in who_can_publish(draft)],
        "may_publish": member.may("publish_texts") and member.login not in draft.writers,
        "is_in_review": draft.stage == DraftStage.IN_REVIEW,
    }


def _registers(passage: Passage) -> list[tuple[Register, Passage | None]]:
    """Every register with the passage that says it, the full text first."""
    full = passage.of or passage
    begun = {Register(one.register): one for one in full.registers.all()}
    return [(each, full if each == Register.FULL else begun.get(each)) for each in Register]
