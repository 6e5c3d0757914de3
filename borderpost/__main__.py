"""`python -m borderpost`: the command line."""

import sys

from borderpost.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
