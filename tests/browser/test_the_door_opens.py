"""A Saturday of the freshly loaded demonstration, from the first booking to the counted drawer."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.demonstration import PHONE, Museum, a_member, code_in, somebody

FLOAT = 500


class Taps:
    """Taps on a page, counted."""

    def __init__(self) -> None:
        self.count = 0

    def on(self, target: Locator) -> None:
        self.count += 1
        target.tap()


def expect_verdict(gate: Page, tone: str, how_many: str) -> None:
    verdict = gate.locator("[data-part=verdict]")
    expect(verdict).to_have_attribute("data-tone", tone)
    expect(gate.locator("[data-part=lines]")).to_contain_text(how_many)


def scan(page: Page, code: str) -> None:
    """As a scanner types it: fast, with Enter at the end."""
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def book(page: Page, language: str, *, time: str, party: dict[str, int]) -> str:
    """Book today on the public site; the code of the ticket's QR."""
    words = {"es": ("Reserv", "reservar"), "en": ("Book", "book")}[language]
    page.goto(f"/{language}/")
    page.get_by_role("link", name=re.compile(words[0])).first.click()
    page.wait_for_url(f"**/{language}/{words[1]}/")
    page.locator("table.month td[aria-current=date] a").click()
    page.get_by_label(re.compile(f"^{time}")).check()
    for category, people in party.items():
        page.locator(f"[name='n.{category}']").fill(str(people))
    page.locator("form.book .act button").click()
    page.locator("[name=email]").fill(f"visita-{language}@example.org")
    page.locator(".act button[value=place]").click()
    page.wait_for_url(re.compile("/(reserva|booking)/"))
    expect(page.locator("html")).to_have_attribute("lang", language)
    return code_in(page.locator(".qr"))


def test_a_saturday_at_the_door(browser: Browser, museum: Museum) -> None:
    with (
        somebody(browser, museum, locale="es-MX", viewport=PHONE) as ana,
        somebody(browser, museum, locale="en-GB") as eva,
        a_member(browser, museum, "till", has_touch=True) as chucho,
        a_member(browser, museum, "director") as elena,
        somebody(browser, museum, viewport=PHONE) as gate,
    ):
        spanish = book(ana, "es", time="11:00", party={"adult": 2})
        english = book(eva, "en", time="11:00", party={"disability": 1, "child": 1})

        _open_the_shift(chucho)
        _take_the_money_for_a_booking(chucho, spanish, cents=8000)
        by_taps = _sell_in_three_taps(chucho)
        by_keys = _sell_in_five_keys(chucho)

        _enrol(elena, gate)
        _admit_with_the_network_cut(gate, [(spanish, 2), (english, 2), (by_taps, 1), (by_keys, 2)])
        _server_agrees(elena, ana, eva)

        _a_tour_is_asked_for_and_confirmed(browser, museum, eva, chucho)

        _close_to_the_centavo(chucho, cash=FLOAT + 80 + 40 + 80, sold=200)


def _open_the_shift(chucho: Page) -> None:
    chucho.goto("/desk/till/")
    chucho.locator("main form.desk-form input:not([type=hidden])").first.fill(str(FLOAT))
    chucho.locator("main form.desk-form button[type=submit]").click()
    expect(chucho.locator("[data-till]")).to_be_visible()


def _take_the_money_for_a_booking(chucho: Page, code: str, *, cents: int) -> None:
    """The visitor's QR is scanned, wherever the focus is: none of its letters sells anything."""
    scan(chucho, code)
    chucho.wait_for_url("**/desk/till/bookings/*/")
    chucho.locator(".till-exact").click()
    chucho.wait_for_url("**/desk/till/sales/*/")
    expect(chucho.locator(".till-change b")).to_have_text(re.compile(r"^0\.00"))
    expect(chucho.locator(".paper-total")).to_contain_text(f"{cents / 100:.2f}")


def _sell_in_three_taps(chucho: Page) -> str:
    """One adult: an own page for the next visitor to begin with, and nothing but taps."""
    chucho.goto("/desk/till/")
    taps = Taps()
    taps.on(chucho.locator("[data-add]").first)
    taps.on(chucho.locator(".till-exact"))
    chucho.wait_for_url("**/desk/till/sales/*/")
    code = code_in(chucho.locator(".paper-qr"))
    taps.on(chucho.locator("[data-next]"))
    chucho.wait_for_url("**/desk/till/")
    assert taps.count <= 3
    return code


def _sell_in_five_keys(chucho: Page) -> str:
    """Two adults with a note of a hundred, and on to the next."""
    keys = ["1", "1", "x", "Enter"]
    for key in keys[:-1]:
        chucho.keyboard.press(key)
    chucho.wait_for_url("**/desk/till/sales/*/")
    expect(chucho.locator(".till-change b")).to_have_text(re.compile(r"^20\.00"))
    code = code_in(chucho.locator(".paper-qr"))
    chucho.keyboard.press(keys[-1])
    chucho.wait_for_url("**/desk/till/")
    assert len(keys) <= 5
    return code


def _enrol(elena: Page, gate: Page) -> None:
    elena.goto("/desk/devices/")
    elena.get_by_role("link", name=re.compile("Add a device|Añadir|Agregar")).click()
    elena.locator("[name=name]").fill("Puerta de Viena")
    elena.locator("main form.desk-form button[type=submit]").click()
    gate.goto(elena.locator("a[href*='/gate/enrol/']").get_attribute("href") or "")
    gate.locator("main form button[type=submit]").click()
    gate.wait_for_url("**/gate/")
    expect(gate.locator("[data-part=level]")).to_have_attribute("data-level", "server")
    expect(gate.locator("[data-counted=child]")).to_be_visible()
    gate.wait_for_function("() => navigator.serviceWorker.controller !== null")


def _admit_with_the_network_cut(gate: Page, tickets: list[tuple[str, int]]) -> None:
    waiting = gate.locator("[data-part=waiting]")
    gate.context.set_offline(True)
    for code, party in tickets:
        scan(gate, code)
        words = "One person may enter." if party == 1 else f"{party} people may enter."
        expect_verdict(gate, "yes", words)
        gate.keyboard.press("Escape")
    expect(gate.locator("[data-part=level]")).to_have_attribute("data-level", "list")
    scan(gate, tickets[0][0])
    expect(gate.locator("[data-part=verdict]")).to_have_attribute("data-tone", "no")
    gate.keyboard.press("Escape")
    expect(waiting).to_contain_text("5")

    gate.context.set_offline(False)

    expect(waiting).to_be_hidden()
    expect(gate.locator("[data-part=level]")).to_have_attribute("data-level", "server")
    for code, _ in tickets:
        scan(gate, code)
        expect(gate.locator("[data-part=verdict]")).to_have_attribute("data-tone", "no")
        gate.keyboard.press("Escape")


def _server_agrees(elena: Page, ana: Page, eva: Page) -> None:
    ana.reload()
    eva.reload()
    expect(ana.locator(".ticket.over")).to_be_visible()
    expect(eva.locator(".ticket.over")).to_be_visible()
    elena.goto("/desk/today/")
    eleven = elena.locator("tr", has=elena.locator("time", has_text="11:00"))
    expect(eleven.locator("td").nth(0)).to_have_text("7")
    expect(eleven.locator("td").nth(1)).to_have_text("7")
    elena.goto("/desk/devices/")
    row = elena.locator("tr", has_text="Puerta de Viena")
    expect(row.locator("td.number")).to_have_text(["0", "0"])


def _a_tour_is_asked_for_and_confirmed(
    browser: Browser, museum: Museum, eva: Page, chucho: Page
) -> None:
    eva.goto("/en/tours/")
    eva.locator("main a[href$='/tours/request/']").first.click()
    eva.locator("[name=kind]").select_option("group")
    eva.locator("[name=language]").select_option("en")
    eva.locator("[name=day]").fill("2026-12-02")
    eva.locator("[name=time]").fill("11:00")
    eva.locator("[name=people]").fill("12")
    eva.locator("[name=organisation]").fill("Reading circle")
    eva.locator("[name=email]").fill("eva@example.org")
    eva.locator("main form button[type=submit]").click()
    eva.wait_for_url(re.compile("/en/tours/(?!request)[^/]+/"))

    chucho.goto("/desk/tours/")
    chucho.locator(".tour-rows a", has_text="Reading circle").first.click()
    _step(chucho, "quote")
    _step(chucho, "keep")
    with a_member(browser, museum, "guide", viewport=PHONE) as tomas:
        tomas.goto("/desk/my-tours/")
        tomas.locator("main a[href^='/desk/my-tours/']").first.click()
        tomas.locator("form[action$='/accept/'] button").click()
    eva.reload()
    eva.locator("button[name=do][value=accept]").click()
    expect(eva.locator("main .lead")).to_contain_text("Your tour is confirmed.")
    eva.get_by_role("link", name="See the ticket").click()
    assert code_in(eva.locator(".qr"))


def _step(page: Page, name: str) -> None:
    form = page.locator(f"form[action$='/{name}/']")
    if not form.locator("button[type=submit]").is_visible():
        page.locator("details", has=form).locator("summary").click()
    form.locator("button[type=submit]").click()
    page.wait_for_load_state()


def _close_to_the_centavo(chucho: Page, *, cash: int, sold: int) -> None:
    chucho.goto("/desk/till/shift/")
    chucho.locator("form[action$='/count/'] button").click()
    expect(chucho.locator("main")).not_to_contain_text(f"{cash}.00")  # counted blind
    chucho.locator(f"#piece-{10000}").fill(str(cash // 100))
    chucho.locator("[data-counting] button[type=submit]").first.click()
    chucho.wait_for_url("**/close/")
    expect(chucho.locator(".till-sums dd").nth(2)).to_contain_text(re.compile(r"^0\.00"))
    chucho.locator("main form.desk-form button[type=submit]").click()
    chucho.wait_for_url(re.compile(r"/desk/till/shifts/\d+/"))
    sums = chucho.locator(".till-sums dd")
    expect(sums.nth(0)).to_contain_text(f"{cash}.00")
    expect(sums.nth(1)).to_contain_text(f"{cash}.00")
    expect(sums.nth(2)).to_contain_text(re.compile(r"^0\.00"))
    expect(chucho.locator("section[aria-labelledby=sums]")).to_contain_text(f"{sold}.00")
