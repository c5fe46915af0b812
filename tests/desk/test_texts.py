"""The texts in the desk: the list, the editor, two who write at once, review, history, preview."""

from __future__ import annotations

import gzip
import re
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import translation

from casamuseo.house.models import House
from casamuseo.kernel.editions import forget_all
from casamuseo.kernel.texts import Text
from casamuseo.sources.drafting import statements_from
from casamuseo.sources.models import Citation, Passage, PassageDraft, Statement
from casamuseo.sources.terms import DraftStage
from casamuseo.story.models import Story
from tests.cast import (
    a_house,
    a_passage,
    a_place,
    a_signatory,
    a_source,
    a_statement,
    an_object,
)
from tests.desk.reading import said, words_of
from tests.staffing import a_member, signed_in

pytestmark = pytest.mark.django_db


def a_room(sentences: int = 2) -> Passage:
    """The study with its text."""
    a_house()
    passage, source = a_passage(), a_source()
    for number in range(sentences):
        a_statement(passage, es=f"Frase {number + 1}.", en=f"Sentence {number + 1}.", source=source)
    a_place(passage=passage)
    return passage


def an_editor(login: str = "marina") -> Client:
    return signed_in(a_member("editor", login=login, full_name=login.title()))


def fields_of(response: HttpResponse) -> dict[str, Any]:
    """What a browser would send of the editor's form if nobody touched it."""
    html = response.content.decode()
    form = html[html.index('<form id="text"') :]
    form = form[: form.index("</form>")]
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        found = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        is_ticked = found.get("type") not in ("checkbox", "radio") or re.search(r"\schecked", tag)
        if is_ticked and "name" in found:
            sent[found["name"]] = unescape(found.get("value", "on"))
    for name, words in re.findall(
        r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S
    ):
        sent[name] = unescape(words)
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    return sent


def save(client: Client, passage: Passage, sent: dict[str, Any], **more: str) -> HttpResponse:
    return client.post(f"/desk/texts/{passage.pk}/save/", {**sent, **more})  # type: ignore[return-value]


def opened(client: Client, passage: Passage) -> dict[str, Any]:
    return fields_of(client.get(f"/desk/texts/{passage.pk}/"))  # type: ignore[arg-type]


def drafted(code: str = "es") -> list[str]:
    return [one.text.words(code) for one in statements_from(PassageDraft.objects.get().statements)]


def test_the_list_says_who_speaks_a_text_and_how_it_stands() -> None:
    passage = a_room()
    a_statement(passage, es="Sin inglés.", en=None, is_published=False)
    client = an_editor()
    save(client, passage, opened(client, passage), **{"0-es": "Otra frase."})

    words = words_of(client.get("/desk/texts/"))  # type: ignore[arg-type]

    assert "Despacho" not in words
    assert "Study Rooms and places 3 Partly held back" in words
    assert "It has no source and nobody has signed it as house knowledge." in words
    assert "Being written Marina" in words


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_takes_the_same_queries_for_any_number(
    many: int, django_assert_num_queries: Any
) -> None:
    a_house()
    source = a_source()
    for number in range(many):
        passage = a_passage(f"places/room-{number}")
        a_statement(passage, source=source)
        a_place(f"room-{number}", number=number, passage=passage)
    client = an_editor()
    client.get("/desk/texts/")

    with django_assert_num_queries(12):
        client.get("/desk/texts/")


def test_the_list_is_narrowed_by_kind_state_and_key() -> None:
    a_room()
    a_passage("stories/attack", is_published=False)
    client = an_editor()

    def found(query: str) -> list[str]:
        html = client.get(f"/desk/texts/?{query}").content.decode()
        return re.findall(r'<th scope="row"><a[^>]*>(.*?)</a>', html)

    assert found("") == ["Study", "stories/attack"]
    assert found("kind=stories") == ["stories/attack"]
    assert found("state=held") == ["stories/attack"]
    assert found("state=published") == ["Study"]
    assert found("words=stud") == ["Study"]
    assert found("state=review") == []


def test_a_reason_names_its_sentence_by_key_and_number() -> None:
    passage = a_room()
    a_statement(passage, key="attack", text=Text.of(es="Sin inglés."), is_published=False)
    client = an_editor()

    words = words_of(client.get(f"/desk/texts/{passage.pk}/?after=s1"))  # type: ignore[arg-type]

    # The new sentence is the second, so this one is the fourth of the page.
    assert "Sentence 4 (“attack”) lacks a language of the house: en." in words


def test_a_language_being_prepared_has_boxes_and_its_silence_is_no_fault() -> None:
    passage = a_room()
    House.objects.update(prepared_languages=["nah"])
    forget_all()
    client = an_editor()

    page = client.get(f"/desk/texts/{passage.pk}/")
    html, words = page.content.decode(), words_of(page)  # type: ignore[arg-type]

    assert 'name="0-nah"' in html
    assert 'name="0-nah-x"' not in html
    assert "nah 1 being prepared" in words
    assert "missing" not in words
    assert "the public would not see this text" not in words
    assert 'data-total="nah"' not in html

    save(client, passage, opened(client, passage), **{"0-nah": "Ce tlahtolli."})

    assert drafted("nah") == ["Ce tlahtolli.", "Frase 2."]
    html = client.get(f"/desk/texts/{passage.pk}/").content.decode()
    assert 'data-total="nah"' in html
    address = f"/desk/texts/{passage.pk}/preview/?in=nah"
    assert "Ce tlahtolli." in words_of(client.get(address))  # type: ignore[arg-type]
    history = f"/desk/texts/{passage.pk}/history/"
    assert "Ce tlahtolli." in words_of(client.get(history))  # type: ignore[arg-type]


def test_a_text_is_found_by_what_its_speaker_is_called() -> None:
    a_house()
    a_place("study", passage=a_passage("places/study"))
    a_place("patio", number=9, passage=a_passage("places/patio"), name=Text.of(es="Ámbito sur"))
    an_object("desk", number="D-001", passage=a_passage("objects/desk"))
    Story.objects.create(
        key="attack", title=Text.of(es="El atentado"), passage=a_passage("stories/attack")
    )
    client = an_editor()

    def found(**asked: str) -> list[str]:
        html = client.get("/desk/texts/", asked).content.decode()
        return re.findall(r'<th scope="row"><a[^>]*>(.*?)</a>', html)

    assert found(words="despacho") == ["Study"]
    assert found(words="Study") == ["Study"]
    assert found(words="ámbito") == ["Ámbito sur"]
    assert found(words="d-0") == ["Desk · D-001"]
    assert found(words="atentado") == ["El atentado"]
    assert found(words="atentado", kind="places") == []
    assert found(words="nobody") == []


def test_saving_writes_a_draft_and_the_public_text_stays() -> None:
    passage = a_room()
    client = an_editor()

    response = save(client, passage, opened(client, passage), **{"0-es": "La  mesa\nde trabajo."})

    assert response.status_code == 302
    assert drafted() == ["La mesa de trabajo.", "Frase 2."]
    assert Statement.objects.get(key="s1").text.words("es") == "Frase 1."
    page = client.get(f"/desk/texts/{passage.pk}/")
    assert said(page) == ["The draft was saved. The public still reads what was published."]  # type: ignore[arg-type]
    assert "stale: the original has changed" in words_of(page)  # type: ignore[arg-type]


def test_everything_of_a_sentence_is_kept() -> None:
    passage = a_room(1)
    a_source("volkov")
    a_signatory()
    client = an_editor()
    more = {
        "0-certainty": "contested",
        "0-es-v": "No fue así.",
        "0-en-vx": "on",
        "0-s1": "volkov",
        "0-l1": "p. 12",
        "0-t0": "volkov",
        "0-u0": "p. 13",
        "0-by": "editors",
        "0-on": "2026-11-20",
        "0-p": "on",
    }

    save(client, passage, opened(client, passage), **more)

    (one,) = PassageDraft.objects.get().statements
    assert one == {
        "key": "s1",
        "text": [["es", "Frase 1."], ["en", "Sentence 1."]],
        "certainty": "contested",
        "counter_text": [["es", "No fue así."], ["en", None]],
        "starts_paragraph": True,
        "signature": {"by": "editors", "on": "2026-11-20"},
        "citations": [
            {"source": "patenaude"},
            {"source": "volkov", "locator": "p. 12"},
            {"source": "volkov", "locator": "p. 13", "stance": "contradicts"},
        ],
    }
    again = opened(client, passage)
    assert save(client, passage, again).status_code == 302
    assert PassageDraft.objects.get().version == 1


def test_nothing_typed_is_lost_when_something_is_wrong() -> None:
    passage = a_room()
    client = an_editor()

    response = save(
        client,
        passage,
        opened(client, passage),
        **{"0-es": "Bien.", "1-es": "Con *una.", "1-s1": "no"},
    )

    assert response.status_code == 422
    assert "Nothing was saved yet: 1 sentence has something to correct." in words_of(response)
    assert "There is no source “no”." in words_of(response)
    kept = fields_of(response)
    assert (kept["0-es"], kept["1-es"], kept["1-s1"]) == ("Bien.", "Con *una.", "no")
    assert not PassageDraft.objects.exists()


def test_two_who_write_in_other_sentences_both_keep_their_work() -> None:
    passage = a_room()
    one, two = an_editor("marina"), an_editor("berta")
    first, second = opened(one, passage), opened(two, passage)

    save(one, passage, first, **{"0-es": "De Marina."})
    save(two, passage, second, **{"1-es": "De Berta."})

    assert drafted() == ["De Marina.", "De Berta."]
    assert PassageDraft.objects.get().writers == ["marina", "berta"]


def test_two_who_write_the_same_sentence_see_both_wordings_and_the_second_chooses() -> None:
    passage = a_room()
    one, two = an_editor("marina"), an_editor("berta")
    first, second = opened(one, passage), opened(two, passage)
    save(one, passage, first, **{"0-es": "De Marina."})

    response = save(two, passage, second, **{"0-es": "De Berta.", "1-en": "Also Berta."})

    assert response.status_code == 422
    words = words_of(response)
    assert "somebody else has written the same sentence" in words
    assert "What the others wrote meanwhile: Español De Marina." in words
    kept = fields_of(response)
    assert (kept["0-es"], kept["1-en"]) == ("De Berta.", "Also Berta.")
    # Whoever saves without choosing is asked again, and nothing of either is lost.
    again = save(two, passage, kept)
    assert again.status_code == 422
    assert drafted() == ["De Marina.", "Frase 2."]

    chosen = save(two, passage, fields_of(again), **{"0-take": "mine"})

    assert chosen.status_code == 302
    assert drafted() == ["De Berta.", "Frase 2."]
    assert drafted("en") == ["Sentence 1.", "Also Berta."]


def test_the_other_wording_can_be_taken() -> None:
    passage = a_room()
    one, two = an_editor("marina"), an_editor("berta")
    first, second = opened(one, passage), opened(two, passage)
    save(one, passage, first, **{"0-es": "De Marina."})
    response = save(two, passage, second, **{"0-es": "De Berta.", "1-es": "También."})

    save(two, passage, fields_of(response), **{"0-take": "theirs"})

    assert drafted() == ["De Marina.", "También."]


@pytest.mark.parametrize(
    ("do", "words"),
    [
        ("up-1", ["Dos. Y tres.", "Uno."]),
        ("down-0", ["Dos. Y tres.", "Uno."]),
        ("remove-0", ["Dos. Y tres."]),
        ("split-1", ["Uno.", "Dos.", "Y tres."]),
        ("join-0", ["Uno. Dos. Y tres."]),
    ],
)
def test_sentences_are_moved_removed_split_and_joined(do: str, words: list[str]) -> None:
    passage = a_room()
    client = an_editor()

    response = save(
        client,
        passage,
        opened(client, passage),
        **{"0-es": "Uno.", "1-es": "Dos. Y tres.", "do": do},
    )

    assert response.status_code == 302
    assert drafted() == words


def test_a_sentence_is_split_where_its_line_is_broken() -> None:
    passage = a_room(1)
    client = an_editor()
    broken = {"0-es": "una parte\ny otra", "0-en": "Sentence 1.", "do": "split-0"}

    save(client, passage, opened(client, passage), **broken)

    one, two = statements_from(PassageDraft.objects.get().statements)
    assert (one.text.words("es"), two.text.words("es")) == ("una parte", "y otra")
    assert (one.text.has("en"), two.text.has("en")) == (True, False)
    assert one.citations == two.citations


def test_what_cannot_be_split_is_said_and_kept() -> None:
    passage = a_room(1)
    client = an_editor()

    response = save(
        client, passage, opened(client, passage), **{"0-es": "Una sola", "do": "split-0"}
    )

    assert response.status_code == 422
    assert "Break the line where the second sentence begins" in words_of(response)
    assert fields_of(response)["0-es"] == "Una sola"


def test_a_sentence_is_added_where_it_was_asked_for() -> None:
    passage = a_room()
    client = an_editor()
    response = save(client, passage, opened(client, passage), do="add-0")
    assert response.headers["Location"] == f"/desk/texts/{passage.pk}/?after=s1#new"

    blank = fields_of(client.get(response.headers["Location"]))  # type: ignore[arg-type]
    save(client, passage, blank, **{"1-es": "En medio."})

    assert drafted() == ["Frase 1.", "En medio.", "Frase 2."]


def test_an_empty_text_begins_with_a_place_to_write() -> None:
    a_house()
    passage = a_passage(is_published=False)
    client = an_editor()

    save(client, passage, opened(client, passage), **{"0-es": "La primera."})

    assert drafted() == ["La primera."]


def test_a_draft_is_sent_for_review_and_published_by_a_second_person() -> None:
    passage = a_room()
    one, two = an_editor("marina"), an_editor("berta")
    sent = opened(one, passage)
    save(one, passage, sent, **{"0-es": "Nueva.", "0-en": "New.", "0-l0": "p. 5", "do": "submit"})
    assert "1 text waits for your review" in words_of(two.get("/desk/texts/"))  # type: ignore[arg-type]
    assert "waits for your review" not in words_of(one.get("/desk/texts/"))  # type: ignore[arg-type]
    seen = {"seen": "1", "seen_passage": "1"}

    refused = one.post(f"/desk/texts/{passage.pk}/publish/", seen)
    assert refused.status_code == 422
    assert "Whoever wrote in a draft does not publish it. These can: Berta." in words_of(refused)  # type: ignore[arg-type]
    two.post(f"/desk/texts/{passage.pk}/publish/", seen)

    statement = Statement.objects.get(key="s1")
    assert statement.text == Text.from_json({"es": {"text": "Nueva.", "revision": 2}, "en": "New."})
    assert Citation.objects.get(statement=statement).locator == "p. 5"
    assert not PassageDraft.objects.exists()


def test_a_draft_goes_back_with_a_remark() -> None:
    passage = a_room()
    one, two = an_editor("marina"), an_editor("berta")
    save(one, passage, opened(one, passage), **{"0-es": "Nueva.", "do": "submit"})

    two.post(f"/desk/texts/{passage.pk}/send-back/", {"seen": "1", "remark": "¿De qué página?"})

    assert PassageDraft.objects.get().stage == DraftStage.SENT_BACK
    assert "¿De qué página?" in words_of(one.get(f"/desk/texts/{passage.pk}/"))  # type: ignore[arg-type]


def test_publishing_what_would_hide_the_text_is_asked_twice() -> None:
    passage = a_room(1)
    one, two = an_editor("marina"), an_editor("berta")
    save(one, passage, opened(one, passage), **{"0-en": "", "do": "submit"})
    seen = {"seen": "1", "seen_passage": "1"}

    response = two.post(f"/desk/texts/{passage.pk}/publish/", seen)

    assert response.status_code == 422
    assert "the public would no longer see the text" in words_of(response)  # type: ignore[arg-type]
    two.post(f"/desk/texts/{passage.pk}/publish/", {**seen, "though_held_back": "on"})
    passage.refresh_from_db()
    assert not passage.is_published


def test_a_draft_is_discarded() -> None:
    passage = a_room()
    client = an_editor()
    save(client, passage, opened(client, passage), **{"0-es": "Nueva."})

    client.post(f"/desk/texts/{passage.pk}/discard/", {"seen": "1"})

    assert not PassageDraft.objects.exists()


def test_a_translator_reads_and_does_not_write() -> None:
    passage = a_room()
    client = signed_in(a_member("translator"))

    page = client.get(f"/desk/texts/{passage.pk}/")

    assert "Frase 1." in words_of(page)  # type: ignore[arg-type]
    assert "<textarea" not in page.content.decode()


def test_another_register_is_begun_from_the_full_text() -> None:
    passage = a_room()
    client = an_editor()

    response = client.post(f"/desk/texts/{passage.pk}/register/", {"register": "easy-read"})

    easy = Passage.objects.get(of=passage)
    assert response.headers["Location"] == f"/desk/texts/{easy.pk}/"
    page = words_of(client.get(f"/desk/texts/{easy.pk}/"))  # type: ignore[arg-type]
    assert "Study Easy read" in page
    assert "(15 at most, 10 are better)" in page


def test_the_history_compares_what_stands_with_the_draft_and_says_what_stood_on_a_day() -> None:
    passage = a_room(1)
    one, two = an_editor("marina"), an_editor("berta")
    save(one, passage, opened(one, passage), **{"0-es": "Frase nueva.", "do": "submit"})

    drafted_page = one.get(f"/desk/texts/{passage.pk}/history/").content.decode()
    two.post(f"/desk/texts/{passage.pk}/publish/", {"seen": "1", "seen_passage": "1"})
    page = one.get(f"/desk/texts/{passage.pk}/history/?before=1&after=2&on=2100-01-01")

    assert "Frase <del>1</del><ins>nueva</ins>." in drafted_page
    html, words = page.content.decode(), words_of(page)  # type: ignore[arg-type]
    assert "Frase <del>1</del><ins>nueva</ins>." in html
    assert re.search(r"Version 2 \d+ \w+ \d{4}, \S+ Marina Berta", words)
    assert "Berta published it" in words
    assert one.get(f"/desk/texts/{passage.pk}/history/?before=x&after=99").status_code == 200


@pytest.mark.parametrize("way", ["phone", "wall", "kiosk"])
def test_a_draft_is_seen_as_it_would_be_read(way: str) -> None:
    passage = a_room(1)
    client = an_editor()
    save(client, passage, opened(client, passage), **{"0-es": "Frase *nueva*.", "0-l0": "p. 5"})

    html = client.get(f"/desk/texts/{passage.pk}/preview/?as={way}&in=es").content.decode()

    assert "Frase <i>nueva</i>." in html
    assert f'class="text-{way}"' in html
    assert "Despacho" in html


def test_a_very_long_text_is_saved_whole() -> None:
    passage = a_room(120)
    client = an_editor()
    sent = opened(client, passage)

    response = save(client, passage, sent, **{"119-es": "La última."})

    assert response.status_code == 302
    assert len(sent) > 1000
    assert len(drafted()) == 120
    assert drafted()[-1] == "La última."


def test_a_page_of_thirty_sentences_keeps_to_the_desk_s_budget() -> None:
    passage = a_room(30)
    client = an_editor()

    with translation.override("en"):
        page = client.get(f"/desk/texts/{passage.pk}/").content

    assert len(gzip.compress(page, 6)) < 30_000
