"""Passages are begun and written as drafts; `actions_reviewing` brings a draft to the public."""

from __future__ import annotations

from casamuseo.kernel.writing import writing
from casamuseo.sources.errors_passages import PassageExists
from casamuseo.sources.models import Passage
from casamuseo.sources.terms import Register


def begin_passage(
    key: str, *, register: Register = Register.FULL, of: Passage | None = None
) -> Passage:
    """Begin an empty passage, which nobody sees before it has a sentence that may be published.

    Whoever speaks it links to it in the same transaction. Refuses with PassageExists.
    """
    with writing():
        is_taken = Passage.objects.filter(key=key).exists()
        if is_taken or (of and of.registers.filter(register=register).exists()):
            raise PassageExists(key)
        return Passage.objects.create(
            key=key, register=register, of=of, order=of.order if of else 0
        )
