"""Who may open what belongs to no domain: the front page, health, metrics, the API's description, files."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from lib.models import StoredFile
from tests.permissions import Cast, Route, cases, check

pytestmark = pytest.mark.django_db

#                                       nobody student outsider owner admin [classmate]
MATRIX = [
    Route("home", "get", "200 200 200 200 200"),
    Route("javascript-catalog", "get", "200 200 200 200 200"),
    Route("health-live", "get", "200 200 200 200 200"),
    Route("health", "get", "503 503 503 503 503"),
    Route("metrics", "get", "200 200 200 200 200"),
    Route("schema", "get", "200 200 200 200 200"),
    Route("api-docs", "get", "200 200 200 200 200"),
    Route("api-redoc", "get", "200 200 200 200 200"),
    Route("uploads", "get", "401 200 200 200 200"),
    Route("upload", "delete", "401 404 404 204 404", {"file_id": "$owners"}),
    Route("uploads", "post", "401 201 201 201 201", body={"use": "quiz-media", "file": "$picture"}),
    Route("file", "get", "404 404 404 404 404", {"file_id": "$missing", "name": "x.png"}),
]


@pytest.fixture
def world(teacher):
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    return {
        "owners": StoredFile.objects.create(owner=teacher, use="quiz-media", name="x.png", path="x", size=1).pk,
        "missing": "7d444840-9dc0-11d1-b245-5ffdce74fad2",
        "picture": SimpleUploadedFile("x.png", picture.getvalue(), "image/png"),
    }


@pytest.mark.parametrize(("route", "role"), cases(MATRIX))
def test_every_route_answers_each_role_as_the_matrix_says(route, role, world, request, signed_in):
    check(route, role, Cast(request), world, signed_in)
