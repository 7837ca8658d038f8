"""Pages: the invitation, the clinician's, the client's, and what anybody may read."""
