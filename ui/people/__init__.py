"""People: who may unlock this machine, what each may do, and the keys they hold."""
