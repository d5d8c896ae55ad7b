"""What an editor composes pages from: each block with its form, its rules, its template and its preview."""
