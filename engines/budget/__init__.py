"""What the use of providers, models and tools costs, and the cap on it."""
