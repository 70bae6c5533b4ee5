"""What can be said to hostfactoryd, and by it: `commands`, `queries`, `results`, `records` and `events`."""

from . import commands, errors, events, queries, records, results

__version__ = "0.2.0"

__all__ = ["commands", "errors", "events", "queries", "records", "results"]
