"""The addresses of entries, acquisitions, exits, loans."""

from __future__ import annotations

from django.urls import URLPattern, path

from casamuseo.desk.views import acquisitions, entries, exits, loans

paths: list[URLPattern] = [
    path("procedures/", entries.procedures, name="procedures"),
    path("procedures/entries/", entries.entries, name="procedures_entries"),
    path("procedures/entries/table/<str:kind>/", entries.table, name="procedures_entries_table"),
    path("procedures/entries/add/", entries.add, name="procedures_entry_add"),
    path("procedures/entries/<int:key>/", entries.entry, name="procedures_entry"),
    path("procedures/entries/<int:key>/receipt/", entries.receipt, name="procedures_entry_receipt"),
    path("procedures/entries/<int:key>/change/", entries.change, name="procedures_entry_change"),
    path("procedures/entries/<int:key>/close/", entries.close, name="procedures_entry_close"),
    path("procedures/entries/<int:key>/reopen/", entries.reopen, name="procedures_entry_reopen"),
    path("procedures/entries/<int:key>/items/", entries.add_items, name="procedures_entry_items"),
    path("procedures/entries/<int:key>/delete/", entries.delete, name="procedures_entry_delete"),
    path("procedures/items/<int:key>/link/", entries.link, name="procedures_item_link"),
    path("procedures/acquisitions/", acquisitions.acquisitions, name="procedures_acquisitions"),
    path(
        "procedures/acquisitions/table/<str:kind>/",
        acquisitions.table,
        name="procedures_acquisitions_table",
    ),
    path("procedures/acquisitions/add/", acquisitions.add, name="procedures_acquisition_add"),
    path(
        "procedures/acquisitions/<int:key>/",
        acquisitions.acquisition,
        name="procedures_acquisition",
    ),
    path(
        "procedures/acquisitions/<int:key>/change/",
        acquisitions.change,
        name="procedures_acquisition_change",
    ),
    path(
        "procedures/acquisitions/<int:key>/accession/",
        acquisitions.accession,
        name="procedures_accession",
    ),
    path(
        "procedures/acquisitions/<int:key>/delete/",
        acquisitions.delete,
        name="procedures_acquisition_delete",
    ),
    path("procedures/exits/", exits.exits, name="procedures_exits"),
    path("procedures/exits/table/<str:kind>/", exits.table, name="procedures_exits_table"),
    path("procedures/exits/add/", exits.add, name="procedures_exit_add"),
    path("procedures/exits/<int:key>/", exits.departure, name="procedures_exit"),
    path("procedures/exits/<int:key>/paper/", exits.paper, name="procedures_exit_paper"),
    path("procedures/exits/<int:key>/change/", exits.change, name="procedures_exit_change"),
    path("procedures/exits/<int:key>/back/", exits.bring_back, name="procedures_exit_back"),
    path("loans/", loans.loans, name="loans"),
    path("loans/table/<str:kind>/", loans.table, name="loans_table"),
    path("loans/add/", loans.add, name="loan_add"),
    path("loans/<int:key>/", loans.loan, name="loan"),
    path("loans/<int:key>/change/", loans.change, name="loan_change"),
    path("loans/<int:key>/objects/", loans.add_objects, name="loan_objects"),
    path("loans/<int:key>/agree/", loans.agree, name="loan_agree"),
    path("loans/<int:key>/refuse/", loans.refuse, name="loan_refuse"),
    path("loans/<int:key>/send/", loans.send, name="loan_send"),
    path("loans/<int:key>/returns/", loans.returns, name="loan_returns"),
    path("loans/<int:key>/extend/", loans.extend, name="loan_extend"),
    path("loans/<int:key>/close/", loans.close, name="loan_close"),
    path("loans/<int:key>/delete/", loans.delete, name="loan_delete"),
    path("loans/items/<int:key>/remove/", loans.take_off, name="loan_take_off"),
]
