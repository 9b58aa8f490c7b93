"""What a value is: memory, noop, local, tmp, loopback, or a durable service."""
