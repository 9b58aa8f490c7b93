"""What every test of the repository may ask for."""

from hypothesis import settings

pytest_plugins = ["tests.servers.fixtures"]

settings.register_profile("p0lint", deadline=None)  # how long an example takes says how busy the machine is
settings.load_profile("p0lint")
