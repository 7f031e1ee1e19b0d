"""The API against its own description: whatever schemathesis sends, no answer is a server error or outside the schema."""

from tests import fuzz


def test_no_answer_is_an_error_of_the_server_or_outside_the_schema():
    """Bounded and seeded; what was sent and answered stands in the captured output when it fails."""
    assert fuzz.main() == 0
