"""What docs/security/asvs.md promises and no other test shows: headers, production, source, fields nobody asked for."""
