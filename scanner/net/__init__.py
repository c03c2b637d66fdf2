"""The only sockets. Every send asks the gate first."""
