"""The addresses of the desk, under /desk/. Each view wears a guard of `desk.access`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from casamuseo.desk.views import account, home, people, second_factor, sign_in, welcome

app_name = "desk"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in.code, name="sign_in_code"),
    path("welcome/<str:token>/", welcome.welcome, name="welcome"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("account/", account.account, name="account"),
    path("account/passphrase/", account.passphrase, name="passphrase"),
    path("account/second-factor/", second_factor.second_factor, name="second_factor"),
    path("account/second-factor/picture.svg", second_factor.picture, name="second_factor_picture"),
    path("account/second-factor/end/", second_factor.end, name="end_second_factor"),
    path("account/recovery-codes/", second_factor.recovery_codes, name="recovery_codes"),
    path("people/", people.people, name="people"),
    path("people/add/", people.add, name="add_person"),
    path("people/<int:key>/", people.person, name="person"),
    path("people/<int:key>/link/", people.link, name="person_link"),
    path("people/<int:key>/end-second-factor/", people.end_factor, name="person_end_factor"),
    path("people/<int:key>/deactivate/", people.deactivate, name="deactivate_person"),
    path("people/<int:key>/reactivate/", people.reactivate, name="reactivate_person"),
    # Last: an address that nobody has taken is missing within the desk, not on the public site.
    path("<path:rest>", home.missing),
]
