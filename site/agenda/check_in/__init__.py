"""The day of an event: who is there, told from phones that may lose the network, and let in when they never asked."""
