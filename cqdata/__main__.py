"""``python -m cqdata`` is the command ``cqdata``."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line; Ctrl-C ends it in words at any moment, while it loads too."""
    try:
        from cqdata import cli

        cli.main()
    except KeyboardInterrupt:
        print("cqdata: stopped; what was there before is as it was", file=sys.stderr, flush=True)
        os._exit(130)


if __name__ == "__main__":
    main()
