"""Pictures that Django serves itself: those that were uploaded, and no other file."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

PICTURE = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
SECRET = b"the secret beside it"


@pytest.fixture(autouse=True)
def uploads(settings: Settings, tmp_path: Path) -> Path:
    """A folder with one picture in a folder of it; secrets lie beside it."""
    folder = tmp_path / "media"
    (folder / "products").mkdir(parents=True)
    (folder / "products" / "lamp.svg").write_bytes(PICTURE)
    (tmp_path / "media-of-others").mkdir()
    for place in (tmp_path, tmp_path / "media-of-others"):
        (place / "secret.txt").write_bytes(SECRET)
    settings.MEDIA_ROOT = folder
    return folder


def test_a_picture_is_served_and_can_run_nothing(client: Client) -> None:
    answer = client.get("/media/products/lamp.svg")
    assert answer.status_code == 200
    assert answer.getvalue() == PICTURE
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Security-Policy"].startswith("default-src 'none';")
    assert answer["Content-Security-Policy"].endswith("sandbox")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "public, max-age=3600"


@pytest.mark.parametrize(
    "path",
    [
        "missing.svg",
        "products/",
        "%2fetc/passwd",
        "/etc/passwd",
        "%00",
        "..%5csecret.txt",
        "x" * 5_000,
    ],
    ids=lambda path: path[:20],
)
def test_what_was_not_uploaded_is_not_there(client: Client, path: str) -> None:
    assert client.get(f"/media/{path}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "products/../../secret.txt",
        "%2e%2e/secret.txt",
        "..%2fsecret.txt",
        "../media-of-others/secret.txt",
    ],
)
def test_no_path_leads_out_of_the_folder(client: Client, path: str) -> None:
    answer = client.get(f"/media/{path}")
    assert answer.status_code == 400
    assert SECRET not in answer.content


def test_pictures_are_only_read(client: Client) -> None:
    assert client.post("/media/products/lamp.svg").status_code == 405
