"""Models that Workbench knows, and where their files are on this machine."""
