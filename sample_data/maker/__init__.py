"""What turns the hand-written content into tables and gold; standard library only."""
