"""Between bytes and typed values. No module of this package does I/O."""
