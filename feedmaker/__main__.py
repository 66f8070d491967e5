"""`python -m feedmaker` and the feedmaker command."""

from feedmaker.cli import main

if __name__ == "__main__":
    main()
