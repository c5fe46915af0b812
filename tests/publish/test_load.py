"""Loading a folder: what rows it makes, what it leaves alone, and what becomes of what is gone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from casamuseo.authority.models import Term
from casamuseo.collection.models import DisplayState, MuseumObject, Placement
from casamuseo.house.models import House, HousePassage, Opening, Place
from casamuseo.kernel.models import Change, Edition
from casamuseo.publish.folder.loading import load_house
from casamuseo.publish.folder.problems import FolderRefused
from casamuseo.sources.models import Citation, Passage, Statement, StatementRevision
from casamuseo.story.models import GuideStop, Happening, JourneyStop, Portrait, Story
from casamuseo.visit.models import OpeningException, OpeningRule, VisitNotes
from tests.cast import BERTA, NOON
from tests.publish.folders import change, write

pytestmark = pytest.mark.django_db


def load(folder: Path) -> Any:
    return load_house(folder, actor=BERTA, at=NOON)


def all_rows() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table of ours."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("casamuseo")
    }


def test_loading_twice_changes_no_row_at_all(folder: Path) -> None:
    load(folder)
    before = all_rows()

    report = load(folder)

    assert not report.is_changed
    assert all_rows() == before


def test_a_load_is_one_change_and_one_edition(folder: Path) -> None:
    report = load(folder)

    change_row = Change.objects.get()
    assert (change_row.action, change_row.kind, change_row.actor) == ("load", "*", "Berta")
    assert change_row.at == NOON
    assert Edition.current() == 1
    assert report.counts["objects"] == 2
    assert report.counts["passages"] == 8
    assert report.counts["statements"] == 12


def test_the_house_and_its_visit_are_there(folder: Path) -> None:
    load(folder)

    house = House.objects.get()
    assert house.languages == ["es", "en"]
    assert house.address["city"] == {"es": "Ciudad de México", "en": "Mexico City"}
    assert OpeningRule.objects.get().weekdays == [2, 7]
    assert OpeningException.objects.get(key="night").is_closed is False
    assert VisitNotes.objects.get().tour_languages == ["es", "en"]


def test_records_refer_to_records_that_come_later(folder: Path) -> None:
    load(folder)

    assert Place.objects.get(key="study").parent == Place.objects.get(key="site")
    assert Opening.objects.get().to == Place.objects.get(key="site")
    assert Term.objects.get(key="steel").broader == Term.objects.get(key="metal")


def test_a_date_in_words_gives_its_first_and_last_day(folder: Path) -> None:
    load(folder)

    happening = Happening.objects.get()
    assert happening.happened.words == "20-VIII-1940"
    assert str(happening.earliest_on) == str(happening.latest_on) == "1940-08-20"
    assert MuseumObject.objects.get(key="desk").made_earliest_on is not None


def test_every_passage_is_spoken_by_the_record_of_its_key(folder: Path) -> None:
    load(folder)

    passages = {passage.key: passage for passage in Passage.objects.all()}
    assert Place.objects.get(key="study").passage == passages["places/study"]
    assert MuseumObject.objects.get(key="desk").passage == passages["objects/desk"]
    assert Story.objects.get().passage == passages["stories/day-in-august"]
    assert JourneyStop.objects.get(key="oslo").passage == passages["journeys/exile/oslo"]
    assert HousePassage.objects.get(topic="about").passage == passages["house/about"]
    assert Portrait.objects.get(person__key="trotsky").passage == passages["persons/trotsky"]
    portrait = Portrait.objects.get(corporate_body__key="museum")
    assert portrait.passage == passages["corporate-bodies/museum"]
    assert GuideStop.objects.get().passage is None


def test_pictures_come_in_the_order_of_their_numbers(folder: Path) -> None:
    load(folder)

    pictures = MuseumObject.objects.get(key="desk").pictures
    through = pictures.through.objects.order_by("pk").values_list("picture__key", flat=True)
    assert list(through) == ["objects/desk", "objects/desk/2"]
    assert Story.objects.get().picture.width == 40


def test_a_statement_keeps_what_the_line_says(folder: Path) -> None:
    load(folder)

    attack, desk, hurt, _door = Statement.objects.filter(passage__key="places/study")
    assert (attack.key, attack.certainty, attack.is_published) == ("attack", "documented", True)
    assert [str(one) for one in attack.citations.all()] == [
        f"{attack.citations.all()[0].source_id} pp. 141-148",
        f"{attack.citations.all()[1].source_id}",
    ]
    assert (desk.key, desk.text.revision, desk.text["en"].by) == ("s2", 2, "machine")
    assert desk.text.is_stale("en")
    assert hurt.starts_paragraph
    assert hurt.counter_text.words("en") == "The grandson was wounded in the foot."
    assert hurt.text["en"].is_reviewed is False
    assert hurt.citations.get(stance="contradicts").locator == "p. 4"


def test_evidence_is_the_statement_that_it_names(folder: Path) -> None:
    load(folder)

    placement = Placement.objects.get(museum_object__key="desk")
    assert placement.evidence.key == "s2"
    assert (placement.x, placement.y, placement.rotation) == (3, 2.5, 90)


def test_what_is_held_back_is_reported_with_its_place_and_reasons(folder: Path) -> None:
    change(folder, "passages/places.txt", " [@levine, p. 3]", "")

    report = load(folder)

    held = {one.key: one for one in report.held_back}
    hurt = held["places/study#hurt"]
    assert (hurt.file, hurt.line) == (str(folder / "passages/places.txt"), 7)
    assert [reason.code for reason in hurt.reasons] == ["unsupported"]
    assert [reason.code for reason in held["objects/desk"].reasons] == ["draft"]
    assert not Statement.objects.get(key="hurt").is_published
    assert Passage.objects.get(key="places/study").is_published


def test_a_passage_that_passes_over_a_language_is_held_back(folder: Path) -> None:
    change(folder, "passages/house.txt", "\n  en: The house was opened in 1990.", "")

    report = load(folder)

    (held,) = [one for one in report.held_back if one.key == "house/about"]
    assert [reason.code for reason in held.reasons] == [
        "statement-lacks-language",
        "nothing-published",
    ]
    assert not Passage.objects.get(key="house/about").is_published


def test_a_corrected_sentence_becomes_a_revision_and_its_translation_stale(folder: Path) -> None:
    load(folder)
    change(folder, "passages/house.txt", "se abrió en", "abrió sus puertas en")

    report = load(folder)

    statement = Statement.objects.get(passage__key="house/about")
    assert statement.text.revision == 2
    assert statement.text.is_stale("en")
    kept = StatementRevision.objects.get()
    assert (kept.revision, kept.text.words("es")) == (1, "La casa se abrió en 1990.")
    assert report.changed == {"statements": 1}
    assert not load(folder).is_changed


def test_a_translation_that_is_declared_current_again_is_not_stale(folder: Path) -> None:
    load(folder)
    change(folder, "passages/places.txt", "en@1 (machine)", "en")

    load(folder)

    assert not Statement.objects.get(key="s2", passage__key="places/study").text.is_stale("en")


def test_a_statement_keeps_its_row_when_others_come_before_it(folder: Path) -> None:
    load(folder)
    before = Statement.objects.get(key="attack").pk
    text = "# places/study\n"
    change(folder, "passages/places.txt", text, f"{text}= Antes. [@levine]\n  en: Before.\n")
    change(folder, "display-states.yaml", "study#s2", "study#s3")

    load(folder)

    attack = Statement.objects.get(key="attack")
    assert (attack.pk, attack.position) == (before, 1)


def test_a_record_that_is_gone_from_the_folder_is_deleted(folder: Path) -> None:
    load(folder)
    (folder / "guide.yaml").unlink()
    change(folder, "stories.yaml", "[lamp, desk]", "[desk]")
    lamp = "    - {object: lamp, certainty: unknown, presence: unknown, "
    lamp += "note: {es: No se sabe., en: Not known.}}\n"
    change(folder, "display-states.yaml", lamp, "")
    text = (folder / "objects.yaml").read_text()
    write(folder, "objects.yaml", text[: text.index("- key: lamp")])

    report = load(folder)

    assert report.deleted == {"guide": 1, "objects": 1}
    assert not MuseumObject.objects.filter(key="lamp").exists()
    assert Placement.objects.count() == 1


def test_rows_that_never_were_in_the_folder_are_deleted_too(folder: Path) -> None:
    load(folder)
    DisplayState.objects.create(key="made-by-hand")
    desk, study = MuseumObject.objects.get(key="desk"), Place.objects.get(key="study")
    GuideStop.objects.create(number=99, museum_object=desk, place=study)

    report = load(folder)

    assert report.deleted == {"display-states": 1, "guide": 1}


def test_two_places_may_trade_their_numbers(folder: Path) -> None:
    change(folder, "places.yaml", "  kind: site\n", "  kind: site\n  number: 8\n")
    load(folder)
    change(folder, "places.yaml", "number: 7", "number: 70")
    change(folder, "places.yaml", "number: 8", "number: 7")
    change(folder, "places.yaml", "number: 70", "number: 8")

    load(folder)

    numbers = dict(Place.objects.values_list("key", "number"))
    assert numbers == {"study": 8, "site": 7}


def test_an_object_number_may_pass_to_another_object(folder: Path) -> None:
    load(folder)
    change(folder, "objects.yaml", "- key: lamp\n", "- key: lantern\n")
    change(folder, "stories.yaml", "[lamp, desk]", "[lantern, desk]")
    change(folder, "display-states.yaml", "object: lamp", "object: lantern")

    load(folder)

    numbers = dict(MuseumObject.objects.values_list("key", "object_number"))
    assert numbers == {"desk": "D-001", "lantern": "D-002"}


def test_two_exceptions_may_trade_their_days(folder: Path) -> None:
    load(folder)
    change(folder, "visit.yaml", "2026-12-25", "2026-99-99")
    change(folder, "visit.yaml", "2026-11-25", "2026-12-25")
    change(folder, "visit.yaml", "2026-99-99", "2026-11-25")

    load(folder)

    days = {one.key: str(one.on) for one in OpeningException.objects.all()}
    assert days == {"night": "2026-12-25", "christmas": "2026-11-25"}


def test_another_house_is_not_loaded_over_this_one(folder: Path) -> None:
    load(folder)
    change(folder, "house.yaml", "key: casa", "key: other")

    with pytest.raises(FolderRefused, match="this installation holds the house “casa”"):
        load(folder)


def test_a_refused_folder_leaves_nothing_behind(folder: Path) -> None:
    change(folder, "guide.yaml", "place: study", "place: cellar")

    with pytest.raises(FolderRefused) as refused:
        load(folder)

    assert [str(problem) for problem in refused.value.problems] == [
        f"{folder}/guide.yaml:2: there is no “cellar” in places"
    ]
    assert House.objects.count() == Citation.objects.count() == Change.objects.count() == 0


def test_a_list_may_be_a_folder_of_files(folder: Path) -> None:
    load(folder)
    text = (folder / "objects.yaml").read_text()
    cut = text.index("- key: lamp")
    write(folder, "objects/0001.yaml", text[:cut])
    write(folder, "objects/0002.yaml", text[cut:])
    (folder / "objects.yaml").unlink()

    assert not load(folder).is_changed
