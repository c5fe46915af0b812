"""Sources, passages, statements, their revisions and citations."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from casamuseo.kernel.fields import MultilingualField, OrderedJsonField
from casamuseo.kernel.terms import Certainty
from casamuseo.sources.terms import DraftStage, Register, Stance


class Signatory(models.Model):
    """Who may sign a sentence as house knowledge."""

    key = models.SlugField(max_length=80, unique=True)
    name = MultilingualField()
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "key"]
        verbose_name_plural = "signatories"

    def __str__(self) -> str:
        return self.key


class SourceQuerySet(models.QuerySet["Source"]):
    """Questions about many sources."""

    def standing(self) -> SourceQuerySet:
        """Sources that have not been withdrawn."""
        return self.filter(withdrawn_on=None)


class Source(models.Model):
    """A source as a CSL item; cited ones cannot be deleted, only withdrawn."""

    key = models.SlugField(max_length=80, unique=True)
    csl = models.JSONField()
    """The CSL-JSON item without its `id`, which is the key."""
    withdrawn_on = models.DateField(null=True)
    withdrawn_why = MultilingualField()
    order = models.PositiveIntegerField(default=0)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["order", "key"]

    def __str__(self) -> str:
        return self.key

    @property
    def title(self) -> str:
        return str(self.csl.get("title", self.key))

    @property
    def type(self) -> str:
        return str(self.csl.get("type", ""))

    @property
    def has_pages(self) -> bool:
        """Whether a citation of it should name a page: true of books and chapters."""
        return self.type in {"book", "chapter", "thesis", "article-journal"}

    def as_csl(self) -> dict[str, Any]:
        """The whole CSL-JSON item."""
        return {"id": self.key, **self.csl}


class PassageQuerySet(models.QuerySet["Passage"]):
    """Questions about many passages."""

    def published(self) -> PassageQuerySet:
        """Passages that the public sees."""
        return self.filter(is_published=True)


class Passage(models.Model):
    """An ordered list of statements; whoever speaks it owns the link to it."""

    key = models.CharField(max_length=200, unique=True)
    """`places/study`, `stories/attack-of-may`, `guide/7`."""
    register = models.CharField(max_length=20, choices=Register.choices, default=Register.FULL)
    of = models.ForeignKey("self", models.CASCADE, null=True, related_name="registers")
    """The passage that this one says in another register; its key is `easy-read/places/study`."""
    version = models.PositiveIntegerField(default=1)
    """Rises whenever what it says changes: whoever saves says which one they began from."""
    is_draft = models.BooleanField(default=False)
    is_published = models.BooleanField(default=False)
    """Kept by `sources.publishing`, where the rule is."""
    order = models.PositiveIntegerField(default=0)

    objects = PassageQuerySet.as_manager()

    class Meta:
        ordering = ["order", "key"]
        constraints = [
            models.CheckConstraint(
                name="only_the_full_text_stands_by_itself",
                condition=Q(of=None, register=Register.FULL)
                | (Q(of__isnull=False) & ~Q(register=Register.FULL)),
            ),
            models.UniqueConstraint(
                name="a_passage_has_a_register_once",
                fields=["of", "register"],
                condition=Q(of__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="passages_held_back", fields=["order"], condition=Q(is_published=False)
            ),
        ]

    def __str__(self) -> str:
        return self.key


class StatementQuerySet(models.QuerySet["Statement"]):
    """Questions about many statements."""

    def published(self) -> StatementQuerySet:
        """Statements that the public sees: published themselves, in a published passage."""
        return self.filter(is_published=True, passage__is_published=True)

    def held_back(self) -> StatementQuerySet:
        """Statements that some reason keeps from the public."""
        return self.filter(Q(is_published=False) | Q(passage__is_published=False))

    def contested(self) -> StatementQuerySet:
        return self.filter(certainty=Certainty.CONTESTED)

    def resting_on(self, source: Source) -> StatementQuerySet:
        """Statements that cite this source, for or against."""
        return self.filter(citations__source=source).distinct()


class Statement(models.Model):
    """One sentence: its text, how sure we are of it, and why."""

    passage = models.ForeignKey(Passage, models.CASCADE, related_name="statements")
    position = models.PositiveIntegerField()
    key = models.CharField(max_length=80)
    text = MultilingualField()
    counter_text = MultilingualField()
    """The other version of a contested statement."""
    certainty = models.CharField(max_length=12, choices=Certainty.choices)
    starts_paragraph = models.BooleanField(default=False)
    signed_by = models.ForeignKey(Signatory, models.PROTECT, null=True, related_name="statements")
    signed_on = models.DateField(null=True)
    unresolved_notes = models.JSONField(default=list)
    """Notes of an imported article that no source was found for, as they were written."""
    is_published = models.BooleanField(default=False)
    """Kept by `sources.publishing`, where the rule is."""

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["passage", "position"]
        constraints = [
            models.UniqueConstraint(
                name="a_key_names_one_statement_of_a_passage", fields=["passage", "key"]
            ),
            models.CheckConstraint(
                name="a_signature_has_a_day",
                condition=Q(signed_by=None, signed_on=None)
                | Q(signed_by__isnull=False, signed_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["certainty", "passage"], name="statements_by_certainty"),
            models.Index(
                name="statements_held_back", fields=["passage"], condition=Q(is_published=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.passage_id}#{self.key}"

    @property
    def revision(self) -> int:
        return self.text.revision


class StatementRevision(models.Model):
    """What a statement said before it was revised; never altered."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="revisions")
    revision = models.PositiveIntegerField()
    text = MultilingualField()
    counter_text = MultilingualField()
    certainty = models.CharField(max_length=12, choices=Certainty.choices)
    replaced_at = models.DateTimeField()
    replaced_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["statement", "revision"]

    def __str__(self) -> str:
        return f"{self.statement_id} r{self.revision}"


class Citation(models.Model):
    """The place in a source on which a statement, or its other version, rests."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="citations")
    source = models.ForeignKey(Source, models.PROTECT, related_name="citations", db_index=False)
    locator = models.CharField(max_length=200, blank=True)
    stance = models.CharField(max_length=12, choices=Stance.choices, default=Stance.SUPPORTS)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["statement", "stance", "position"]
        indexes = [models.Index(fields=["source", "statement"], name="citations_of_a_source")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.locator}".strip()

    @property
    def lacks_page(self) -> bool:
        """Whether the page is still to be checked: a book cited as a whole."""
        return not self.locator and self.source.has_pages


class PassageDraft(models.Model):
    """What somebody is writing for a passage, until a second person publishes it; one a passage."""

    passage = models.OneToOneField(Passage, models.CASCADE, related_name="draft")
    statements = OrderedJsonField(default=list)
    """The statements as `sources.drafting` gives and takes them, in order."""
    base_version = models.PositiveIntegerField()
    """The passage's version that it was begun from."""
    version = models.PositiveIntegerField(default=1)
    """Rises with each saving: whoever saves says which one they saw."""
    stage = models.CharField(max_length=10, choices=DraftStage.choices, default=DraftStage.WRITING)
    remark = models.TextField(blank=True)
    """What the reviewer says of it."""
    begun_at = models.DateTimeField()
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=200)
    """The last one who wrote in it: somebody else must publish it."""
    writers = models.JSONField(default=list)
    """Logins of all who wrote in it."""

    class Meta:
        ordering = ["-written_at"]

    def __str__(self) -> str:
        return f"{self.passage_id} v{self.version}"


class PassageEdition(models.Model):
    """What a passage said from one publication until the next; never altered."""

    passage = models.ForeignKey(Passage, models.CASCADE, related_name="editions")
    version = models.PositiveIntegerField()
    statements = OrderedJsonField(default=list)
    """As in `PassageDraft`."""
    began_at = models.DateTimeField()
    written_by = models.CharField(max_length=200)
    reviewed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["passage", "-version"]
        constraints = [
            models.UniqueConstraint(
                name="a_passage_has_a_version_once", fields=["passage", "version"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.passage_id} v{self.version}"
