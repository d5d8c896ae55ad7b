"""HTTP for places: each view checks its parameters, asks, and renders."""
