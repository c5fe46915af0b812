"""Which pages are answered from memory, to whom, for how long, and at what cost of memory."""

from __future__ import annotations

import gzip
import io
import os
import random
import subprocess
import sys
import threading
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection
from django.http import HttpResponse, StreamingHttpResponse

from casamuseo.kernel.models import Edition
from casamuseo.kernel.pagecache import PageCache, Shelf, normal_query, takes_gzip

PAGE = "La casa de la calle Viena, con sus torres y su jardín. " * 50


class Site:
    """Stands for Django: answers every request with the page it was given, and counts."""

    def __init__(self, content: str = PAGE, **headers: str) -> None:
        self.content = content
        self.headers = {
            "Cache-Control": "public, max-age=0, must-revalidate",
            "Vary": "Cookie, Accept-Encoding",
            "X-Casamuseo-Keep": "edition",
            "Content-Security-Policy": "default-src 'none'",
            "Content-Language": "es",
        }
        self.headers |= {name.replace("_", "-"): value for name, value in headers.items()}
        self.status = 200
        self.cookie = ""
        self.renders = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.renders += 1
        response = HttpResponse(
            self.content,
            status=self.status,
            headers={name: value for name, value in self.headers.items() if value},
        )
        if self.cookie:
            response.set_cookie("seen", self.cookie)
        cookies = [("Set-Cookie", morsel.OutputString()) for morsel in response.cookies.values()]
        start_response(f"{self.status} {response.reason_phrase}", [*response.items(), *cookies])
        return response


class Answer:
    """A response as the server would send it."""

    def __init__(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status = int(status[:3])
        self.headers = dict(headers)
        self.body = body
        assert len(headers) == len(self.headers), "a header came twice"


def ask(application: Any, path: str = "/es/", **environ: str) -> Answer:
    """Ask as a browser would; `Accept_Encoding="gzip"` and the like are headers."""
    full: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path.partition("?")[0],
        "QUERY_STRING": path.partition("?")[2],
        "HTTP_HOST": "casa.example",
        "SERVER_NAME": "casa.example",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
    }
    for name, value in environ.items():
        full[name if name.isupper() else f"HTTP_{name.upper()}"] = value
    said: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
        said[:] = [status, headers]

    body = application(full, start_response)
    content = b"".join(body)
    getattr(body, "close", lambda: None)()
    return Answer(said[0], said[1], content)


def cache_of(site: Any, **options: Any) -> PageCache:
    return PageCache(site, edition=options.pop("edition", lambda: 1), **options)


def test_a_page_is_rendered_once() -> None:
    site = Site()
    cache = cache_of(site)

    first, second = ask(cache), ask(cache)

    assert site.renders == 1
    assert first.body == second.body == PAGE.encode()
    assert first.headers == second.headers
    assert first.status == second.status == 200


def test_the_mark_that_lets_a_page_be_kept_is_not_sent() -> None:
    cache = cache_of(Site())

    assert "X-Casamuseo-Keep" not in ask(cache).headers
    assert "X-Casamuseo-Keep" not in ask(cache, Cookie="sessionid=abc").headers
    assert "X-Casamuseo-Keep" not in ask(cache, REQUEST_METHOD="POST").headers


def test_a_page_without_the_mark_is_rendered_each_time() -> None:
    site = Site(X_Casamuseo_Keep="")
    cache = cache_of(site)

    assert ask(cache).body == ask(cache).body == PAGE.encode()
    assert site.renders == 2


def test_security_headers_are_kept_with_the_page() -> None:
    cache = cache_of(Site())
    ask(cache)

    answer = ask(cache)

    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
    assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert answer.headers["Vary"] == "Cookie, Accept-Encoding"
    assert answer.headers["Content-Length"] == str(len(PAGE.encode()))


def test_a_new_edition_makes_every_page_old() -> None:
    site, edition = Site("one"), [1]
    cache = cache_of(site, edition=lambda: edition[0])
    ask(cache)

    site.content, edition[0] = "two", 2

    assert ask(cache).body == b"two"
    assert ask(cache).body == b"two"
    assert site.renders == 2


def test_a_page_rendered_while_the_edition_changes_is_not_kept_for_the_new_one() -> None:
    edition = [1]

    def site(environ: dict[str, Any], start_response: Any) -> Any:
        words = f"read in edition {edition[0]}"
        # The curator's correction is committed while this page is being rendered.
        edition[0] = 2
        return Site(words)(environ, start_response)

    cache = cache_of(site, edition=lambda: edition[0])

    assert ask(cache).body == b"read in edition 1"
    assert ask(cache).body == b"read in edition 2"
    assert ask(cache).body == b"read in edition 2"


def test_kept_pages_are_served_while_the_database_is_down() -> None:
    site, is_down = Site(), [False]

    def edition() -> int:
        if is_down[0]:
            raise OperationalError("gone")
        return 1

    cache = cache_of(site, edition=edition)
    is_down[0] = True
    assert [ask(cache).status, ask(cache).status, site.renders] == [200, 200, 2]

    is_down[0] = False
    ask(cache)
    assert [ask(cache).status, site.renders] == [200, 3]


def test_a_page_is_kept_no_longer_than_it_says() -> None:
    site, now = Site(X_Casamuseo_Keep="1000"), [999.0]
    cache = cache_of(site, clock=lambda: now[0])
    ask(cache)
    ask(cache)
    assert site.renders == 1

    now[0] = 1000.0
    ask(cache)
    ask(cache)

    assert site.renders == 3


def test_each_theme_has_its_page_and_no_other_cookie_matters() -> None:
    site = Site()
    cache = cache_of(site)

    for cookie in ("", "theme=dark", "theme=light", "a=b; theme=dark", "theme=pink", "x=1"):
        ask(cache, Cookie=cookie)

    assert site.renders == 3


def test_a_theme_is_spelt_as_django_spells_it() -> None:
    site = Site()
    cache = cache_of(site)
    ask(cache, Cookie="theme=dark")

    ask(cache, Cookie=r'theme="\144ark"')
    ask(cache, Cookie='theme="dark"')

    assert site.renders == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "sessionid=abc"},
        {"Cookie": "theme=dark; sessionid=abc"},
        {"Authorization": "Bearer abc"},
        {"REQUEST_METHOD": "POST"},
        {"REQUEST_METHOD": "OPTIONS"},
    ],
)
def test_the_signed_in_and_those_who_send_something_are_never_answered_from_memory(
    headers: dict[str, str],
) -> None:
    site = Site("for everybody")
    cache = cache_of(site)
    ask(cache)
    site.content = "for Berta"

    assert ask(cache, **headers).body == b"for Berta"
    assert ask(cache).body == b"for everybody"


def test_a_page_for_the_signed_in_is_not_kept() -> None:
    site = Site("for Berta")
    cache = cache_of(site)
    ask(cache, Cookie="sessionid=abc")
    site.content = "for everybody"

    assert ask(cache).body == b"for everybody"


@pytest.mark.parametrize("status", [404, 500, 301])
def test_only_a_page_that_was_found_is_kept(status: int) -> None:
    site = Site()
    site.status = status
    cache = cache_of(site)

    assert [ask(cache).status, ask(cache).status] == [status, status]
    assert site.renders == 2


def test_a_response_that_sets_a_cookie_is_not_kept() -> None:
    site = Site()
    site.cookie = "yes"
    cache = cache_of(site)

    assert ask(cache).headers["Set-Cookie"] == ask(cache).headers["Set-Cookie"]
    assert site.renders == 2


@pytest.mark.parametrize("vary", ["Accept-Language", "Cookie, Accept", "*"])
def test_a_response_that_varies_with_more_than_we_know_is_not_kept(vary: str) -> None:
    site = Site(Vary=vary)
    cache = cache_of(site)
    ask(cache)
    ask(cache)

    assert site.renders == 2


def test_a_private_response_is_not_kept() -> None:
    site = Site(Cache_Control="private")
    cache = cache_of(site)
    ask(cache)
    ask(cache)

    assert site.renders == 2


def test_a_hidden_form_token_is_not_kept() -> None:
    site = Site('<input name="csrfmiddlewaretoken" value="abc">')
    cache = cache_of(site)
    ask(cache)
    ask(cache)

    assert site.renders == 2


def test_hosts_and_schemes_have_pages_of_their_own() -> None:
    site = Site()
    cache = cache_of(site)
    ask(cache)
    ask(cache, HTTP_HOST="other.example")
    assert site.renders == 2

    def secure(environ: dict[str, Any], start_response: Any) -> Any:
        return cache({**environ, "wsgi.url_scheme": "https"}, start_response)

    ask(secure)
    assert site.renders == 3


def test_a_trusted_proxy_tells_the_scheme(settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    site = Site()
    cache = cache_of(site)

    ask(cache)
    ask(cache, X_Forwarded_Proto="https")
    ask(cache, X_Forwarded_Proto="https, http")
    ask(cache, X_Forwarded_Proto="nonsense")

    assert site.renders == 2


def test_head_is_answered_from_memory_without_a_body_and_is_not_kept() -> None:
    site = Site()
    cache = cache_of(site)

    first = ask(cache, REQUEST_METHOD="HEAD")
    full = ask(cache)
    second = ask(cache, REQUEST_METHOD="HEAD")

    assert site.renders == 2
    assert first.body == second.body == b""
    assert first.headers == second.headers == full.headers


def test_gzip_goes_to_those_who_take_it() -> None:
    cache = cache_of(Site())

    for _ in range(2):
        packed = ask(cache, Accept_Encoding="br, gzip")
        plain = ask(cache, Accept_Encoding="br")
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain.headers
        assert gzip.decompress(packed.body) == plain.body == PAGE.encode()
        assert packed.headers["Content-Length"] == str(len(packed.body))
        assert packed.headers["ETag"] != plain.headers["ETag"]


@pytest.mark.parametrize(
    ("accepted", "answer"),
    [
        ("gzip", True),
        ("GZip", True),
        ("gzip, deflate, br, zstd", True),
        ("deflate, gzip;q=1.0, *;q=0.5", True),
        ("*", True),
        ("gzip;q=0.001", True),
        ("", False),
        ("identity", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip;q=0.000, *", False),
        ("*;q=0", False),
        ("gzip; q=0", False),
        ("gzipped", False),
    ],
)
def test_accept_encoding_is_read_as_the_standard_says(accepted: str, *, answer: bool) -> None:
    assert takes_gzip(accepted) is answer


@pytest.mark.parametrize(("content", "kind"), [("corto", "text/html"), (PAGE, "image/png")])
def test_what_would_not_get_smaller_is_not_compressed(content: str, kind: str) -> None:
    cache = cache_of(Site(content, Content_Type=kind))

    assert ask(cache, Accept_Encoding="gzip").body == content.encode()
    assert "Content-Encoding" not in ask(cache, Accept_Encoding="gzip").headers


def test_a_public_page_that_is_not_kept_is_compressed_and_has_an_etag() -> None:
    site = Site(X_Casamuseo_Keep="")
    cache = cache_of(site)

    answer = ask(cache, Accept_Encoding="gzip")
    again = ask(cache, Accept_Encoding="gzip", If_None_Match=answer.headers["ETag"])

    assert gzip.decompress(answer.body) == PAGE.encode()
    assert again.status == 304
    assert site.renders == 2


def test_a_known_page_is_not_sent_again() -> None:
    site = Site()
    cache = cache_of(site)
    etag = ask(cache).headers["ETag"]

    answer = ask(cache, If_None_Match=etag)

    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers == {
        "ETag": etag,
        "Cache-Control": "public, max-age=0, must-revalidate",
        "Vary": "Cookie, Accept-Encoding",
        "Content-Security-Policy": "default-src 'none'",
    }
    assert site.renders == 1


def test_a_known_page_is_not_sent_again_after_an_edition_that_did_not_touch_it() -> None:
    edition = [1]
    cache = cache_of(Site(), edition=lambda: edition[0])
    etag = ask(cache).headers["ETag"]
    edition[0] = 2

    assert ask(cache, If_None_Match=etag).status == 304


@pytest.mark.parametrize(
    ("condition", "status"),
    [("{}", 304), ("W/{}", 304), ('"x", {}', 304), ("*", 304), ('"x"', 200), ("", 200)],
)
def test_if_none_match_is_read_as_the_standard_says(condition: str, status: int) -> None:
    cache = cache_of(Site())
    etag = ask(cache).headers["ETag"]

    assert ask(cache, If_None_Match=condition.format(etag)).status == status


def test_the_etag_is_strong_and_belongs_to_the_words() -> None:
    one, same, other = (ask(cache_of(Site(words))).headers["ETag"] for words in ("a", "a", "b"))

    assert one == same != other
    assert one[0] == one[-1] == '"'


def test_parameters_in_another_order_are_one_page() -> None:
    site = Site()
    cache = cache_of(site)
    ask(cache, "/es/objetos/?lugar=cocina&tipo=mueble")
    ask(cache, "/es/objetos/?tipo=mueble&lugar=cocina")
    ask(cache, "/es/objetos/?&tipo=mueble&lugar=cocina")

    assert site.renders == 1
    assert normal_query("b=1&a=2&a=1") == "a=2&a=1&b=1"


def test_a_query_is_part_of_the_page() -> None:
    site = Site()
    cache = cache_of(site)
    for path in ("/es/", "/es/?dia=1940-08-20", "/es/?dia=1940-05-24", "/en/"):
        ask(cache, path)

    assert site.renders == 4


@pytest.mark.parametrize("path", ["/es/?q=" + "x" * 511, "/es/" + "x" * 1024])
def test_an_endless_address_is_not_kept(path: str) -> None:
    site = Site()
    cache = cache_of(site)
    ask(cache, path)
    ask(cache, path)

    assert site.renders == 2


def test_invented_queries_push_out_no_page_without_one_and_take_no_more_memory() -> None:
    site = Site()
    cache = cache_of(site, size=400_000)
    ask(cache, "/es/")
    ask(cache, "/es/casa/")
    ask(cache, "/es/?dia=1940-08-20")
    for number in range(500):
        ask(cache, f"/es/?q={number}")
        ask(cache, "/es/?dia=1940-08-20")

    renders = site.renders
    for path in ("/es/", "/es/casa/", "/es/?dia=1940-08-20"):
        ask(cache, path)

    assert site.renders == renders == 503
    assert cache.shelves.asked.taken <= 100_000
    assert cache.shelves.plain.taken <= 300_000


def test_the_memory_is_bounded_and_counted_to_the_byte() -> None:
    site = Site()
    cache = cache_of(site, size=200_000)
    order = random.Random(1940)
    for _ in range(2000):
        ask(cache, f"/es/{order.randrange(100)}/")

    shelf = cache.shelves.plain
    assert 100_000 < shelf.taken <= 150_000
    for key in list(shelf.pages):
        shelf.drop(key)
    assert shelf.taken == 0


def test_the_page_read_least_goes_first() -> None:
    cache = cache_of(Site())
    cache.shelves.edition = 1
    cache.shelves.plain = Shelf(weight_of_a_page() * 10)
    for number in range(10):
        ask(cache, f"/es/{number}/")
    ask(cache, "/es/0/")

    ask(cache, "/es/a/")

    kept = {key[2] for key in cache.shelves.plain.pages}
    assert "/es/0/" in kept
    assert "/es/a/" in kept
    assert "/es/1/" not in kept


def weight_of_a_page() -> int:
    cache = cache_of(Site())
    ask(cache, "/es/0/")
    return cache.shelves.plain.taken


def test_a_giant_page_is_served_and_not_kept() -> None:
    site = Site("x" * 30_000)
    cache = cache_of(site, size=200_000)

    assert ask(cache).body == ask(cache).body == b"x" * 30_000
    assert site.renders == 2


def test_a_cache_of_no_size_keeps_nothing() -> None:
    site = Site()
    cache = cache_of(site, size=0)

    assert ask(cache).headers["ETag"] == ask(cache).headers["ETag"]
    assert site.renders == 2


def test_paths_passed_by_reach_the_application_untouched() -> None:
    site = Site()
    cache = cache_of(site, passed_by=("/static/",))

    answer = ask(cache, "/static/site.css", Accept_Encoding="gzip")

    assert "Content-Encoding" not in answer.headers
    ask(cache, "/static/site.css")
    assert site.renders == 2


def test_a_response_in_pieces_passes_through_in_pieces() -> None:
    closed = []

    def site(_environ: dict[str, Any], start_response: Any) -> Any:
        response = StreamingHttpResponse(iter([b"one ", b"two"]))
        response.headers["X-Casamuseo-Keep"] = "edition"
        response._resource_closers.append(lambda: closed.append(True))
        start_response("200 OK", list(response.items()))
        return response

    answer = ask(cache_of(site))

    assert answer.body == b"one two"
    assert "X-Casamuseo-Keep" not in answer.headers
    assert closed == [True]


def test_threads_share_the_pages_without_mixing_them_up() -> None:
    edition = [0]

    def site(environ: dict[str, Any], start_response: Any) -> Any:
        return Site(f"{environ['PATH_INFO']} {edition[0]}")(environ, start_response)

    cache = cache_of(site, edition=lambda: edition[0], size=40_000)
    problems: list[str] = []

    def visit(seed: int) -> None:
        order = random.Random(seed)
        for _ in range(1500):
            path = f"/es/{order.randrange(40)}/"
            least = edition[0]
            said, number = ask(cache, path).body.decode().split(" ")
            if said != path or int(number) < least:
                problems.append(f"{path} in edition {least}: {said} of {number}")

    threads = [threading.Thread(target=visit, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        edition[0] += 1
        threads[edition[0] % 4].join(0.002)

    assert problems == []
    assert edition[0] > 1
    assert cache.shelves.plain.taken <= 30_000


@pytest.fixture
def site(settings: Any) -> PageCache:
    settings.ROOT_URLCONF = "tests.kernel.standin"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.middleware.csrf.CsrfViewMiddleware"]
    return PageCache(get_wsgi_application())


@pytest.mark.django_db(transaction=True)
def test_django_is_asked_once_an_edition(site: PageCache, django_assert_num_queries: Any) -> None:
    Edition.rise()
    first = ask(site, "/es/casa/", Accept_Encoding="gzip")

    with django_assert_num_queries(1):  # the edition's number, at each request in the tests
        second = ask(site, "/es/casa/", Accept_Encoding="gzip")
    Edition.rise()
    third = ask(site, "/es/casa/", Accept_Encoding="gzip")

    assert first.body == second.body
    assert gzip.decompress(second.body).startswith(b"1 ")
    assert gzip.decompress(third.body).startswith(b"2 ")
    assert second.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db(transaction=True)
def test_a_form_token_of_djangos_is_never_kept(site: PageCache) -> None:
    assert ask(site, "/es/forma/").body != ask(site, "/es/forma/").body


@pytest.mark.django_db(transaction=True)
def test_a_missing_page_of_djangos_is_not_kept(site: PageCache) -> None:
    assert ask(site, "/es/nada/").status == 404
    assert dict(site.shelves.plain.pages) == {}


WRITER = """
import django, sys
django.setup()
from django.db import transaction
from casamuseo.kernel.models import Edition
for _ in sys.stdin:
    with transaction.atomic():
        Edition.rise()
    print(Edition.current(), flush=True)
"""


@pytest.mark.django_db(transaction=True)
def test_another_process_makes_our_pages_old(site: PageCache) -> None:
    """Two processes on one database: ours never answers with an edition that is over."""
    with other_process(WRITER) as writer:
        assert writer.stdin
        assert writer.stdout
        for _ in range(50):
            writer.stdin.write("\n")
            writer.stdin.flush()
            number = int(writer.stdout.readline())
            assert ask(site, "/es/edicion/").body == str(number).encode()
            assert ask(site, "/es/edicion/").body == str(number).encode()


@pytest.mark.django_db(transaction=True)
def test_no_page_is_older_than_the_edition_at_its_request(site: PageCache) -> None:
    """The same, with the other process correcting as fast as it can and three threads reading."""
    # Asked at every request, without the second that a process may take to learn of it.
    site.edition = Edition.current
    problems: list[str] = []
    is_over = threading.Event()

    def visit() -> None:
        while not is_over.is_set():
            least = Edition.current()
            said = int(ask(site, "/es/edicion/").body)
            if said < least:
                problems.append(f"{said} in edition {least}")
        connection.close()

    with other_process(WRITER) as writer:
        assert writer.stdin
        assert writer.stdout
        threads = [threading.Thread(target=visit) for _ in range(3)]
        for thread in threads:
            thread.start()
        writer.stdin.write("\n" * 200)
        writer.stdin.flush()
        numbers = [int(writer.stdout.readline()) for _ in range(200)]
        is_over.set()
        for thread in threads:
            thread.join()

    assert problems == []
    assert numbers[-1] - numbers[0] == 199
    assert ask(site, "/es/edicion/").body == str(numbers[-1]).encode()


def other_process(program: str) -> subprocess.Popen[str]:
    """A Python of its own on this test's database."""
    own = connection.settings_dict
    url = f"sqlite://{own['NAME']}"
    if connection.vendor == "postgresql":
        login = f"{own['USER']}:{own['PASSWORD']}" if own["PASSWORD"] else own["USER"]
        url = f"postgresql://{login}@{own['HOST']}:{own['PORT'] or 5432}/{own['NAME']}"
    return subprocess.Popen(
        [sys.executable, "-c", program],
        env={
            **os.environ,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "casamuseo.settings.test",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
