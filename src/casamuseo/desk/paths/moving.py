"""The addresses of movements, audits."""

from __future__ import annotations

from django.urls import URLPattern, path

from casamuseo.desk.views import audits, moving

MOVES = "collection/moves/"
AUDITS = "collection/audits/"

paths: list[URLPattern] = [
    path(MOVES, moving.ledger, name="moving"),
    path(f"{MOVES}contents/", moving.contents_on, name="moving_contents"),
    path(f"{MOVES}objects/", moving.objects, name="moving_objects"),
    path(f"{MOVES}fixtures/", moving.fixture, name="moving_fixture"),
    path(f"{MOVES}<int:key>/reverse/", moving.reverse, name="moving_reverse"),
    path(AUDITS, audits.audits, name="audits"),
    path(f"{AUDITS}begin/", audits.begin, name="audits_begin"),
    path(f"{AUDITS}<int:key>/", audits.audit, name="audit"),
    path(f"{AUDITS}<int:key>/see/", audits.see, name="audit_see"),
    path(f"{AUDITS}<int:key>/ticks/", audits.ticks, name="audit_ticks"),
    path(f"{AUDITS}<int:key>/lines/<int:row>/", audits.line, name="audit_line"),
    path(f"{AUDITS}<int:key>/note/", audits.note, name="audit_note"),
    path(f"{AUDITS}<int:key>/close/", audits.close, name="audit_close"),
    path(f"{AUDITS}<int:key>/enter/", audits.enter, name="audit_enter"),
]
