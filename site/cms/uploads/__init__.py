"""What may be sent to the desk, and how it is handed out again."""
