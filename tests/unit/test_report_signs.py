"""Signs in documents."""

import pytest

from scenarios.document.blocks import Document, Number, Paragraph, Table
from scenarios.document.signs import signed, with_signs

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("-£1,234 to +£567", "−\u2060£1,234 to +\u2060£567"),
        ("-0.57 to +2.32", "−0.57 to +2.32"),
        ("2016-17, one-to-one, CAPS-5", "2016-17, one-to-one, CAPS-5"),
        ("(-3 to 4)", "(−3 to 4)"),
        ("- where nobody", "- where nobody"),
    ],
)
def test_a_minus_is_not_a_hyphen_and_a_sign_stays_with_its_pounds(given, shown):
    assert signed(given) == shown
    assert signed(signed(given)) == shown


def test_a_document_is_changed_where_it_is_read_and_not_where_it_is_typed():
    table = Table("a-1", "-£1", ("A",), ((Number(-1.0, "-£1", "£"),), ("dussk compare x --seed -1",)))
    found = with_signs(Document("-1", "", (Paragraph("-£5"), table)), "")
    assert found.title == "−1"
    assert found.blocks[0].text == "−£5"
    assert found.blocks[1].name == "a-1"
    assert found.blocks[1].rows[0][0].shown == "−£1"
    assert found.blocks[1].rows[1][0] == "dussk compare x --seed -1"
