"""The worker's duties for pictures: copies made as they come in, masters read again in the night."""

from __future__ import annotations

from casamuseo.house.models import House
from casamuseo.kernel import clock
from casamuseo.media import fixity
from casamuseo.media.actions import copying
from casamuseo.media.publishing import settle_all


def house_languages() -> list[str]:
    """The languages in which a picture must be described before it is public."""
    house = House.objects.only("languages").first()
    return list(house.languages) if house else []


def copy_now() -> None:
    """The duty: make the copies of all that wait, one after another."""
    while copying.copy_next(languages=house_languages(), at=clock.now()):
        pass


def check_now() -> None:
    """The duty: read some masters again; look for photographs whose copies are gone, or whose house
    has learnt another language since."""
    copying.queue_what_lacks_copies()
    fixity.check_next(at=clock.now())
    settle_all(languages=house_languages(), by=copying.WORKER, at=clock.now())
