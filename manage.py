#!/usr/bin/env python3
"""Command line of the site. Kept readable to any Python 3, so that a too old one gets a sentence."""

import os
import sys

OLDEST = (3, 11)


def main():
    if sys.version_info < OLDEST:
        sys.exit(
            "Podsite needs Python %d.%d or newer, and this is Python %d.%d." % (OLDEST + sys.version_info[:2])  # noqa: UP031
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "podsite.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed here. The README's first command sets up .venv and installs it.")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
