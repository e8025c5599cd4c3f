from unittest.mock import patch

from tagging import ByPatch


def test_is_called():
    with patch.object(ByPatch, "dispatch") as dispatch:
        assert dispatch
