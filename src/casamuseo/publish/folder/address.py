"""The house's address: a mapping kept as JSON, with the city in every language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casamuseo.kernel.texts import Text
from casamuseo.publish.folder.kinds import Words
from casamuseo.publish.folder.naming import Names, Reading
from casamuseo.publish.folder.nodes import Node
from casamuseo.publish.folder.shapes import Field, JsonShape
from casamuseo.publish.folder.texts import Multilingual


class Address(JsonShape):
    """street, neighbourhood, borough, postcode, city, country."""

    nothing: Any = {}

    def read(self, node: Node, reading: Reading) -> dict[str, Any]:
        read = super().read(node, reading)
        city = read.get("city")
        # JSON of the database may forget the order, so the house's first language is the original.
        if isinstance(city, Text):
            read["city"] = {
                language: city[language].words for language in reading.languages if language in city
            }
        return read

    def write(self, value: Mapping[str, Any] | None, names: Names) -> dict[str, Any]:
        value = dict(value or {})
        city = value.pop("city", None)
        record = super().write(value | {"city": Text()} if city else value, names)
        if city:
            record["city"] = {key: city[key] for key in names.languages if key in city}
        return record


ADDRESS = Address(
    Field("street", Words()),
    Field("neighbourhood", Words()),
    Field("borough", Words()),
    Field("postcode", Words(most=20)),
    Field("city", Multilingual()),
    Field("country", Words(most=2, pattern="[A-Z]{2}", expected="MX")),
)
