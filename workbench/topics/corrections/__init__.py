"""Topics renamed, merged, split, moved and deleted by hand."""
