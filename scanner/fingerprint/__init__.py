"""What is known: YAML to objects, checked and compiled."""
