"""What are you? Questions put to a device that answered, one module per protocol."""
