"""The shape of lists."""

from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from lib.pagination import Pages


def page(query: str, rows: int = 120) -> dict:
    pages = Pages()
    request = Request(APIRequestFactory().get(f"/api/v1/things/{query}"))
    found = pages.paginate_queryset(list(range(rows)), request)
    return pages.get_paginated_response(found).data


def test_pages_say_how_many_there_are_and_where_the_others_are():
    first = page("")
    assert set(first) == {"count", "next", "previous", "results"}
    assert (first["count"], first["previous"], len(first["results"])) == (120, None, 50)
    assert first["next"] == "http://testserver/api/v1/things/?page=2"


def test_pages_are_as_large_as_asked_within_reason():
    assert len(page("?page_size=7")["results"]) == 7
    assert len(page("?page_size=100000", rows=300)["results"]) == 200
