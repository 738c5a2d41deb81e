"""Runs a script's tests, so that ctest shows what this machine could not run as skipped and not as passed."""
import sys
import unittest

SKIPPED = 77  # SKIP_RETURN_CODE of every test that is run by this


def only(holds):
    """A test or class that does not exist where it has no meaning. What needs something that is missing is skipped."""
    return lambda test: test if holds else None


def main(argv, verbosity=1):
    result = unittest.main(argv=argv, verbosity=verbosity, exit=False).result
    for test, reason in result.skipped:
        print(f"skipped: {test}: {reason}")
    sys.exit(1 if not result.wasSuccessful() else SKIPPED if result.skipped else 0)
