"""With scripts switched off everything is there and everything works, by plain links and forms."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.kinds import KINDS, path_of
from tests.browser.looking import Window
from tests.browser.site import FIRST_DAY, SECOND_DAY, Site, address

Visitor = Callable[..., Page]


@pytest.fixture
def page(visitor: Visitor) -> Page:
    return visitor(java_script_enabled=False, locale="es-MX")


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_says_the_same_as_with_scripts(
    kind: str, page: Page, window: Window, site: Site
) -> None:
    path = path_of(kind, "es", site=site)
    window.open(site.address + path)
    with_scripts = window.page.locator("main").inner_text()

    page.goto(path)

    # The number pad is the one thing that only scripts bring.
    pad = "\n".join(window.page.locator("[data-pad-for]").all_inner_texts())
    expected = with_scripts.replace(pad, "").split()
    found = page.locator("main").inner_text().split()
    assert " ".join(found) == " ".join(expected)


def test_a_number_typed_into_the_guide_leads_to_its_stop(page: Page, site: Site) -> None:
    page.goto(address("guide", "es"))
    expect(page.locator("[data-pad-for]")).to_be_hidden()

    page.get_by_label("Número en la pared").fill("7")
    page.get_by_role("button", name="Ir").click()

    expect(page).to_have_url(f"{site.address}/es/guia/7/")
    expect(page.locator("h1")).to_contain_text("7")


def test_a_short_address_leads_to_its_stop_in_the_language_of_the_phone(
    page: Page, site: Site
) -> None:
    page.goto("/g/7")

    expect(page).to_have_url(f"{site.address}/es/guia/7/")


def test_every_room_of_a_drawing_is_also_in_a_list_that_fingers_find(page: Page) -> None:
    page.goto(address("house", "es"))
    addresses = "links => links.map(link => link.getAttribute('href'))"

    drawn = set(page.locator("svg a").evaluate_all(addresses))

    assert len(drawn) > 12
    assert drawn <= set(page.locator(".places a").evaluate_all(addresses))


def test_a_day_is_picked_by_a_link(page: Page, site: Site) -> None:
    page.goto(address("house", "es"))

    page.get_by_role("link", name="24 de mayo de 1940").click()

    expect(page).to_have_url(site.address + address("house", "es", day=FIRST_DAY))
    chosen = page.locator(".days [aria-current]")
    expect(chosen).to_have_text(["24 de mayo de 1940"])


def test_two_days_are_compared_by_a_form(page: Page, site: Site) -> None:
    page.goto(address("house", "es"))

    page.get_by_label("Primer día").select_option(FIRST_DAY)
    page.get_by_label("Segundo día").select_option(SECOND_DAY)
    page.get_by_role("button", name="Comparar").click()

    expect(page).to_have_url(
        site.address + address("house", "es", day=FIRST_DAY, against=SECOND_DAY)
    )
    expect(page.locator("#compared")).to_be_visible()
    expect(page.locator("#compared + figure svg")).to_be_visible()


def test_objects_are_filtered_by_a_form_and_a_filter_is_removed_by_a_link(
    page: Page, site: Site
) -> None:
    page.goto(address("objects", "es"))

    page.get_by_label("Lugar").select_option("study")
    page.get_by_role("button", name="Filtrar").click()

    assert "lugar=study" in page.url
    in_study = page.locator(".tile").count()
    assert 0 < in_study < 24
    page.get_by_role("link", name="Quitar el filtro").click()
    expect(page).to_have_url(site.address + address("objects", "es"))
    assert page.locator(".tile").count() > in_study


def test_words_are_searched_for_by_a_form_and_narrowed_down_by_a_link(page: Page) -> None:
    page.goto(address("search", "es"))

    page.get_by_role("searchbox").fill("Троцкий")
    page.get_by_role("search").get_by_role("button").click()

    expect(page.locator(".search-results")).to_contain_text("León Trotsky")
    found = page.locator(".search-results > ol > li").count()
    page.locator(".search-facets a").first.click()
    assert 0 < page.locator(".search-results > ol > li").count() <= found
    expect(page.locator(".search-chosen a")).to_have_count(1)


def test_the_menu_of_a_phone_opens_and_closes(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/es/")
    expect(page.locator("#menu")).to_be_hidden()

    page.get_by_role("link", name="Menú", exact=True).click()
    expect(page.locator("#menu")).to_be_visible()
    page.get_by_role("link", name="Cerrar el menú").click()

    expect(page.locator("#menu")).to_be_hidden()


def test_the_theme_and_the_language_are_switched_by_links(page: Page, site: Site) -> None:
    page.goto(address("house", "es", day=FIRST_DAY))

    page.get_by_role("link", name="Oscuro").click()
    expect(page).to_have_url(site.address + address("house", "es", day=FIRST_DAY))
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("link", name="English").click()

    expect(page).to_have_url(site.address + address("house", "en", day=FIRST_DAY))
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
