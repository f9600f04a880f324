"""Sections of the page, one module for each: what its template shows, drawn from the document and nothing else."""
