"""`make fuzz`: tens of thousands of hostile requests, drawn by hypothesis, at every address as every kind of person."""
