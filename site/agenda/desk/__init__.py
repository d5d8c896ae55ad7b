"""The agency's desk of the agenda: what its editors choose and see beside Wagtail's own pages."""
