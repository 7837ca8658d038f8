"""Pure rules of the notebook: values of fields, bodies of entries, trends, searches, exports."""
