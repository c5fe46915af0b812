"""The index follows the house: corrections, withdrawals, loads, breakage, other processes."""

from __future__ import annotations

import fcntl
import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from casamuseo.collection.models import MuseumObject
from casamuseo.kernel.models import Change, Edition
from casamuseo.kernel.texts import Text
from casamuseo.kernel.worker import duties
from casamuseo.search import schema
from casamuseo.search.errors import IndexBusy, IndexUnavailable
from casamuseo.search.index import Index
from casamuseo.search.query import find
from casamuseo.search.refresh import keep_installed_index, rebuild, refresh
from casamuseo.sources.actions import revise_statement, withdraw_source
from casamuseo.sources.models import Citation, Passage, Statement
from tests.search.factories import (
    AT,
    a_change,
    a_house,
    a_person,
    a_place,
    a_source,
    a_story,
    an_object,
    trotsky,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(index: Index) -> Index:
    """A study with one sentence that rests on a source, indexed."""
    a_house()
    place = a_place("study", "Despacho", "Study", ("Había un timbre.", "There was a bell."))
    source = a_source("patenaude", "Downfall")
    assert place.passage is not None
    Citation.objects.create(statement=place.passage.statements.get(), source=source)
    refresh(index)
    return index


def keys(typed: str, *, language: str = "es") -> list[str]:
    return [hit.key for hit in find(typed, language=language).hits]


def test_a_correction_is_found_and_the_old_words_are_not(house: Index) -> None:
    revise_statement(
        Statement.objects.get(),
        text=Text.of(es="Había una alarma.", en="There was an alarm."),
        languages=["es", "en"],
        by="Berta",
        at=AT,
    )

    assert refresh(house)
    assert keys("alarma") == ["study"]
    assert keys("alarm", language="en") == ["study"]
    assert keys("timbre") == []
    assert not refresh(house)


def test_easy_read_is_found_with_its_full_text_once_it_is_published(house: Index) -> None:
    place = a_place("porch", "Porche", "Porch", ("Un porche ancho.", "A wide porch."))
    easy = Passage.objects.create(
        key="easy-read/places/porch", register="easy-read", of=place.passage, is_published=False
    )
    Statement.objects.create(
        passage=easy,
        position=0,
        key="s1",
        text=Text.of(es="Aquí hay sombrajos.", en="Here is shade."),
        certainty="documented",
        is_published=True,
    )
    a_change("house.place", "porch")
    refresh(house)
    assert keys("sombrajos") == []
    Passage.objects.filter(pk=easy.pk).update(is_published=True)
    a_change("sources.passage", easy.key, action="publish")

    assert refresh(house)

    assert keys("sombrajos") == ["porch"]


def test_withdrawing_a_source_takes_its_sentences_out(house: Index) -> None:
    assert keys("downfall") == ["patenaude"]
    source = Citation.objects.get().source

    withdraw_source(
        source,
        why=Text.of(es="Falso", en="False"),
        on=AT.date(),
        languages=["es", "en"],
        by="Berta",
        at=AT,
    )
    refresh(house)

    assert keys("timbre") == []
    assert keys("downfall") == []
    assert keys("despacho") == ["study"]


def test_a_load_builds_the_index_anew(house: Index) -> None:
    an_object("desk", "Escritorio", "Desk", ("Es de roble.", "It is of oak."))
    assert not refresh(house)
    a_change("*", action="load")

    assert refresh(house)
    assert keys("roble") == ["desk"]


def test_a_deleted_record_is_no_longer_found(house: Index) -> None:
    an_object("desk", "Escritorio", "Desk")
    a_change("collection.museumobject", "desk")
    refresh(house)
    assert keys("escritorio") == ["desk"]

    MuseumObject.objects.all().delete()
    a_change("collection.museumobject", "desk", action="delete")
    refresh(house)

    assert keys("escritorio") == []


def test_a_new_name_of_a_person_is_found_with_all_that_is_linked_to_him(house: Index) -> None:
    leon = trotsky()
    a_story(
        "planet", "El planeta", "The planet", ("Sin visado.", "Without a visa."), persons=(leon,)
    )
    a_change("*", action="load")
    refresh(house)

    leon.names = [*leon.names, {"text": "Antid Oto", "language": "es", "kind": "pseudonym"}]
    leon.save()
    a_change("authority.person", "trotsky")
    refresh(house)

    assert set(keys("Antid Oto")) == {"trotsky", "planet"}


def test_changes_that_search_does_not_show_leave_it_alone(house: Index) -> None:
    stamp = (house.path / "current").stat().st_mtime_ns
    a_change("visit.order", "1")

    refresh(house)

    assert (house.path / "current").stat().st_mtime_ns == stamp
    assert house.mark().change == Change.objects.latest("pk").pk


def test_a_change_of_an_unheard_of_kind_builds_anew(house: Index) -> None:
    build = (house.path / "current").read_text()
    a_change("story.legend", "x")

    refresh(house)

    assert (house.path / "current").read_text() != build


def test_a_change_seen_late_is_not_missed(house: Index) -> None:
    first = a_change("visit.order", "1")
    late = first.pk + 1
    Change.objects.create(
        pk=late + 1, at=AT, actor="Berta", action="revise", kind="visit.order", key="2"
    )
    refresh(house)
    assert late in house.mark().gaps

    # A transaction that had taken its number earlier commits only now.
    Statement.objects.update(text=Text.of(es="Había una alarma.", en="An alarm."))
    Change.objects.create(
        pk=late,
        at=AT,
        actor="Berta",
        action="revise",
        kind="sources.statement",
        key="places/study#s1",
    )
    refresh(house)

    assert keys("alarma") == ["study"]
    assert late not in house.mark().gaps


def test_a_number_that_never_came_is_forgotten_after_an_hour(house: Index) -> None:
    first = a_change("visit.order", "1")
    for pk, at in [(first.pk + 2, AT), (first.pk + 3, AT + timedelta(hours=2))]:
        Change.objects.create(pk=pk, at=at, actor="Berta", action="x", kind="visit.order", key="1")
        refresh(house)

    assert house.mark().gaps == {}


def test_a_database_older_than_the_index_builds_anew(house: Index) -> None:
    a_change("visit.order", "1")
    refresh(house)
    Change.objects.all().delete()
    an_object("desk", "Escritorio", "Desk")

    assert refresh(house)
    assert keys("escritorio") == ["desk"]


def test_pages_kept_with_old_results_are_given_up(house: Index) -> None:
    before = Edition.current()
    a_change("sources.statement", "places/study#s1")

    refresh(house)

    assert Edition.current() == before + 1


def test_without_an_index_a_search_is_refused_and_not_answered_with_nothing(index: Index) -> None:
    a_house()

    with pytest.raises(IndexUnavailable):
        find("despacho", language="es")


def test_the_worker_builds_a_missing_index(index: Index) -> None:
    a_house()
    a_place("study", "Despacho", "Study")

    keep_installed_index()

    assert keys("despacho") == ["study"]


def test_keeping_the_index_is_a_duty_of_the_worker_twice_a_second() -> None:
    rhythm = {duty.name: duty.every for duty in duties()}

    assert rhythm["casamuseo.search.refresh.keep_installed_index"] == 0.5


def test_without_a_house_there_is_nothing_to_build(index: Index) -> None:
    assert not refresh(index)
    assert not index.path.exists()


@pytest.mark.parametrize(
    "damage", ["truncated", "emptied", "deleted", "garbled meta", "garbled state"]
)
def test_a_broken_index_is_built_anew(house: Index, damage: str) -> None:
    build = house.path / (house.path / "current").read_text()
    store = next(build.glob("es/*.store"))
    if damage == "truncated":
        store.write_bytes(store.read_bytes()[:-20])
    elif damage == "emptied":
        store.write_bytes(b"")
    elif damage == "deleted":
        store.unlink()
    elif damage == "garbled meta":
        (build / "es" / "meta.json").write_text("{nonsense")
    else:
        (build / "state.json").write_text("[]")
    other_process = Index(house.path)

    with pytest.raises(IndexUnavailable):
        find("despacho", language="es", index=other_process)
    assert refresh(other_process)
    assert [hit.key for hit in find("timbre", language="es", index=other_process).hits] == ["study"]


def test_an_index_of_another_version_is_built_anew(
    house: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casamuseo.search.index.SCHEMA_VERSION", schema.SCHEMA_VERSION + 1)
    other_process = Index(house.path)

    with pytest.raises(IndexUnavailable):
        find("despacho", language="es", index=other_process)
    assert refresh(other_process)
    state = json.loads(
        (house.path / (house.path / "current").read_text() / "state.json").read_text()
    )
    assert state["version"] == schema.SCHEMA_VERSION + 1


def test_a_build_is_swapped_in_under_readers(house: Index) -> None:
    other_process = Index(house.path)
    assert other_process.reading().searchers["es"].num_docs == 2
    an_object("desk", "Escritorio", "Desk")

    rebuild(house)

    assert other_process.reading().searchers["es"].num_docs == 3
    assert [path.name for path in house.path.glob("build-*")] == [
        (house.path / "current").read_text()
    ]


def test_a_reader_in_another_process_sees_a_correction(house: Index) -> None:
    other_process = Index(house.path)
    assert find("alarma", language="es", index=other_process).total == 0
    Statement.objects.update(text=Text.of(es="Había una alarma.", en="An alarm."))
    a_change("sources.statement", "places/study#s1")

    refresh(house)

    assert find("alarma", language="es", index=other_process).total == 1


def test_a_failed_build_leaves_the_old_index(house: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> object:
        raise RuntimeError("the database went away")

    monkeypatch.setattr("casamuseo.search.refresh.everything", broken)
    with pytest.raises(RuntimeError):
        rebuild(house)

    assert keys("timbre") == ["study"]
    assert len(list(house.path.glob("build-*"))) == 1


def test_two_processes_do_not_write_at_once(house: Index) -> None:
    a_change("sources.statement", "places/study#s1")
    with (house.path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        with pytest.raises(IndexBusy):
            refresh(house)
        keep_installed_index()

    assert refresh(house)


def test_the_command_builds_the_index(index: Index) -> None:
    a_house()
    a_person(
        "sedova", ("Vivió aquí.", "She lived here."), names=[("Natalia Sedova", "es", "preferred")]
    )
    out = StringIO()

    call_command("search-index", stdout=out)

    assert out.getvalue().startswith("2 ")
    assert keys("sedova") == ["sedova"]


def test_the_command_without_a_house_says_so(index: Index) -> None:
    with pytest.raises(CommandError):
        call_command("search-index")


def test_an_index_can_be_deleted_while_it_is_in_use(house: Index) -> None:
    for path in sorted(Path(house.path).rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()

    with pytest.raises(IndexUnavailable):
        find("timbre", language="es")
    assert refresh(house)
    assert keys("timbre") == ["study"]
