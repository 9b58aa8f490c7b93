"""Runtime configuration: the only code that reads the environment of the process."""
