"""Direction on one screen: the progress board of directives and tasks, and plans against what was done."""
