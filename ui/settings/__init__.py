"""Settings: how the window looks, what the post is called, how its machine behaves, where backups go."""
