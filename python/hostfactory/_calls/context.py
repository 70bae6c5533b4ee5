"""ZeroMQ's context: one for each process, and never terminated.

To terminate a context is to wait for its last socket, and so a program could hang at its end, or where the garbage
collector comes by a socket too late. A context does not survive a fork; a forked process gets its own.
"""

from __future__ import annotations

import os
from typing import Any

import zmq

MOST_SOCKETS = 16_384

# By the id of the process. A parent's context stays here in its children, so that nobody touches it there.
_contexts: dict[int, Any] = {}


def context_of_this_process() -> Any:
    """Returns the context, and makes it if this process has none."""
    pid = os.getpid()
    context = _contexts.get(pid)
    if context is None:
        context = zmq.Context()
        context.set(zmq.MAX_SOCKETS, MOST_SOCKETS)
        # Two threads that come here at once must get the same one.
        context = _contexts.setdefault(pid, context)
    return context
