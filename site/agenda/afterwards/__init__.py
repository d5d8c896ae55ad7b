"""Once an event is over: what people thought of it, its figures, and what is forgotten a year later."""
