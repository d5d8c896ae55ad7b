"""Remote workers: written, found, counted, shown. What a viewer sees, ``directory.visibility`` alone decides."""
