"""What topics are called: phrases, keywords, languages, and sentences that say nothing."""
