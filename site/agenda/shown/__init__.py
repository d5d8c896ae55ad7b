"""What the page of an event shows: its programme, who speaks, where one goes, who makes it possible."""
