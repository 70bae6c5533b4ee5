"""Following the daemon's events without missing one (docs/PROTOCOL.md, 6.3)."""
