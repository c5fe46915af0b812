"""Vouchers: the list, a new one, and the end of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casamuseo.desk.access import allowed_to, member_of
from casamuseo.desk.pages import desk_page, tell
from casamuseo.desk.paging import page_of
from casamuseo.desk.till_forms import VoucherForm
from casamuseo.kernel import clock
from casamuseo.kernel.errors import Refusal
from casamuseo.visit.actions.vouchers import create_voucher, deactivate_voucher
from casamuseo.visit.models import Voucher


@allowed_to("change_prices")
def vouchers(request: HttpRequest) -> HttpResponse:
    """Every voucher, and a form for another."""
    form = VoucherForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_voucher(**form.cleaned_data, by=member_of(request), at=clock.now())
        except Refusal as refused:
            form.add_error("code", str(refused))
        else:
            tell(request, _("The voucher %(code)s can be used.") % {"code": made.code})
            return redirect("desk:vouchers")
    rows = Voucher.objects.order_by("-is_active", "code")
    return desk_page(
        request,
        "desk/vouchers.html",
        title=_("Vouchers"),
        page=page_of(rows, request.GET.get("page")),
        form=form,
        status=422 if form.errors else 200,
    )


@allowed_to("change_prices", hides=True)
@require_POST
def deactivate(request: HttpRequest, key: int) -> HttpResponse:
    """End a voucher; what was bought with it stays bought."""
    voucher = get_object_or_404(Voucher, pk=key)
    if deactivate_voucher(voucher, by=member_of(request), at=clock.now()):
        tell(request, _("The voucher %(code)s is over.") % {"code": voucher.code})
    return redirect("desk:vouchers")
