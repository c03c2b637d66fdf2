"""Search protocols as devices speak them, written from published captures and tools; a module for each."""
