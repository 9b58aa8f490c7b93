"""Raw files, uploaded straight to the store and registered once they are proven whole."""
