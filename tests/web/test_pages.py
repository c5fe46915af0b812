"""The public pages of the first house: what they say, in both languages."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casamuseo.house.models import House, Place
from casamuseo.kernel.editions import forget_all
from casamuseo.kernel.models import Edition
from casamuseo.kernel.texts import Text
from casamuseo.sources.models import Passage, Statement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_house", "noon")]


def html(client: Client, address: str, *, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def test_the_root_sends_each_visitor_to_the_language_of_the_browser(client: Client) -> None:
    spanish = client.get("/", headers={"accept-language": "fr, es-MX;q=0.9, en;q=0.5"})
    english = client.get("/", headers={"accept-language": "en-GB"})
    neither = client.get("/", headers={"accept-language": "ja"})

    assert [r.headers["Location"] for r in (spanish, english, neither)] == ["/es/", "/en/", "/es/"]
    assert spanish.headers["Vary"] == "Accept-Language, Cookie"


def test_a_language_of_a_country_is_found_by_browsers_that_ask_for_it_or_its_kin(
    client: Client,
) -> None:
    House.objects.update(languages=["es", "en", "pt-BR"])
    forget_all()

    def sent_to(header: str) -> str:
        return str(client.get("/", headers={"accept-language": header}).headers["Location"])

    assert sent_to("pt-BR, en;q=0.5") == "/pt-BR/"
    assert sent_to("pt-PT, en;q=0.5") == "/pt-BR/"
    assert sent_to("pt, es;q=0.9") == "/pt-BR/"
    assert sent_to("en-GB-oxendict") == "/en/"


def test_the_home_page_says_until_when_the_house_is_open(client: Client) -> None:
    assert "Abierto hoy hasta las 17:00" in html(client, "/es/")
    assert "Open today until 17:00" in html(client, "/en/")


def test_a_page_that_knows_the_time_is_kept_only_until_it_changes(client: Client) -> None:
    # Noon in Mexico City is 18:00 in UTC; the house closes five hours later.
    assert client.get("/es/").headers["X-Casamuseo-Keep"] == str(1795561200)
    assert client.get("/es/historias/").headers["X-Casamuseo-Keep"] == "edition"


def test_every_page_carries_the_strict_policy_and_no_inline_script_or_style(client: Client) -> None:
    for address in ("/es/", "/en/house/", "/en/house/study/", "/en/objects/D-001/desk/"):
        response = client.get(address)
        page = response.content.decode()

        assert response.headers["Content-Security-Policy"].startswith(
            "default-src 'none'; script-src 'self';"
        )
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", page)
        assert set(re.findall(r"<script([^>]*)>", page)) <= {
            ' type="application/ld+json"',
            ' type="module" src="/static/theme/site.js"',
        }


def test_the_language_switch_keeps_place_day_and_query(client: Client) -> None:
    room = html(client, "/es/casa/despacho/?dia=1940-08-20")
    objects = html(client, "/en/objects/?kind=furniture&person=trotsky")

    assert 'href="/en/house/study/?day=1940-08-20" hreflang="en"' in room
    assert "/es/objetos/?tipo=furniture&amp;persona=trotsky" in objects


def test_every_published_sentence_of_a_room_is_on_its_page_with_its_notes(client: Client) -> None:
    page = html(client, "/es/casa/despacho/")

    for statement in Statement.objects.published().filter(passage__key="places/study"):
        assert f'id="places.study.{statement.key}"' in page
    marks = {int(n) for n in re.findall(r'href="#n(\d+)"', page)}
    notes = {int(n) for n in re.findall(r'<li id="n(\d+)"', page)}
    assert marks == notes
    assert notes


def test_a_contested_sentence_shows_both_versions(client: Client) -> None:
    page = html(client, "/en/objects/D-005/unfinished-manuscript/")

    assert page.count('class="versions"') == 1
    assert "A Dirty Trick of History" in page
    assert "biography of Stalin" in page


def test_the_contested_page_gathers_every_contested_and_unknown_sentence(client: Client) -> None:
    page = html(client, "/en/contested/")

    for statement in Statement.objects.published().filter(certainty__in=["contested", "unknown"]):
        assert f'.{statement.key}"' in page, str(statement.text)


def test_a_source_lists_the_sentences_that_rest_on_it(client: Client) -> None:
    page = html(client, "/en/sources/levine/")

    assert "/en/house/study/#places.study." in page
    assert "Isaac Don Levine" in page


def test_a_sentence_that_is_not_published_is_on_no_page(client: Client) -> None:
    statement = Statement.objects.filter(passage__key="places/study").first()
    assert statement is not None
    said = statement.text.words("en")
    assert said in html(client, "/en/house/study/")

    Statement.objects.filter(pk=statement.pk).update(is_published=False)
    Edition.rise()

    assert said not in html(client, "/en/house/study/")


def test_the_page_of_a_story_that_is_not_published_is_not_there(client: Client) -> None:
    assert "machine guns" in html(client, "/en/stories/twenty-minutes-in-may/")

    Passage.objects.filter(key="stories/attack-of-may").update(is_published=False)
    Edition.rise()

    page = html(client, "/en/stories/twenty-minutes-in-may/", status=404)
    assert "machine guns" not in page


def test_a_missing_language_is_shown_as_missing_in_the_language_it_has(client: Client) -> None:
    place = Place.objects.get(key="study")
    place.name = Text.of(es="Despacho", en=None)
    place.save()
    statement = Statement.objects.filter(passage__key="places/study").first()
    assert statement is not None
    Statement.objects.filter(pk=statement.pk).update(text=Text.of(es="Solo en español.", en=None))
    Edition.rise()

    page = html(client, "/en/house/study/")

    assert '<span lang="es">Despacho</span>' in page
    assert re.search(
        r'lang="es">Solo en español\.</span> <small class="missing">\(not yet translated\)', page
    )


def test_changing_a_polygon_changes_plan_and_cut_away(client: Client) -> None:
    before = html(client, "/en/house/")
    study = Place.objects.get(key="study")
    study.polygon = [
        [x, y + (1 if y == max(p[1] for p in study.polygon) else 0)] for x, y in study.polygon
    ]
    study.save()
    Edition.rise()

    after = html(client, "/en/house/")

    drawings = re.compile(r"<svg.*?</svg>", re.DOTALL)
    was, now = drawings.findall(before), drawings.findall(after)
    assert len(was) == len(now) >= 2
    assert all(one != other for one, other in zip(was, now, strict=True))


@pytest.mark.parametrize(
    "address",
    [
        "/es/casa/?dia=1492-10-12",
        "/en/house/?day=yesterday",
        "/en/house/study/?day=%00",
        "/xx/",
        "/fr/visit/",
    ],
)
def test_what_the_house_does_not_have_is_answered_by_a_clear_404(
    client: Client, address: str
) -> None:
    page = html(client, address, status=404)

    assert "<h1>" in page
    assert "Traceback" not in page


def test_an_objects_address_with_a_wrong_slug_leads_to_the_right_one(client: Client) -> None:
    response = client.get("/es/objetos/D-001/mesa/")

    assert (response.status_code, response.headers["Location"]) == (
        301,
        "/es/objetos/D-001/escritorio/",
    )


def test_the_number_on_the_wall_leads_to_its_stop_in_the_visitors_language(client: Client) -> None:
    response = client.get("/g/7", headers={"accept-language": "en"})

    assert response.headers["Location"] == "/en/guide/7/"
    assert client.get("/es/guia/?numero=7").headers["Location"] == "/es/guia/7/"
    assert client.get("/es/guia/?numero=siete").status_code == 404
    assert client.get("/es/guia/99/").status_code == 404


def test_the_appearance_is_kept_in_a_cookie_and_leads_back(client: Client) -> None:
    response = client.get("/es/aspecto/?tema=dark&de=/es/casa/%3Fdia%3D1940-08-20")

    assert response.headers["Location"] == "/es/casa/?dia=1940-08-20"
    assert '<html lang="es" data-theme="dark">' in html(client, "/es/")


@pytest.mark.parametrize(
    "back", ["//evil.example/", "https://evil.example/", "javascript:alert(1)"]
)
def test_the_appearance_never_leads_out_of_the_house(client: Client, back: str) -> None:
    response = client.get("/es/aspecto/", {"tema": "dark", "de": back})

    assert response.headers["Location"] == "/es/"


def test_machines_read_the_museum_with_its_real_prices_only(client: Client) -> None:
    page = html(client, "/en/visit/")
    items = [json.loads(each) for each in re.findall(r"ld\+json\">(.*?)</script>", page)]
    museum = next(item for item in items if "Museum" in item["@type"])

    assert museum["@type"] == ["Museum", "TouristAttraction"]
    assert museum["address"]["postalCode"] == "04100"
    assert museum["openingHoursSpecification"] == [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": ["Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
            "opens": "10:00",
            "closes": "17:00",
        }
    ]
    assert [(offer["name"], offer["price"]) for offer in museum["offers"]] == [("Adults", "40.00")]


def test_words_of_a_record_cannot_end_a_script_or_open_an_element(client: Client) -> None:
    place = Place.objects.get(key="study")
    place.name = Text.of(es="</script><img src=x onerror=alert(1)>", en="</script><b>")
    place.save()
    Edition.rise()

    page = html(client, "/es/casa/despacho/")

    assert "<img src=x" not in page
    assert "</script><img" not in page


def test_a_room_costs_few_queries_whatever_stood_in_it(client: Client) -> None:
    counts = []
    for slug in ("study", "garden", "kitchen"):
        client.get(f"/en/house/{slug}/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/en/house/{slug}/")
        counts.append(sum("kernel_edition" not in query["sql"] for query in queries))

    # A room without things or stories saves the look at their pictures.
    assert max(counts) <= 14, counts
