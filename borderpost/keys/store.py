"""The key store: the only file that can be read before unlocking.

`keystore.bpk` = magic, SHA-256 of the rest, CBOR. It names the post and its users, and holds what each user's passphrase opens.
Two generations are kept; when the newest is damaged the one before serves and `Store.notice` says so.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import cbor2
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from borderpost.domain.errors import UserError
from borderpost.domain.files import write_atomic
from borderpost.domain.words import N_, Message
from borderpost.keys import passwords, storefile
from borderpost.keys.identity import NotGranted, Receiver, UserKeys, seal_to
from borderpost.keys.keyring import Keyring
from borderpost.keys.passwords import Cost
from borderpost.keys.roles import COMPARTMENTS, GRANTS, RECOVERY
from borderpost.keys.storefile import FILE, MAGIC, VERSION

_NONCE = 12


class WrongPassphrase(UserError):
    """The passphrase does not open this account."""

    def __init__(self) -> None:
        super().__init__(N_("The passphrase is not right. Check Caps Lock and type it again."))


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the machine, as the key store knows them."""

    uid: str
    name: str
    rank: str
    position: str
    role: str
    salt: bytes
    cost: Cost | None
    """None for the recovery account, whose secret is random and needs no stretching."""
    sealed: bytes
    receiving_key: bytes
    signing_key: bytes
    active: bool = True


@dataclass(frozen=True, slots=True)
class Store:
    """The content of a key store; changed by making another one and saving it."""

    post: dict[str, Any]
    accounts: tuple[Account, ...] = ()
    compartments: dict[str, dict[int, bytes]] = field(default_factory=dict)
    """Public keys by compartment and epoch; the highest epoch is current."""
    grants: dict[tuple[str, str], bytes] = field(default_factory=dict)
    """Secrets sealed to users, by (key id such as `db/1` or `victim/2`, uid)."""
    notice: Message | None = None

    def account(self, uid: str) -> Account:
        """Return an active account; raises UserError."""
        for found in self.accounts:
            if found.uid == uid and found.active:
                return found
        raise UserError(N_("There is no such user on this machine."))

    def users(self) -> tuple[Account, ...]:
        """Return the people who can unlock, the recovery sheet left out."""
        return tuple(account for account in self.accounts if account.active and account.role != RECOVERY)

    def current(self, compartment: str) -> tuple[int, bytes]:
        """Return (epoch, public key) of a compartment."""
        epochs = self.compartments[compartment]
        newest = max(epochs)
        return newest, epochs[newest]

    def database_epochs(self) -> list[int]:
        """Return the epochs of the database key, newest first."""
        return sorted({int(key.split("/")[1]) for key, _ in self.grants if key.startswith("db/")}, reverse=True)


def _info(key_id: str, uid: str) -> bytes:
    return f"grant|{key_id}|{uid}".encode()


def _recovery_kek(secret: bytes, salt: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, b"borderpost recovery").derive(secret)


def _account(
    uid: str, name: str, rank: str, position: str, role: str, secret: str | bytes, cost: Cost, keys: UserKeys
) -> Account:
    salt = os.urandom(passwords.SALT)
    if isinstance(secret, bytes):
        kek, used = _recovery_kek(secret, salt), None
    else:
        kek, used = bytes(passwords.derive(secret, salt, cost)), cost
    nonce = os.urandom(_NONCE)
    sealed = nonce + AESGCM(kek).encrypt(nonce, keys.seed, uid.encode())
    return Account(uid, name, rank, position, role, salt, used, sealed, keys.receiver.public, keys.signer.public)


def new_uid() -> str:
    """Return a code for a new user: it stands in every entry they write, and says nothing about them."""
    return "u" + os.urandom(5).hex()


def create(
    post: dict[str, Any], people: Sequence[tuple[str, str, str, str, str]], recovery_secret: bytes, cost: Cost
) -> tuple[Store, list[str], Keyring]:
    """Make the store of a new post.

    `people` are (name, rank, position, role, passphrase). Returns the store, their codes in the same order, and the keyring
    of the first of them. Secrets of the database and of the compartments are made here and live only in the grants.
    """
    secrets = {"db/1": os.urandom(32)}
    receivers = {name: Receiver.new() for name in COMPARTMENTS}
    secrets |= {f"{name}/1": receiver.seed for name, receiver in receivers.items()}
    keys = [UserKeys.new() for _ in people]
    accounts = [
        _account(new_uid(), name, rank, position, role, passphrase, cost, own)
        for (name, rank, position, role, passphrase), own in zip(people, keys, strict=True)
    ]
    uids = [account.uid for account in accounts]
    accounts.append(_account(RECOVERY, "", "", "", RECOVERY, recovery_secret, cost, UserKeys.new()))
    store = Store(post, tuple(accounts), {name: {1: receiver.public} for name, receiver in receivers.items()})
    for account in accounts:
        for key_id, secret in secrets.items():
            if key_id.split("/")[0] in GRANTS[account.role]:
                store.grants[key_id, account.uid] = seal_to(account.receiving_key, secret, _info(key_id, account.uid))
    return store, uids, _keyring(store, accounts[0], keys[0])


def _open_seed(account: Account, secret: str | bytes) -> bytes:
    if (account.cost is None) != isinstance(secret, bytes):
        raise WrongPassphrase
    if isinstance(secret, bytes):
        kek = _recovery_kek(secret, account.salt)
    else:
        kek = bytes(passwords.derive(secret, account.salt, account.cost or passwords.FLOOR))
    try:
        return AESGCM(kek).decrypt(account.sealed[:_NONCE], account.sealed[_NONCE:], account.uid.encode())
    except InvalidTag:
        raise WrongPassphrase from None


def _keyring(store: Store, account: Account, keys: UserKeys) -> Keyring:
    database: list[tuple[int, bytearray]] = []
    compartments: dict[tuple[str, int], Receiver] = {}
    for (key_id, uid), sealed in store.grants.items():
        if uid != account.uid:
            continue
        name, epoch = key_id.split("/")
        secret = keys.receiver.open(sealed, _info(key_id, uid))
        if name == "db":
            database.append((int(epoch), bytearray(secret)))
        else:
            compartments[name, int(epoch)] = Receiver(secret)
    if not database:
        raise NotGranted
    database.sort(key=lambda item: item[0], reverse=True)
    public = {name: store.current(name) for name in store.compartments}
    return Keyring(account.uid, account.role, keys, tuple(key for _, key in database), compartments, public)


def unlock(store: Store, uid: str, passphrase: str | bytes) -> Keyring:
    """Open an account with its passphrase, or the recovery account with the secret of its sheet. Raises WrongPassphrase."""
    account = store.account(uid)
    return _keyring(store, account, UserKeys(_open_seed(account, passphrase)))


def user_keys(store: Store, uid: str, passphrase: str) -> UserKeys:
    """Return a person's own keys and open nothing else: for one signature beside the one who works. Raises WrongPassphrase."""
    return UserKeys(_open_seed(store.account(uid), passphrase))


def _grant_all(store: Store, account: Account, granter: Keyring) -> dict[tuple[str, str], bytes]:
    """Return the grants a granter can give an account for its role; what the granter lacks is left for somebody who has it."""
    given: dict[tuple[str, str], bytes] = {}
    wanted = GRANTS[account.role]
    epochs = store.database_epochs()
    for epoch, key in zip(epochs, granter.database, strict=False):  # every role works with the database
        given[f"db/{epoch}", account.uid] = seal_to(account.receiving_key, bytes(key), _info(f"db/{epoch}", account.uid))
    for name, known in store.compartments.items():
        if name not in wanted:
            continue
        for epoch in known:
            if granter.holds(name, epoch):
                key_id = f"{name}/{epoch}"
                seed = granter.receiver(name, epoch).seed
                given[key_id, account.uid] = seal_to(account.receiving_key, seed, _info(key_id, account.uid))
    return given


def add_user(
    store: Store, granter: Keyring, name: str, rank: str, position: str, role: str, passphrase: str, cost: Cost
) -> tuple[Store, Account]:
    """Return the store with a new user, granted whatever the granter holds of what the role may have."""
    account = _account(new_uid(), name, rank, position, role, passphrase, cost, UserKeys.new())
    grants = store.grants | _grant_all(store, account, granter)
    return replace(store, accounts=(*store.accounts, account), grants=grants), account


def missing_grants(store: Store) -> dict[str, tuple[str, ...]]:
    """Return, by uid, the compartments a role may have and nobody has granted yet."""
    found: dict[str, tuple[str, ...]] = {}
    for account in store.accounts:
        lacking = tuple(
            name
            for name in store.compartments
            if account.active
            and name in GRANTS[account.role]
            and (f"{name}/{store.current(name)[0]}", account.uid) not in store.grants
        )
        if lacking:
            found[account.uid] = lacking
    return found


def grant_missing(store: Store, granter: Keyring) -> Store:
    """Return the store with every outstanding grant that this granter can give."""
    grants = dict(store.grants)
    for uid in missing_grants(store):
        for key, sealed in _grant_all(store, store.account(uid), granter).items():
            grants.setdefault(key, sealed)
    return replace(store, grants=grants)


def change_passphrase(store: Store, uid: str, old: str, new: str, cost: Cost) -> Store:
    """Return the store with another passphrase for a user; keys and grants stay. Raises WrongPassphrase."""
    account = store.account(uid)
    seed = _open_seed(account, old)
    fresh = _account(uid, account.name, account.rank, account.position, account.role, new, cost, UserKeys(seed))
    return replace(store, accounts=tuple(fresh if item.uid == uid else item for item in store.accounts))


def reset_user(store: Store, granter: Keyring, uid: str, passphrase: str, cost: Cost) -> tuple[Store, Account]:
    """Give a user who forgot the passphrase new keys under a new one, and grant them again."""
    old = store.account(uid)
    fresh = _account(uid, old.name, old.rank, old.position, old.role, passphrase, cost, UserKeys.new())
    kept = {key: sealed for key, sealed in store.grants.items() if key[1] != uid}
    changed = replace(store, accounts=tuple(fresh if item.uid == uid else item for item in store.accounts), grants=kept)
    return replace(changed, grants=kept | _grant_all(changed, fresh, granter)), fresh


def remove_user(store: Store, uid: str) -> tuple[Store, bytes, dict[str, Receiver]]:
    """Take a user out: a new database key and new compartment epochs, granted to those who stay; nobody's passphrase is needed.

    Returns (store, new database key, new compartment keys). The old database grant stays until `finish_rekey`: if the power
    fails in between, one of the two opens the database. What the person could copy before stays readable to them.
    """
    account = store.account(uid)
    accounts = tuple(replace(item, active=False) if item.uid == uid else item for item in store.accounts)
    grants = {key: sealed for key, sealed in store.grants.items() if key[1] != uid}
    epoch = store.database_epochs()[0] + 1
    fresh = {f"db/{epoch}": os.urandom(32)}
    compartments = {name: dict(known) for name, known in store.compartments.items()}
    receivers: dict[str, Receiver] = {}
    for name in GRANTS[account.role] - {"db"}:
        receivers[name] = Receiver.new()
        number = store.current(name)[0] + 1
        compartments[name][number] = receivers[name].public
        fresh[f"{name}/{number}"] = receivers[name].seed
    for item in accounts:
        for key_id, secret in fresh.items():
            if item.active and key_id.split("/")[0] in GRANTS[item.role]:
                grants[key_id, item.uid] = seal_to(item.receiving_key, secret, _info(key_id, item.uid))
    return replace(store, accounts=accounts, grants=grants, compartments=compartments), fresh[f"db/{epoch}"], receivers


def finish_rekey(store: Store) -> Store:
    """Forget the grants of older database keys, once the newest has been verified."""
    newest = store.database_epochs()[0]
    kept = {key: sealed for key, sealed in store.grants.items() if not key[0].startswith("db/") or key[0] == f"db/{newest}"}
    return replace(store, grants=kept)


def _to_plain(store: Store) -> dict[str, Any]:
    return {
        "version": VERSION,
        "post": store.post,
        "accounts": [
            [
                item.uid,
                item.name,
                item.rank,
                item.position,
                item.role,
                item.salt,
                [item.cost.memory, item.cost.passes, item.cost.lanes] if item.cost else None,
                item.sealed,
                item.receiving_key,
                item.signing_key,
                item.active,
            ]
            for item in store.accounts
        ],
        "compartments": store.compartments,
        "grants": [[key_id, uid, sealed] for (key_id, uid), sealed in store.grants.items()],
    }


def _account_from(item: list[Any]) -> Account:
    uid, name, rank, position, role, salt, cost, sealed, receiving, signing, active = item
    return Account(uid, name, rank, position, role, salt, Cost(*cost) if cost else None, sealed, receiving, signing, active)


def _from_plain(plain: dict[str, Any], notice: Message | None) -> Store:
    return Store(
        plain["post"],
        tuple(_account_from(item) for item in plain["accounts"]),
        plain["compartments"],
        {(key_id, uid): sealed for key_id, uid, sealed in plain["grants"]},
        notice,
    )


def save(store: Store, home: Path) -> None:
    """Write the store; the generation before stays beside it. Raises EnvironmentFault."""
    body = cbor2.dumps(_to_plain(store))
    write_atomic(home / FILE, MAGIC + hashlib.sha256(body).digest() + body, keep_previous=True)


def load(home: Path) -> Store:
    """Read the newest sound generation; raises DamagedStore or NewerStore."""
    plain, before = storefile.newest(home)
    notice = Message(N_("The key store was damaged; the copy before it is in use. Make a backup now.")) if before else None
    return _from_plain(plain, notice)
