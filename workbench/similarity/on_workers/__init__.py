"""Pairs and neighbors cut into blocks, for engines that run in other processes."""
