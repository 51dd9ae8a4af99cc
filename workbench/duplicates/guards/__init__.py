"""What can differ between two texts that look alike, so that neither may be dropped."""
