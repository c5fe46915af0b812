"""Writes a house folder of any size, always the same one: N objects, each with four statements.

As in a real house, much hangs on little: a quarter of all sentences rest on one book, one person
has used a twentieth of the objects, one store holds a twenty-fifth of them.

python -m benchmarks.generated_house DIR --objects 100000
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from random import Random

ROOMS = 200
STATEMENTS = 4
IN_A_FILE = 2000
IN_A_ROOM = 20
OF_ONE_PERSON, IN_THE_STORE, CONTESTED, HAPPENED = 20, 25, 25, 50
"""Every so many objects: used by the first person, kept in the first room, contested, of a happening."""

_KINDS = ["furniture", "document", "photograph", "plant", "textile-thing", "tool"]
_MATERIALS = ["wood", "paper", "glass", "metal", "leather", "stone"]
_SPANISH = """escritorio carta fotografía lámpara silla cuaderno retrato jarrón manta brújula reloj
espejo baúl tintero máquina abrigo sombrero mapa libro periódico cactus piedra llave ventana"""
_ENGLISH = """desk letter photograph lamp chair notebook portrait vase blanket compass clock mirror
trunk inkwell machine coat hat map book newspaper cactus stone key window"""
_WHERE = "oriente poniente norte sur jardín patio pasillo corredor umbral muro cocina biblioteca"
_WHO = "Alicia Bruno Carmen Diego Elena Felipe Graciela Hugo Inés Jorge Karla Luis Marta Nicolás"

_HOUSE = """key: generated
name: {es: Casa generada, en: Generated house}
languages: [es, en]
timezone: America/Mexico_City
currency: MXN
signatories:
  - {key: editors, name: {es: Redacción, en: Editors}}
"""


def write_house(directory: Path, *, objects: int, seed: int = 1) -> None:
    """Write the folder. The same numbers give the same bytes."""
    chance = Random(seed)
    directory.mkdir(parents=True, exist_ok=True)
    _write(directory / "house.yaml", _HOUSE)
    _write(directory / "terms.yaml", "\n".join(_terms()) + "\n")
    _write(directory / "sources.yaml", "\n".join(_sources(chance)) + "\n")
    _write(directory / "persons.yaml", "\n".join(_persons()) + "\n")
    _write(directory / "places.yaml", "\n".join(_places()) + "\n")
    _write(directory / "happenings.yaml", "".join(_happenings(objects)))
    _write(directory / "passages" / "persons.txt", "\n".join(_portraits()))
    _write(directory / "passages" / "places.txt", "\n".join(_rooms_told()))
    _write(directory / "passages" / "happenings.txt", "\n".join(_happenings_told(objects)))
    for number, start in enumerate(range(0, objects, IN_A_FILE), start=1):
        part = range(start, min(start + IN_A_FILE, objects))
        records = "".join(_object(index, chance) for index in part)
        passages = "\n".join(_passage(index, chance) for index in part)
        _write(directory / "objects" / f"{number:04}.yaml", records)
        _write(directory / "passages" / "objects" / f"{number:04}.txt", passages)
    _write(directory / "display-states.yaml", "".join(_today(objects, chance)))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _terms() -> Iterator[str]:
    for kind in _KINDS:
        yield f"- {{key: {kind}, vocabulary: object-kind, label: {{es: {kind}, en: {kind}}}}}"
    for material in _MATERIALS:
        label = f"{{es: {material}, en: {material}}}"
        yield f"- {{key: {material}, vocabulary: material, label: {label}}}"


def _sources(chance: Random) -> Iterator[str]:
    for number in range(300):
        yield (
            f"- id: book-{number}\n  type: book\n"
            f"  author: [{{family: Autor {number}, given: {chance.choice(_WHO.split())}}}]\n"
            f"  title: Libro de prueba {number}\n  issued: {{date-parts: [[{1900 + number % 100}]]}}"
        )


def _persons() -> Iterator[str]:
    for number in range(500):
        name = f"{_WHO.split()[number % 14]} Apellido {number}"
        yield (
            f"- key: person-{number}\n  names:\n"
            f"    - {{text: {name}, language: es, kind: preferred}}\n"
            f"    - {{text: {name}, language: en, kind: preferred}}\n"
            f"  sort_name: Apellido {number}\n"
            f"  slug: {{es: persona-{number}, en: person-{number}}}"
        )


def _places() -> Iterator[str]:
    yield (
        "- key: site\n  kind: site\n  name: {es: Predio, en: Property}\n"
        "  slug: {es: predio, en: property}\n  polygon: [[0, 0], [200, 0], [200, 160], [0, 160]]\n"
        "  geometry: inferred\n  light: outside"
    )
    for number in range(ROOMS):
        x, y = number % 20 * 10, number // 20 * 10
        yield (
            f"- key: room-{number}\n  parent: site\n  kind: room\n  number: {number + 1}\n"
            f"  name: {{es: Sala {number}, en: Room {number}}}\n"
            f"  slug: {{es: sala-{number}, en: room-{number}}}\n"
            f"  polygon: [[{x}, {y}], [{x + 9}, {y}], [{x + 9}, {y + 9}], [{x}, {y + 9}]]\n"
            "  wall: 0.3\n  height: 2.8\n  geometry: inferred"
        )


def _happenings(objects: int) -> Iterator[str]:
    for index in range(0, objects, HAPPENED):
        yield (
            f"- key: happening-{index}\n  when: hacia {1880 + index % 60}\n"
            f"  title: {{es: Algo ocurrió con la pieza {index}, en: Something happened to piece {index}}}\n"
            f"  place: room-{index % 10}\n  persons: [person-{index % 3}]\n"
        )


def _portraits() -> Iterator[str]:
    for number in range(500):
        yield (
            f"# persons/person-{number}\n= La persona {number} visitó la casa. [@book-{number % 300}, p. 7]\n"
            f"  en: Person {number} visited the house.\n"
        )


def _rooms_told() -> Iterator[str]:
    for number in range(ROOMS):
        yield (
            f"# places/room-{number}\n= La sala {number} se abrió al público. [@book-{number}, p. 3]\n"
            f"  en: Room {number} was opened to the public.\n"
        )


def _happenings_told(objects: int) -> Iterator[str]:
    for index in range(0, objects, HAPPENED):
        yield (
            f"# happenings/happening-{index}\n= Algo ocurrió. [@book-{index % 300}, p. 5]\n"
            "  en: Something happened.\n"
        )


def _object(index: int, chance: Random) -> str:
    word, person = chance.randrange(24), chance.randrange(500)
    return (
        f"- key: object-{index}\n  number: G-{index:06}\n"
        f"  name: {{es: {_SPANISH.split()[word].capitalize()} {index}, "
        f"en: {_ENGLISH.split()[word].capitalize()} {index}}}\n"
        f"  slug: {{es: {_plain(_SPANISH.split()[word])}-{index}, en: {_ENGLISH.split()[word]}-{index}}}\n"
        f"  kind: {chance.choice(_KINDS)}\n  materials: [{chance.choice(_MATERIALS)}]\n"
        f"  made: hacia {1880 + index % 60}\n"
        f"  persons: [{{person: person-{person if index % OF_ONE_PERSON else 0}, role: used}}]\n"
        "  form: small\n  size: [0.4, 0.3, 0.2]\n  size_certainty: inferred\n"
    )


def _plain(words: str) -> str:
    return words.translate(str.maketrans("áéíóúñ", "aeioun"))


def _passage(index: int, chance: Random) -> str:
    lines = [f"# objects/object-{index}"]
    for number in range(STATEMENTS):
        spanish, english = chance.choice(_SPANISH.split()), chance.choice(_ENGLISH.split())
        where, who = chance.choice(_WHERE.split()), chance.choice(_WHO.split())
        book, page = chance.randrange(300) if number else 0, chance.randrange(1, 500)
        is_contested = number == 1 and index % CONTESTED == 0
        lines.append(
            f"{'!' if is_contested else '='} {who} vio la pieza {index} junto al {spanish}, "
            f"hacia el {where}, y lo contó en {1900 + chance.randrange(100)}. [@book-{book}, p. {page}]"
        )
        lines.append(
            f"  en: {who} saw piece {index} by the {english} and told of it, part {number}."
        )
        if is_contested:
            lines.append(
                f"  against: Otra versión sitúa la pieza {index} en otra sala. [@book-1, p. {page}]"
            )
            lines.append(f"  against en: Another version puts piece {index} in another room.")
    return "\n".join(lines) + "\n"


def _today(objects: int, chance: Random) -> Iterator[str]:
    yield (
        "- key: today\n  name: {es: Hoy, en: Today}\n  slug: {es: hoy, en: today}\n  placements:\n"
    )
    for index in range(objects):
        if index >= IN_A_ROOM * ROOMS and index % IN_THE_STORE:
            continue
        room = index % ROOMS if index < IN_A_ROOM * ROOMS else 0
        x, y = room % 20 * 10 + chance.uniform(1, 8), room // 20 * 10 + chance.uniform(1, 8)
        yield (
            f"    - {{object: object-{index}, place: room-{room}, at: [{x:.2f}, {y:.2f}], "
            "certainty: inferred}\n"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--objects", type=int, default=100_000)
    options = parser.parse_args()
    write_house(options.directory, objects=options.objects)


if __name__ == "__main__":
    main()
