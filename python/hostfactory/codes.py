"""The codes of errors, with what they mean, and whether the same message may succeed later.

Made by scripts/renew_python.py of the daemon's own declarations. Do not edit it: `./dev renew` writes it."""

CODES: dict[str, tuple[str, bool]] = {
    "malformed": (
        "not a message of this protocol; field says where, if that is known",
        False,
    ),
    "unsupported_version": (
        "v is not a version of the protocol that is spoken here",
        False,
    ),
    "handler_not_found": (
        "type is not a command, or not a query",
        False,
    ),
    "validation_error": (
        "a field of the body is missing, unknown, of a wrong type or out of bounds",
        False,
    ),
    "template_not_found": (
        "there is no such template",
        False,
    ),
    "request_not_found": (
        "there is no such request",
        False,
    ),
    "machine_not_found": (
        "there is no such machine",
        False,
    ),
    "provider_not_found": (
        "there is no such provider",
        False,
    ),
    "already_exists": (
        "there is one of that name",
        False,
    ),
    "conflict": (
        "expected_version is not its version; details.version is",
        False,
    ),
    "invalid_state": (
        "it exists, and its state does not allow this",
        False,
    ),
    "limit_exceeded": (
        "more than the template or the site allows",
        False,
    ),
    "busy": (
        "too many commands are in flight; retry_after_ms says when to try again",
        True,
    ),
    "deadline_exceeded": (
        "the command waited longer than its deadline_ms, and was not carried out",
        True,
    ),
    "too_large": (
        "the message is larger than the site allows (limits.message_bytes)",
        False,
    ),
    "unauthorized": (
        "the site does not know who sent the message",
        False,
    ),
    "forbidden": (
        "the sender's role or rights do not allow this; details.role is the one that is missing",
        False,
    ),
    "shutting_down": (
        "the daemon is stopping",
        True,
    ),
    "storage_error": (
        "the store has failed and the outcome is unknown: ask again with the same id",
        True,
    ),
    "internal": (
        "a bug; please report it",
        False,
    ),
}
