"""Imports of tables: the file, its mapping, and what became of every row."""

from __future__ import annotations

from django.db import models

from casamuseo.collection.models.keys import new_key
from casamuseo.collection.models.objects import MuseumObject
from casamuseo.collection.terms import ImportState, RowFate
from casamuseo.kernel.fields import OrderedJsonField


class ImportRun(models.Model):
    """A table that somebody brought, and how its columns are understood."""

    key = models.CharField(max_length=32, unique=True, default=new_key)
    file_name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    """SHA-256 of the file, which lies below MEDIA_ROOT in `imports/`."""
    encoding = models.CharField(max_length=20, blank=True)
    columns = models.JSONField(default=list)
    mapping = OrderedJsonField(default=dict)
    """Column to field of `collection.importing`; a column that is not in it is only kept."""
    state = models.CharField(max_length=8, choices=ImportState.choices, default=ImportState.MAPPING)
    rows = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-begun_at"]

    def __str__(self) -> str:
        return self.file_name


class ImportedRow(models.Model):
    """One row as it was written in the table, and what was done with it."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="imported_rows")
    number = models.PositiveIntegerField()
    """As a spreadsheet counts: the heading is row 1."""
    values = models.JSONField()
    """Every cell as written, in the order of the columns."""
    fate = models.CharField(max_length=8, choices=RowFate.choices)
    problem = models.TextField(blank=True)
    museum_object = models.ForeignKey(
        MuseumObject, models.SET_NULL, null=True, related_name="imported_rows"
    )

    class Meta:
        ordering = ["run", "number"]
        indexes = [models.Index(fields=["run", "fate", "number"], name="rows_by_their_fate")]
        constraints = [
            models.UniqueConstraint(name="a_row_is_imported_once", fields=["run", "number"]),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.number} {self.fate}"
