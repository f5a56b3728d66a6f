"""The worked examples in the docstrings are true."""

import doctest
import importlib

import pytest


@pytest.mark.parametrize("module", ["cells", "shared", "referrals", "overlap", "guess", "proportion"])
def test_docstring_examples(module):
    results = doctest.testmod(importlib.import_module(f"icp.methods.{module}"))
    assert results.attempted > 0
    assert results.failed == 0
