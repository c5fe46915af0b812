"""The public site's addresses, in every language's own words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import URLPattern, path, register_converter

from casamuseo.web.booking_routes import booking_routes
from casamuseo.web.errors import reading_only
from casamuseo.web.languages import ADDRESS_LANGUAGES, section
from casamuseo.web.tour_routes import tour_routes
from casamuseo.web.views import (
    appearance,
    contested,
    data,
    exhibitions,
    feeds,
    guide,
    home,
    house,
    journey,
    objects,
    payments,
    people,
    pictures,
    programme,
    search,
    sitemap,
    sources,
    stories,
    tickets,
    timeline,
    tours,
    visit,
)


class OtherLanguage:
    """A language code that has no words of its own for the addresses; it uses the English ones."""

    regex = rf"(?!(?:{'|'.join(ADDRESS_LANGUAGES)})/)[a-z]{{2,3}}(?:-[A-Za-z]{{2,8}})?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(OtherLanguage, "other_language")

View = Callable[..., HttpResponse]

PAGES: list[tuple[str | None, str, View]] = [
    (None, "", home.home),
    ("visit", "", visit.visit),
    ("house", "", house.house),
    ("house", "<str:slug>/", house.room),
    ("objects", "", objects.browse),
    ("objects", "<str:number>/", objects.museum_object),
    ("objects", "<str:number>/<str:slug>/", objects.museum_object),
    ("stories", "", stories.stories),
    ("stories", "<str:slug>/", stories.story),
    ("timeline", "", timeline.timeline),
    ("journey", "", journey.journeys),
    ("journey", "<str:slug>/", journey.journey),
    ("people", "", people.people),
    ("people", "<str:slug>/", people.agent),
    ("sources", "", sources.sources),
    ("sources", "<slug:key>/", sources.source),
    ("contested", "", contested.contested),
    ("guide", "", guide.guide),
    ("guide", "<int:number>/", guide.stop),
    ("exhibitions", "", exhibitions.exhibitions),
    ("exhibitions", "<str:slug>/", exhibitions.exhibition),
    ("programme", "", programme.programme),
    ("programme", "<slug:key>/", programme.item),
    ("tours", "", tours.tours),
    ("accessibility", "", visit.accessibility),
    ("data", "", data.data),
    ("search", "", search.search),
    ("appearance", "", appearance.appearance),
]


def _addresses() -> list[URLPattern]:
    patterns: list[URLPattern] = []
    for code in ADDRESS_LANGUAGES:
        extra: dict[str, Any] = {"language": code}
        for name, rest, view in PAGES:
            segment = f"{section(name, language=code)}/" if name else ""
            patterns.append(path(f"{code}/{segment}{rest}", reading_only(view), extra))
        patterns.append(path(f"{code}/og/<path:name>.png", pictures.open_graph, extra))
    for name, rest, view in PAGES:
        segment = f"{section(name, language='')}/" if name else ""
        patterns.append(path(f"<other_language:language>/{segment}{rest}", reading_only(view)))
    return patterns


def _booking() -> list[URLPattern]:
    """The pages of bookings and tours: some are posted to, and refuse other methods themselves."""
    own = [
        path(f"{code}/{route.path}", route.view, {**route.extra, "language": code})
        for code in ADDRESS_LANGUAGES
        for route in [*booking_routes(code), *tour_routes(code)]
    ]
    other = [
        path(f"<other_language:language>/{route.path}", route.view, route.extra)
        for route in [*booking_routes(""), *tour_routes("")]
    ]
    return own + other


urlpatterns = [
    path("", home.negotiate),
    path("g/<int:number>", guide.short_address),
    path("g/<int:number>/", guide.short_address),
    path("o/<str:number>", objects.short_address),
    path("o/<str:number>/", objects.short_address),
    path("p/<slug:key>", house.short_address),
    path("p/<slug:key>/", house.short_address),
    path("media/<str:name>/<str:copy>", pictures.photograph),
    path("sitemap.xml", sitemap.sitemap),
    path("sitemap-<int:number>.xml", sitemap.sitemap_part),
    path("robots.txt", sitemap.robots),
    path("r/<str:address>/", tickets.short),
    path("t/<str:address>/", tours.short),
    path("feeds/<str:language>/hours.ics", feeds.opening_hours, name="hours_feed"),
    path("feeds/guide/<str:token>.ics", tours.guide_feed),
    path("hooks/stripe", payments.stripe_hook),
    *_addresses(),
    *_booking(),
]
