from unittest.mock import patch


def test_is_called():
    with patch("tagging.ByName.dispatch") as dispatch:
        assert dispatch
