"""A small house as a folder, with one record of everything, for tests to load, change and break."""

from __future__ import annotations

from pathlib import Path

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><path d="M0 0h40"/></svg>\n'

FILES = {
    "house.yaml": """
# yaml-language-server: $schema=../../docs/schemas/house.json
key: casa
name: {es: Casa de prueba, en: Test house}
languages: [es, en]
timezone: America/Mexico_City
currency: MXN
founded: "1990"
address: {street: Calle 1, postcode: "04100", city: {es: Ciudad de México, en: Mexico City}, country: MX}
street_history: {es: "Antes, Viena 19.", en: "Before, Viena 19."}
motto: {es: Una casa., en: A house.}
signatories:
  - {key: editors, name: {es: La redacción, en: The editors}}
""",
    "visit.yaml": """
# yaml-language-server: $schema=../../docs/schemas/visit.json
opening_rules:
  - key: regular
    weekdays: [tue, sun]
    opens: "10:00"
    closes: "17:00"
    last_entry_minutes: 30
    from: "2026-01-01"
    until: "2026-12-31"
opening_exceptions:
  - {key: christmas, on: "2026-12-25", reason: {es: Navidad, en: Christmas}}
  - key: night
    on: "2026-11-25"
    closed: false
    opens: "18:00"
    closes: "22:00"
    last_entry_minutes: 45
    reason: {es: "Noche de los museos: entrada libre", en: "Night of museums: free entry for everyone"}
prices:
  - {key: adult, category: {es: Adultos, en: Adults}, amount: "40.00", demonstration: true}
approaches:
  - key: coyoacan
    kind: metro
    name: Coyoacán
    line: "3"
    minutes_min: 15
    minutes_max: 20
    bearing: west
    directions: {es: Camine al oriente., en: Walk east.}
nearby:
  - {key: casa-azul, name: {es: Casa Azul, en: Blue House}, distance: {es: cerca, en: near}}
tours: {languages: [es, en], text: {es: Se piden., en: On request.}}
programme: {es: Talleres., en: Workshops.}
""",
    "terms.yaml": """
# yaml-language-server: $schema=../../docs/schemas/terms.json
- {key: furniture, vocabulary: object-kind, label: {es: Mobiliario, en: Furniture}}
- {key: steel, vocabulary: material, label: {es: Acero, en: Steel}, broader: metal}
- {key: metal, vocabulary: material, label: {es: Metal, en: Metal}}
""",
    "geographic-places.yaml": """
# yaml-language-server: $schema=../../docs/schemas/geographic-places.json
- {key: coyoacan, name: {es: Coyoacán, en: null}, country: MX, latitude: 19.35, longitude: -99.162}
- {key: oslo, name: {es: Oslo, en: Oslo}, country: "NO"}
""",
    "persons.yaml": """
# yaml-language-server: $schema=../../docs/schemas/persons.json
- key: trotsky
  names:
    - {text: León Trotsky, language: es, kind: preferred}
    - {text: Троцкий, language: ru, kind: preferred}
  sort_name: Trotsky, León
  slug: {es: leon-trotsky, en: leon-trotsky}
  role: {es: Escritor, en: {text: Writer, by: machine, reviewed: false}}
  born: 7 de noviembre de 1879
  died: "1940-08-21"
  born_at: coyoacan
""",
    "corporate-bodies.yaml": """
# yaml-language-server: $schema=../../docs/schemas/corporate-bodies.json
- key: museum
  names: [{text: Museo, language: es, kind: preferred}]
  sort_name: Museo
  slug: {es: museo, en: museum}
  seat: coyoacan
""",
    "sources.yaml": """
# yaml-language-server: $schema=../../docs/schemas/sources.json
- id: levine
  type: book
  author: [{family: Levine, given: Isaac Don}]
  title: The Mind of an Assassin
  publisher: Farrar, Straus & Cudahy
  issued: {date-parts: [[1959]]}
  language: en
- id: hoax
  type: webpage
  title: "A hoax: and a bad one"
  volume: 3
  URL: https://example.org/hoax
  custom: {withdrawn: {on: "2026-01-01", why: {es: Es falsa., en: It is a forgery.}}}
""",
    "pictures.yaml": """
# yaml-language-server: $schema=../../docs/schemas/pictures.json
- key: objects/desk/2
  kind: drawing
  file: pictures/objects/desk-2.svg
  title: {es: Escritorio de lado, en: Desk from the side}
  description: {es: Una línea., en: A line.}
- key: objects/desk
  kind: drawing
  file: pictures/objects/desk.svg
  title: {es: Escritorio, en: Desk}
  description: {es: Una línea., en: A line.}
  credit: {es: Nosotros, en: We}
  drawn_from: {es: De memoria., en: From memory.}
""",
    "pictures/objects/desk.svg": DRAWING,
    "pictures/objects/desk-2.svg": DRAWING,
    "places.yaml": """
# yaml-language-server: $schema=../../docs/schemas/places.json
- key: study
  parent: site
  kind: room
  number: 7
  name: {es: Despacho, en: Study}
  slug: {es: despacho, en: study}
  polygon: [[1, 1], [5.5, 1], [5.5, 4.25], [1, 4.25]]
  wall: 0.45
  base: 0.1
  height: 2.8
  geometry: inferred
  openings:
    - key: study-window
      to: site
      kind: window
      line: [[1, 2], [1, 3]]
      height: 1.2
      sill: 0.9
      width_cm: 80
      certainty: inferred
  functions:
    - function: {es: Despacho, en: Study}
      from: mayo de 1939
      until: 20-VIII-1940
      certainty: documented
      evidence: places/study#attack
  access:
    - {key: door, fact: door-width, value: 72.5, unit: cm, certainty: documented}
    - {key: step, fact: step-height, unit: cm, certainty: unknown, note: {es: Por medir., en: null}}
- key: site
  kind: site
  name: {es: Predio, en: Property}
  slug: {es: predio, en: property}
  polygon: [[0, 0], [20, 0], [20, 15], [0, 15]]
  geometry: inferred
  light: outside
""",
    "objects.yaml": """
# yaml-language-server: $schema=../../docs/schemas/objects.json
- key: desk
  number: D-001
  name: {es: {text: Escritorio, revision: 2}, en: {text: Table, from: 1}}
  slug: {es: escritorio, en: desk}
  kind: furniture
  materials: [steel, metal]
  made: hacia 1939
  persons:
    - {person: trotsky, role: used}
    - {person: trotsky, role: owned}
  form: table
  size: [1.6, 0.8, 0.76]
  size_certainty: inferred
- key: lamp
  number: D-002
  name: {es: Lámpara, en: Lamp}
  slug: {es: lampara, en: lamp}
""",
    "display-states.yaml": """
# yaml-language-server: $schema=../../docs/schemas/display-states.json
- key: "1940-08-20"
  day: "1940-08-20"
  name: {es: 20 de agosto de 1940, en: 20 August 1940}
  slug: {es: "1940-08-20", en: "1940-08-20"}
  unknown_places: [site]
  placements:
    - {object: desk, place: study, at: [3, 2.5], rotation: 90, certainty: inferred, evidence: places/study#s2}
    - {object: lamp, certainty: unknown, presence: unknown, note: {es: No se sabe., en: Not known.}}
- key: today
  name: {es: Hoy, en: Today}
  slug: {es: hoy, en: today}
""",
    "stories.yaml": """
# yaml-language-server: $schema=../../docs/schemas/stories.json
- key: day-in-august
  slug: {es: un-dia-de-agosto, en: a-day-in-august}
  title: {es: Un día de agosto, en: A day in August}
  summary: {es: Lo que pasó., en: What happened.}
  persons: [trotsky]
  objects: [lamp, desk]
  places: [study]
  picture: objects/desk
""",
    "happenings.yaml": """
# yaml-language-server: $schema=../../docs/schemas/happenings.json
- key: attack
  when: 20-VIII-1940
  title: {es: El ataque, en: The attack}
  at: coyoacan
  place: study
  persons: [trotsky]
  objects: [desk]
""",
    "journeys.yaml": """
# yaml-language-server: $schema=../../docs/schemas/journeys.json
- key: exile
  slug: {es: exilio, en: exile}
  title: {es: El exilio, en: Exile}
  person: trotsky
  stops:
    - {key: oslo, at: oslo, arrived: junio de 1935, left: "1936"}
    - {key: end, at: coyoacan, title: {es: La casa, en: The house}, arrived: mayo de 1939}
""",
    "guide.yaml": """
# yaml-language-server: $schema=../../docs/schemas/guide.json
- {number: 7, place: study, object: desk, title: {es: El escritorio, en: The desk}}
""",
    "exhibitions.yaml": """
# yaml-language-server: $schema=../../docs/schemas/exhibitions.json
- key: permanent
  slug: {es: permanente, en: permanent}
  title: {es: Una vida, en: A life}
  place: study
  from: "1990"
  objects: [desk]
""",
    "passages/places.txt": """
# places/study
= Mercader lo atacó aquí el 20 de agosto de 1940. [@levine, pp. 141-148; @hoax] {#attack}
  en: Mercader attacked him here on 20 August 1940.
~ El *escritorio* estaba quizá junto a la ventana. {signed=editors on=2026-11-23 rev=2}
  en@1 (machine): The *desk* perhaps stood by the window.

! Nadie resultó herido. [@levine, p. 3] {#hurt}
  en (unreviewed): Nobody was hurt.
  against: El nieto fue herido en un pie. [@levine, p. 4]
  against en: The grandson was wounded in the foot.
? Se dice que hubo otra puerta. {signed=editors on=2026-11-23}
  en (missing):
""",
    "passages/objects.txt": """
# objects/desk (draft)
= Esto todavía es un borrador. [@levine]
  en: This is still a draft.
""",
    "passages/house.txt": """
# house/about
= La casa se abrió en 1990. [@levine]
  en: The house was opened in 1990.
""",
    "passages/persons.txt": """
# persons/trotsky
= Vivió en la casa. [@levine]
  en: He lived in the house.
""",
    "passages/corporate-bodies.txt": """
# corporate-bodies/museum
= El museo cuida la casa. [@levine]
  en: The museum looks after the house.
""",
    "passages/journeys.txt": """
# journeys/exile
= Fueron años largos. [@levine]
  en: They were long years.

# journeys/exile/oslo
= Noruega lo recibió. [@levine]
  en: Norway took him in.
""",
    "passages/stories/day-in-august.txt": """
# stories/day-in-august
= Era martes. [@levine]
  en: It was a Tuesday.

~ In English first. [@levine] {in=en}
  es: Primero en inglés.
""",
}


def write_folder(root: Path) -> Path:
    """Write the small house."""
    for name, text in FILES.items():
        write(root, name, text.lstrip("\n"))
    return root


def write(root: Path, name: str, text: str) -> None:
    """Write one file of a folder."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def change(root: Path, name: str, old: str, new: str) -> None:
    """Replace some words of a file, which must be there."""
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    write(root, name, text.replace(old, new))


def contents(root: Path) -> dict[str, bytes]:
    """Every file of a folder, by name."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }
