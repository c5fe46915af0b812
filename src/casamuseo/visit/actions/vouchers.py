"""Vouchers: codes that lower a price, made and ended by hand."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError

from casamuseo.kernel.models import Change
from casamuseo.kernel.writing import writing
from casamuseo.staff.models import Member
from casamuseo.visit.errors_till import VoucherExists
from casamuseo.visit.models import Voucher


def create_voucher(
    code: str,
    *,
    percent: int,
    max_uses: int,
    note: str = "",
    begins_on: date | None = None,
    ends_on: date | None = None,
    by: Member,
    at: datetime,
) -> Voucher:
    """A new voucher; its code is kept in capitals, without spaces. Refuses with VoucherExists."""
    kept = "".join(code.upper().split())
    try:
        with writing():
            voucher = Voucher.objects.create(
                code=kept,
                percent=percent,
                max_uses=max_uses,
                note=note.strip(),
                begins_on=begins_on,
                ends_on=ends_on,
            )
            _note("create", voucher, by=by, at=at, percent=percent, max_uses=max_uses)
    except IntegrityError:
        raise VoucherExists(kept) from None
    return voucher


def deactivate_voucher(voucher: Voucher, *, by: Member, at: datetime) -> bool:
    """Nobody can use it any more; False where that was so already."""
    with writing():
        ended = Voucher.objects.filter(pk=voucher.pk, is_active=True).update(is_active=False)
        if ended:
            _note("deactivate", voucher, by=by, at=at)
    return bool(ended)


def _note(action: str, voucher: Voucher, *, by: Member, at: datetime, **facts: object) -> None:
    Change.objects.create(
        at=at, actor=by.login, action=action, kind="visit.voucher", key=voucher.code, facts=facts
    )
