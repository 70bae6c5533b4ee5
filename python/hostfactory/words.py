"""The words of fields that have a choice of them, for what is sent. A newer daemon may answer with others:
what is read has plain strings.

Made by scripts/renew_python.py of the daemon's own declarations. Do not edit it: `./dev renew` writes it."""

from typing import Literal

Category = Literal["template", "request", "machine", "provider"]

CountedBy = Literal["template", "provider", "status", "price_type"]

Counts = Literal["machines", "units"]

Health = Literal["healthy", "unreachable", "not_allowed"]

MachineStatus = Literal[
    "pending",
    "launching",
    "running",
    "stopping",
    "stopped",
    "shutting-down",
    "terminated",
    "failed",
]

PriceType = Literal["ondemand", "spot", "heterogeneous"]

RequestStatus = Literal["pending", "in_progress", "complete", "partial", "failed", "cancelled", "timeout"]

RequestType = Literal["acquire", "return"]

Selection = Literal["fallback", "weighted", "least_loaded"]
