"""What the tests of p0lint leave to others."""

# Its tests run where the package is installed: test_plugin_package.py does that.
collect_ignore = ["plugin_package"]
