"""Model fields for multilingual text, for dates as people write them, and for JSON that keeps its order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import models

from casamuseo.kernel.dates import FuzzyDate
from casamuseo.kernel.texts import Text

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    _TextBase = models.Field[Text, Text]
    _DateBase = models.Field[FuzzyDate | None, FuzzyDate | None]
    _JsonBase = models.Field[Any, Any]
else:
    _TextBase = models.Field
    _DateBase = models.Field
    _JsonBase = models.Field


class MultilingualField(_TextBase):
    """A `Text`, kept as JSON in a text column: the order of its languages says which is the original."""

    description = "Text in several languages"

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("default", Text)
        kwargs.setdefault("blank", True)
        super().__init__(**kwargs)

    def get_internal_type(self) -> str:
        return "TextField"

    def from_db_value(self, value: str | None, *_: Any) -> Text:
        return Text.from_json(json.loads(value)) if value else Text()

    def to_python(self, value: Any) -> Text:
        if isinstance(value, Text):
            return value
        return Text.from_json(json.loads(value)) if value else Text()

    def get_prep_value(self, value: Any) -> str:
        text = self.to_python(value)
        return json.dumps(text.to_json(), ensure_ascii=False) if text.versions else ""

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))


class FuzzyDateField(_DateBase):
    """A `FuzzyDate` or nothing, kept as JSON: the words as written and their EDTF."""

    description = "Date as people write it"

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("default", None)
        kwargs["null"] = True
        kwargs["blank"] = True
        super().__init__(**kwargs)

    def get_internal_type(self) -> str:
        return "TextField"

    def from_db_value(self, value: str | None, *_: Any) -> FuzzyDate | None:
        return FuzzyDate.from_json(json.loads(value)) if value else None

    def to_python(self, value: Any) -> FuzzyDate | None:
        if value is None or isinstance(value, FuzzyDate):
            return value
        return FuzzyDate.from_json(json.loads(value)) if value else None

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> str | None:
        date = self.to_python(value)
        return json.dumps(date.to_json(), ensure_ascii=False) if date is not None else None

    def value_to_string(self, obj: models.Model) -> str:
        date = self.value_from_object(obj)
        return json.dumps(date.to_json(), ensure_ascii=False) if date is not None else ""


class OrderedJsonField(_JsonBase):
    """JSON kept as text: PostgreSQL's own type forgets the order of names, of which languages live."""

    description = "JSON in the order in which it was written"

    def get_internal_type(self) -> str:
        return "TextField"

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        return json.loads(value) if value else self.get_default()

    def to_python(self, value: Any) -> Any:
        return json.loads(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))
