"""Who a login is: a page names people by their names."""

from __future__ import annotations

from casamuseo.staff.models import Member


class Names:
    """The full names of members by login, of one page.

    All of them are asked for once, when the page first names somebody: a house has few members, and
    a list may name any of them. What no member has, as the name of a program, stays as it is.
    """

    def __init__(self) -> None:
        self._known: dict[str, str] | None = None

    def __call__(self, login: str) -> str:
        if not login:
            return ""
        if self._known is None:
            self._known = dict(Member.objects.values_list("login", "full_name"))
        return self._known.get(login) or login
