"""The unlock window: what is locked on this machine, who works here, and the passphrase."""
