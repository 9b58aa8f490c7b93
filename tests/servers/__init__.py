"""Real servers for tests: PostgreSQL, Valkey and an S3 endpoint, from wheels, for root and anybody else alike."""
