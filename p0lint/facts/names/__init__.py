"""What a name or an expression means where it stands: its definition, its words, the text it folds to."""
