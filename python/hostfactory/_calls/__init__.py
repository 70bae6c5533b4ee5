"""Calls: messages on their way until they are answered. Nothing here waits; `_waiting` and `aio` do that."""
