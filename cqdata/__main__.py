"""``python -m cqdata`` is the command ``cqdata``."""

from cqdata.cli import main

if __name__ == "__main__":
    main()
