"""The addresses of the desk, under /desk/. Each view wears a guard of `desk.access`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from casamuseo.desk.views import account, home, sign_in

app_name = "desk"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("account/", account.account, name="account"),
    path("account/passphrase/", account.passphrase, name="passphrase"),
    # Last: an address that nobody has taken is missing within the desk, not on the public site.
    path("<path:rest>", home.missing),
]
