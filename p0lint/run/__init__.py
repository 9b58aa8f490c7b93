"""What a run does with its files: all are scanned, linked and checked, over workers where they pay."""
