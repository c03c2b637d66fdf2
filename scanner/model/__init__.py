"""The nouns: what every room shares. Imports nothing of the house but itself."""
