"""What a view of the desk wears and asks; the guard itself stands in `staff.access`."""

from casamuseo.staff.access import (
    allowed_to,
    for_anybody,
    for_members,
    guards_itself,
    member_of,
    signed_in,
)

__all__ = [
    "allowed_to",
    "for_anybody",
    "for_members",
    "guards_itself",
    "member_of",
    "signed_in",
]
