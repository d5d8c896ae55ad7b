"""What is printed of an event, or sent to those who pay for it, as PDF: the sheets to sign, the report."""
