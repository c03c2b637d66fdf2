"""Who is there? From the scope to the targets that answer."""
