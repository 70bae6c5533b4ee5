"""`python -m hostfactory.mcp` is `hostfactory-mcp`, for where the package was installed without its programs."""

from .program import main

if __name__ == "__main__":
    main()
