"""A desk whose developer forgot the guard."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from casamuseo.desk.urls import urlpatterns as of_the_desk


def unguarded(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("everything")


urlpatterns = [path("desk/", include(([path("open/", unguarded), *of_the_desk], "desk")))]
