"""Where the daemon is, and with which keys it is spoken to."""
