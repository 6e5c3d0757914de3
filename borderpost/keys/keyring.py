"""What one unlocked user holds, until it is closed."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from borderpost.keys.identity import NotGranted, Receiver, UserKeys


class Keyring:
    """The keys of an unlocked user. Nothing of it appears in a text form.

    `public` maps every compartment to its current epoch and public key, held or not: whoever writes may seal for it.
    """

    def __init__(
        self,
        uid: str,
        role: str,
        user: UserKeys,
        database: tuple[bytearray, ...],
        compartments: Mapping[tuple[str, int], Receiver],
        public: Mapping[str, tuple[int, bytes]],
    ) -> None:
        self.uid = uid
        self.role = role
        self.user = user
        self.database = database
        """Keys of the database, newest first; two while a change of key has not been verified."""
        self._compartments = dict(compartments)
        self.public = dict(public)

    def __repr__(self) -> str:
        """Say whose it is and nothing more."""
        return f"<Keyring of {self.uid}>"

    def holds(self, compartment: str, epoch: int | None = None) -> bool:
        """Tell whether this user can open a compartment (its current epoch unless one is named)."""
        wanted = self.public.get(compartment, (0, b""))[0] if epoch is None else epoch
        return (compartment, wanted) in self._compartments

    def receiver(self, compartment: str, epoch: int) -> Receiver:
        """Return the key pair of a compartment; raises NotGranted."""
        found = self._compartments.get((compartment, epoch))
        if found is None:
            raise NotGranted
        return found

    def personal_key(self) -> bytes:
        """Return the key that seals this user's drafts: nobody else reads what was not saved yet."""
        return HKDF(SHA256(), 32, None, b"borderpost draft").derive(self.user.receiver.seed)

    def renew(self, database: bytearray, receivers: Mapping[str, Receiver], held: Collection[str]) -> None:
        """Take up a new database key and, by compartment, the new epoch: its private key only of those `held`."""
        for key in self.database:
            key[:] = bytes(len(key))
        self.database = (database,)
        for name, receiver in receivers.items():
            epoch = self.public[name][0] + 1
            if name in held:
                self._compartments[name, epoch] = receiver
            self.public[name] = (epoch, receiver.public)

    def close(self) -> None:
        """Zero the database keys and forget the rest."""
        for key in self.database:
            key[:] = bytes(len(key))
        self._compartments.clear()
