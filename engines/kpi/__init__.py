"""Key figures and the corridors in which they should stay."""
