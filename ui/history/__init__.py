"""What happened to a record: who changed which field when, and the choice between two values. All of it from the journal."""
