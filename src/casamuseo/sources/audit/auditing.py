"""The audit of one article, from its text to its findings."""

from collections import defaultdict
from collections.abc import Mapping

from casamuseo.sources.audit.bibliography import (
    Listed,
    UnreadableBibliographyError,
    parse_front_matter,
)
from casamuseo.sources.audit.blocks import Article, cut
from casamuseo.sources.audit.drafts import Draft, Reading, read
from casamuseo.sources.audit.findings import (
    Audit,
    CitationFinding,
    Kind,
    Note,
    Remark,
    Source,
    Status,
)
from casamuseo.sources.audit.following import Node, Trail
from casamuseo.sources.audit.shelf import Shelf, Work

LONGEST_TEXT = 2000
WORST_FIRST = (Status.DANGLING, Status.UNRESOLVABLE, Status.AMBIGUOUS, Status.RESOLVED)


def audit_article(text: str, *, bibliography: Mapping[str, Listed] | None = None) -> Audit:
    """Audit the notes of a Markdown article. Any text is answered; none raises.

    `bibliography` are the sources for Pandoc's citation keys, beyond those that stand under
    `references:` in the article itself. Without any, keys are taken as they are.
    """
    article = cut(text)
    listed = {**(bibliography or {}), **own_references(article)}
    reading = read(article, known_keys=listed)
    shelf = Shelf()
    for one in listed.values():
        shelf.add_listed(one)
    trail = Trail(reading, shelf=shelf, checks_keys=bool(listed))
    trail.follow()
    notes = tuple(note_found(draft, trail=trail) for draft in trail.order)
    remark_on(reading, text=text)
    return Audit(
        notes=notes,
        sources=sources_found(shelf, notes=notes),
        sentences=reading.sentences,
        sentences_without_note=tuple(reading.without_note),
        spellings=tuple(shelf.spellings),
        remarks=tuple(sorted(reading.remarks, key=lambda remark: remark.line or 0)),
    )


def own_references(article: Article) -> dict[str, Listed]:
    """The sources in the article's front matter; a remark where it cannot be read."""
    try:
        return parse_front_matter(article.front_matter)[0]
    except UnreadableBibliographyError as error:
        message = f"The front matter cannot be read: {error}."
        article.remarks.append(Remark(code="front-matter", line=1, message=message))
        return {}


def remark_on(reading: Reading, *, text: str) -> None:
    """Say what the whole file lacks."""
    if not text.removeprefix("\ufeff").strip():
        message = "The file is empty: there is nothing to audit."
        reading.remarks.append(Remark(code="empty", line=None, message=message))
    elif not reading.notes:
        message = "The article has no notes at all."
        reading.remarks.append(Remark(code="no-notes", line=None, message=message))


def note_found(draft: Draft, *, trail: Trail) -> Note:
    citations = tuple(citation_found(node) for node in trail.parts[draft])
    status, reason = standing(draft, citations, trail=trail)
    text = "\n\n".join(definition.text for definition in draft.definitions)
    return Note(
        label=draft.label,
        form=draft.form,
        used_at=tuple(draft.used_at),
        defined_at=tuple(definition.line for definition in draft.definitions),
        status=status,
        reason=reason,
        text=text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…",
        citations=citations,
    )


def standing(
    draft: Draft, citations: tuple[CitationFinding, ...], *, trail: Trail
) -> tuple[Status, str | None]:
    """How a note stands: as badly as the worst of its citations."""
    whole = trail.whole[draft].outcome
    if whole and whole.status is Status.DANGLING:
        return whole.status, whole.reason
    for status in WORST_FIRST:
        found = [citation for citation in citations if citation.status is status]
        if found and status is Status.RESOLVED and says_two_things(draft, trail=trail):
            return Status.AMBIGUOUS, "two-definitions"
        if found:
            return status, found[0].reason
    return Status.NO_SOURCE, "no-source"


def says_two_things(draft: Draft, *, trail: Trail) -> bool:
    """Whether the definitions of a note lead to different sources."""
    if len(draft.definitions) < 2:
        return False
    nodes = iter(trail.parts[draft])
    found = []
    for definition in draft.definitions:
        outcomes = [next(nodes).outcome for _ in definition.cited]
        found.append({work.number for one in outcomes if one for work in one.works})
    return any(works != found[0] for works in found)


def citation_found(node: Node) -> CitationFinding:
    outcome, cited = node.outcome, node.cited
    if outcome is None or cited is None:
        raise ValueError("a citation that was never followed")
    is_read = outcome.status is not Status.NO_SOURCE
    candidates = () if outcome.work else outcome.works
    via = outcome.via
    if outcome.work and cited.kind in (Kind.SHORT, Kind.OP_CIT, Kind.LOC_CIT) and via is None:
        via = outcome.work.mentions[0].note if outcome.work.mentions else None
    return CitationFinding(
        as_written=cited.text[:LONGEST_TEXT],
        kind=cited.kind if is_read else Kind.NONE,
        status=outcome.status,
        source=source_id(outcome.work) if outcome.work else None,
        locator=cited.locator,
        via=via,
        steps=outcome.steps,
        candidates=tuple(source_id(work) for work in candidates),
        more_candidates=outcome.more if candidates else 0,
        reason=outcome.reason,
    )


def source_id(work: Work) -> str:
    return f"s{work.root.number}"


def sources_found(shelf: Shelf, *, notes: tuple[Note, ...]) -> tuple[Source, ...]:
    cited_in: dict[str, dict[str, None]] = defaultdict(dict)
    for note in notes:
        for citation in note.citations:
            if citation.source:
                cited_in[citation.source][note.label] = None
    spelled: dict[str, list[Work]] = defaultdict(list)
    for work in shelf.works:
        spelled[source_id(work)].append(work)
    return tuple(
        Source(
            id=number,
            entry=works[0].entry[:LONGEST_TEXT],
            authors=tuple(person.text for person in works[0].people),
            title=works[0].title[:LONGEST_TEXT],
            year=works[0].year,
            key=next((work.key for work in works if work.key), None),
            mentions=tuple(mention for work in works for mention in work.mentions),
            notes=tuple(cited_in.get(number, {})),
        )
        for number, works in spelled.items()
    )
