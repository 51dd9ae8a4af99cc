"""Which texts belong to one group: where to look, links, and how far a group may reach."""
