"""The daemon's commands and queries as tools of the Model Context Protocol, for assistants.

    hostfactory-mcp                                                     # what there is
    hostfactory-mcp --allow-commands --principal assistant              # and to change it, each change shown first

An assistant starts the program, and speaks with it over its standard input and output. `program` has the command line,
`server` the protocol, `calls` what a call does; `tools` makes the tools of the declarations, which
scripts/renew_python.py has from the daemon. Only `server` needs the package `mcp` of PyPI.
"""
