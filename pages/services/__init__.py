"""What the pages that look at everything gather, one module per page."""
