"""Those who hold the conversations with Redis: one for threads, one for event loops."""
