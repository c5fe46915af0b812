"""Records as schema.org tells them to machines; one builder a type, in the standard's own words."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from casamuseo.authority.models import CorporateBody, Person
from casamuseo.collection.models import MuseumObject
from casamuseo.house.models import House
from casamuseo.story.models import Story
from casamuseo.visit.calendar import Calendar
from casamuseo.visit.models import Price, ProgrammeSession
from casamuseo.visit.terms import ProgrammeKind
from casamuseo.web import addresses

EVENTS = {
    ProgrammeKind.WORKSHOP: "EducationEvent",
    ProgrammeKind.CONCERT: "MusicEvent",
    ProgrammeKind.EXHIBITION: "ExhibitionEvent",
}
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def museum(
    house: House,
    *,
    language: str,
    calendar: Calendar,
    today: date,
    prices: list[Price] | None = None,
) -> dict[str, Any]:
    """https://schema.org/Museum and TouristAttraction, with its opening hours from today on."""
    address = house.address
    city = address.get("city", {})
    item: dict[str, Any] = {
        "@type": ["Museum", "TouristAttraction"],
        "@id": "#museum",
        "name": house.name.words(language),
        "description": house.motto.words(language),
        "url": addresses.home(language),
        "availableLanguage": house.languages,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": address.get("street", ""),
            "addressLocality": address.get("borough", ""),
            "addressRegion": city.get(language) or next(iter(city.values()), ""),
            "postalCode": address.get("postcode", ""),
            "addressCountry": address.get("country", ""),
        },
        "openingHoursSpecification": opening_hours(calendar, today=today),
    }
    special = special_opening_hours(calendar, today=today, language=language)
    if special:
        item["specialOpeningHoursSpecification"] = special
    if house.founded and house.founded.earliest:
        item["foundingDate"] = str(house.founded.earliest.year)
    # A made-up price is for the demonstration's pages only, never for machines to spread.
    real = [price for price in prices or [] if not price.is_demonstration]
    if real:
        item["offers"] = [
            {
                "@type": "Offer",
                "name": price.category.words(language),
                "price": str(price.amount),
                "priceCurrency": house.currency,
            }
            for price in real
        ]
    return item


def opening_hours(calendar: Calendar, *, today: date) -> list[dict[str, Any]]:
    """https://schema.org/OpeningHoursSpecification of every weekly rule that is not over."""
    hours: list[dict[str, Any]] = []
    for rule in calendar.rules:
        if rule.ends_on is not None and rule.ends_on < today:
            continue
        item = {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": [WEEKDAYS[number - 1] for number in rule.weekdays],
            "opens": f"{rule.opens:%H:%M}",
            "closes": f"{rule.closes:%H:%M}",
        }
        if rule.begins_on:
            item["validFrom"] = rule.begins_on.isoformat()
        if rule.ends_on:
            item["validThrough"] = rule.ends_on.isoformat()
        hours.append(item)
    return hours


def special_opening_hours(
    calendar: Calendar, *, today: date, language: str
) -> list[dict[str, Any]]:
    """https://schema.org/specialOpeningHoursSpecification: each day to come that differs, and why."""
    hours: list[dict[str, Any]] = []
    for exception in calendar.exceptions_from(today):
        day = calendar.on(exception.on)
        item = {
            "@type": "OpeningHoursSpecification",
            "validFrom": day.day.isoformat(),
            "validThrough": day.day.isoformat(),
            # schema.org's way of saying closed: opens and closes at the same minute.
            "opens": f"{day.opens:%H:%M}" if day.opens else "00:00",
            "closes": f"{day.closes:%H:%M}" if day.closes else "00:00",
        }
        reason = exception.reason.words(language).replace("*", "")
        if reason:
            item["description"] = reason
        hours.append(item)
    return hours


def museum_object(
    thing: MuseumObject, *, language: str, description: str, image: str
) -> dict[str, Any]:
    """https://schema.org/VisualArtwork for pictures, https://schema.org/Thing for everything else."""
    is_picture = thing.kind is not None and thing.kind.key == "photograph"
    item: dict[str, Any] = {
        "@type": "VisualArtwork" if is_picture else "Thing",
        "name": thing.name.words(language),
        "identifier": thing.object_number,
        "url": addresses.of_object(thing, language),
        "image": image,
    }
    if description:
        item["description"] = description
    if is_picture and thing.kind:
        item["artform"] = thing.kind.label.words(language)
    return item


def article(
    story: Story, *, language: str, house: House, citations: list[str], image: str
) -> dict[str, Any]:
    """https://schema.org/Article."""
    return {
        "@type": "Article",
        "headline": story.title.words(language),
        "description": story.summary.words(language),
        "inLanguage": language,
        "url": addresses.of_story(story, language),
        "image": image,
        "publisher": {"@type": "Museum", "name": house.name.words(language)},
        "citation": citations,
    }


def agent(who: Person | CorporateBody, *, language: str) -> dict[str, Any]:
    """https://schema.org/Person or Organization, with every name."""
    item: dict[str, Any] = {
        "@type": "Person" if isinstance(who, Person) else "Organization",
        "name": who.name_in(language),
        "alternateName": [name["text"] for name in who.other_names(language)],
        "url": addresses.of_agent(who, language),
    }
    if isinstance(who, Person):
        if who.born and who.born.edtf:
            item["birthDate"] = who.born.edtf
        if who.died and who.died.edtf:
            item["deathDate"] = who.died.edtf
    return item


def event(
    session: ProgrammeSession,
    *,
    language: str,
    house: House,
    zone: ZoneInfo,
    page: str,
    is_full: bool,
) -> dict[str, Any]:
    """https://schema.org/Event of a session, whole address of its page given."""
    programme = session.programme
    status = "EventCancelled" if session.is_cancelled else "EventScheduled"
    item: dict[str, Any] = {
        "@type": EVENTS.get(ProgrammeKind(programme.kind), "Event"),
        "name": programme.title.words(language),
        "startDate": session.starts_at.astimezone(zone).isoformat(),
        "endDate": session.ends_at.astimezone(zone).isoformat(),
        "eventStatus": f"https://schema.org/{status}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "url": page,
        "inLanguage": language,
        "location": {
            "@type": "Museum",
            "name": house.name.words(language),
            "address": house.address.get("street", ""),
        },
        "organizer": {"@type": "Museum", "name": house.name.words(language)},
        "maximumAttendeeCapacity": session.resource.capacity,
        "offers": {
            "@type": "Offer",
            "price": str(programme.amount),
            "priceCurrency": house.currency,
            "url": page,
            "availability": "https://schema.org/" + ("SoldOut" if is_full else "InStock"),
        },
    }
    if programme.summary:
        item["description"] = programme.summary.words(language)
    return item


def breadcrumbs(crumbs: list[tuple[str, str]]) -> dict[str, Any]:
    """https://schema.org/BreadcrumbList."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": address}
            for position, (name, address) in enumerate(crumbs, start=1)
        ],
    }
