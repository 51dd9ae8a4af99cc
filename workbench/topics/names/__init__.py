"""What topics are called: keywords, titles, languages, and sentences that say nothing."""
