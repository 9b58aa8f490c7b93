"""Films as they are cut: tracks of clips that never overlap."""
