"""Parts of the document, one module for each kind of thing that a report tells: pure folds of one run's record."""
