"""What people do with exercises and their notebook."""
