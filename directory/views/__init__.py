"""HTTP for the directory: each view checks its parameters, asks, and renders."""
