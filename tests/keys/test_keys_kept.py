"""Keys: who opens what, what a wrong or damaged thing does, what no text form shows."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from pathlib import Path

import cbor2
import pytest

from borderpost.domain.errors import UserError
from borderpost.keys import passwords, recovery, sealing, store, storefile, words
from borderpost.keys.identity import NotGranted, Receiver, Signer, UserKeys, feed_name, seal_to, verify
from borderpost.keys.keyring import Keyring
from borderpost.keys.passwords import FLOOR, Cost
from borderpost.keys.roles import COMPARTMENTS, GRANTS, RECOVERY, SENTENCES
from borderpost.keys.store import Store, WrongPassphrase
from borderpost.keys.storefile import DamagedStore, NewerStore

CHEAP = Cost(64, 1, 1)
ROLES = ("commander", "guard", "victim_officer", "administrator")
SECRET = bytes(range(28))


def _made(tmp_path: Path | None = None) -> tuple[Store, dict[str, str]]:
    people = [(f"Người {role}", "", "", role, f"mot hai {role[:3]}") for role in ROLES]
    made, uids, _keyring = store.create({"name": "Đồn"}, people, SECRET, CHEAP)
    if tmp_path is not None:
        store.save(made, tmp_path)
    return made, dict(zip(ROLES, uids, strict=True))


def _ring(made: Store, uids: dict[str, str], role: str) -> Keyring:
    return store.unlock(made, uids[role], f"mot hai {role[:3]}")


def test_a_passphrase_has_seventy_bits_and_is_typed_without_accents_case_or_exact_blanks() -> None:
    listed = words.syllables()
    assert len(set(listed)) == 1 << words.BITS
    assert all(word.isascii() and word.isalpha() for word in listed)
    assert len(words.generate_passphrase().split()) * words.BITS == 70
    assert words.canonical("  Mốt  HAI ba ") == words.canonical("mot hai ba")
    assert len({words.generate_passphrase() for _ in range(50)}) == 50


def test_the_training_passphrases_are_the_same_for_the_same_seed() -> None:
    assert words.training_passphrases(1) == words.training_passphrases(1) != words.training_passphrases(2)
    assert {len(found.split()) for found in words.training_passphrases(1)} == {3}


def test_a_passphrase_is_stretched_as_rfc_9106_asks_and_never_less() -> None:
    assert (FLOOR.memory, FLOOR.passes, FLOOR.lanes) == (64 * 1024, 3, 4)
    found = passwords.calibrate(target=0.0)
    assert found == FLOOR
    longer = passwords.calibrate(target=10.0)
    assert longer.memory >= FLOOR.memory
    assert longer.memory % FLOOR.memory == 0


def test_a_key_file_makes_another_key() -> None:
    salt = bytes(16)
    plain = passwords.derive("mot hai", salt, CHEAP)
    assert plain == passwords.derive("MỐT hai", salt, CHEAP)
    assert plain != passwords.derive("mot hai", salt, CHEAP, b"content of the key file")
    assert len(plain) == passwords.KEY


def test_a_machine_that_does_not_tell_its_memory_counts_as_small(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(_name: str) -> int:
        raise ValueError

    monkeypatch.setattr(os, "sysconf", silent)
    assert passwords.calibrate(target=0.0) == FLOOR


def test_recovery_words_bring_the_secret_back_and_a_slip_is_noticed() -> None:
    secret = recovery.new_secret()
    spoken = recovery.to_words(secret)
    assert len(spoken) == recovery.WORDS
    assert recovery.from_words([word.upper() for word in spoken]) == secret
    with pytest.raises(recovery.WrongWords):
        recovery.from_words(spoken[:-1])
    with pytest.raises(recovery.WrongWords) as unknown:
        recovery.from_words([*spoken[:5], "zzzz", *spoken[6:]])
    assert unknown.value.message.values["number"] == 6
    assert len(recovery.fingerprint(secret).split()) == 4


def test_wrong_and_swapped_recovery_words_are_found_by_their_check() -> None:
    chance = random.Random(7)  # noqa: S311 - slips of the tongue, no secret
    listed = words.syllables()
    missed = 0
    for _round in range(300):
        spoken = list(recovery.to_words(chance.randbytes(recovery.SECRET)))
        changed = list(spoken)
        first, second = chance.sample(range(recovery.WORDS), 2)
        if chance.random() < 0.5:
            changed[first] = chance.choice(listed)
        else:
            changed[first], changed[second] = changed[second], changed[first]
        if changed == spoken:
            continue
        try:
            recovery.from_words(changed)
            missed += 1
        except recovery.WrongWords:
            pass
    assert missed == 0  # 16 bits: one in 65,536


@pytest.mark.parametrize("role", ROLES)
def test_every_role_opens_exactly_what_it_is_granted(role: str) -> None:
    made, uids = _made()
    ring = _ring(made, uids, role)
    assert {name for name in COMPARTMENTS if ring.holds(name)} == GRANTS[role] - {"db"}
    for name in COMPARTMENTS:
        epoch, public = ring.public[name]
        sealed = seal_to(public, b"secret", b"purpose")
        if name in GRANTS[role]:
            assert ring.receiver(name, epoch).open(sealed, b"purpose") == b"secret"
        else:
            with pytest.raises(NotGranted):
                ring.receiver(name, epoch)
    assert ring.database[0]
    assert role in SENTENCES


def test_the_recovery_sheet_is_granted_everything() -> None:
    made, _uids = _made()
    ring = store.unlock(made, RECOVERY, SECRET)
    assert all(ring.holds(name) for name in COMPARTMENTS)
    with pytest.raises(WrongPassphrase):
        store.unlock(made, RECOVERY, bytes(28))
    with pytest.raises(WrongPassphrase):
        store.unlock(made, RECOVERY, "mot hai")


def test_a_wrong_passphrase_opens_nothing_and_so_does_a_secret_of_the_wrong_kind() -> None:
    made, uids = _made()
    with pytest.raises(WrongPassphrase):
        store.unlock(made, uids["guard"], "mot hai ba")
    with pytest.raises(WrongPassphrase):
        store.unlock(made, uids["guard"], SECRET)
    with pytest.raises(UserError):
        store.unlock(made, "nobody", "mot")


def test_a_grant_moved_to_another_user_or_renamed_does_not_open() -> None:
    made, uids = _made()
    guard, commander = uids["guard"], uids["commander"]
    stolen = replace(made, grants=made.grants | {("victim/1", guard): made.grants["victim/1", commander]})
    with pytest.raises(NotGranted):
        _ring(stolen, uids, "guard")
    renamed = replace(made, grants=made.grants | {("victim/1", guard): made.grants["post/1", guard]})
    with pytest.raises(NotGranted):
        _ring(renamed, uids, "guard")


def test_an_account_without_a_database_grant_unlocks_nothing() -> None:
    made, uids = _made()
    bare = replace(made, grants={key: value for key, value in made.grants.items() if key != ("db/1", uids["guard"])})
    with pytest.raises(NotGranted):
        _ring(bare, uids, "guard")


def test_a_granter_gives_only_what_it_holds_and_older_epochs_come_along() -> None:
    made, uids = _made()
    commander = _ring(made, uids, "commander")
    made, _key, receivers = store.remove_user(made, uids["victim_officer"])
    assert set(receivers) == GRANTS["victim_officer"] - {"db"}
    commander = _ring(made, uids, "commander")
    made, fresh = store.add_user(made, commander, "Mới", "", "", "victim_officer", "chin tam", CHEAP)
    ring = store.unlock(made, fresh.uid, "chin tam")
    assert ring.holds("victim", 1)
    assert ring.holds("victim", 2)
    assert store.missing_grants(made) == {}
    assert len(ring.database) == 2
    administrator = _ring(made, uids, "administrator")
    made, half = store.add_user(made, administrator, "Nửa", "", "", "victim_officer", "chin bay", CHEAP)
    assert store.missing_grants(made) == {half.uid: ("victim",)}
    whole = store.grant_missing(made, commander)
    assert store.missing_grants(whole) == {}


def test_a_keyring_renewed_after_a_removal_writes_under_the_new_epoch_and_reads_both() -> None:
    made, uids = _made()
    administrator = _ring(made, uids, "administrator")
    _store, key, receivers = store.remove_user(made, uids["victim_officer"])
    old = administrator.database[0]
    administrator.renew(bytearray(key), receivers, GRANTS["administrator"])
    assert bytes(old) == bytes(32)
    assert administrator.public["victim"][0] == 2
    assert not administrator.holds("victim")
    assert administrator.holds("post", 1)
    assert administrator.holds("post", 2)


def test_the_store_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    made, uids = _made(tmp_path)
    assert storefile.exists(tmp_path)
    read = store.load(tmp_path)
    assert read == made
    assert [user.role for user in read.users()] == list(ROLES)
    assert _ring(read, uids, "guard").uid == uids["guard"]
    assert oct((tmp_path / storefile.FILE).stat().st_mode)[-3:] == "600"


def test_a_store_damaged_anywhere_gives_way_to_the_one_before_it_and_says_so(tmp_path: Path) -> None:
    made, _uids = _made(tmp_path)
    store.save(replace(made, post={"name": "Đồn mới"}), tmp_path)
    path = tmp_path / storefile.FILE
    whole = path.read_bytes()
    chance = random.Random(1)  # noqa: S311 - places to damage
    for cut in [0, 1, 7, 8, 39, 40, *(chance.randrange(len(whole)) for _ in range(40))]:
        path.write_bytes(whole[:cut])
        found = store.load(tmp_path)
        assert found.post == {"name": "Đồn"}
        assert found.notice is not None
        flipped = bytearray(whole)
        flipped[min(cut, len(whole) - 1)] ^= 1
        path.write_bytes(bytes(flipped))
        assert store.load(tmp_path).post == {"name": "Đồn"}
    path.unlink()
    assert storefile.exists(tmp_path)
    (tmp_path / (storefile.FILE + ".previous")).write_bytes(b"?")
    with pytest.raises(DamagedStore):
        store.load(tmp_path)


def test_a_store_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    import hashlib

    body = cbor2.dumps({"version": storefile.VERSION + 1})
    (tmp_path / storefile.FILE).write_bytes(storefile.MAGIC + hashlib.sha256(body).digest() + body)
    with pytest.raises(NewerStore):
        store.load(tmp_path)


def test_a_sealed_group_opens_only_in_its_place_with_its_key_unchanged() -> None:
    sealed, key = sealing.seal_group({"name": "Sùng Thị Mỷ"}, "persons", "identity", "a:1")
    assert sealing.open_group(sealed, "persons", "identity", "a:1", key) == {"name": "Sùng Thị Mỷ"}
    for kind, group, record, used in (
        ("detections", "identity", "a:1", key),
        ("persons", "other", "a:1", key),
        ("persons", "identity", "a:2", key),
        ("persons", "identity", "a:1", bytes(32)),
    ):
        with pytest.raises(NotGranted):
            sealing.open_group(sealed, kind, group, record, used)
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1
        with pytest.raises(NotGranted):
            sealing.open_group(bytes(changed), "persons", "identity", "a:1", key)


@pytest.mark.parametrize("role", ["commander", "guard"])
def test_a_record_key_is_wrapped_for_its_compartment_epoch_and_record(role: str) -> None:
    made, uids = _made()
    commander, writer = _ring(made, uids, "commander"), _ring(made, uids, role)
    key = os.urandom(32)
    epoch, wrapped = sealing.wrap_key(key, writer, "victim", "a:1")
    assert sealing.unwrap_key(wrapped, commander, "victim", epoch, "a:1") == key
    for compartment, record in (("legal", "a:1"), ("victim", "a:2")):
        with pytest.raises(NotGranted):
            sealing.unwrap_key(wrapped, commander, compartment, epoch, record)
    with pytest.raises(NotGranted):
        sealing.unwrap_key(wrapped, commander, "victim", epoch + 1, "a:1")
    with pytest.raises(NotGranted):
        sealing.unwrap_key(b"\x07" + wrapped[1:], commander, "victim", epoch, "a:1")
    if role == "guard":
        with pytest.raises(NotGranted):
            sealing.unwrap_key(wrapped, writer, "victim", epoch, "a:1")


def test_bytes_sealed_for_a_purpose_open_for_no_other() -> None:
    sealed = sealing.seal_bytes(b"draft", bytes(32), b"a")
    assert sealing.open_bytes(sealed, bytes(32), b"a") == b"draft"
    for key, purpose, data in ((b"1" * 32, b"a", sealed), (bytes(32), b"b", sealed), (bytes(32), b"a", b"short")):
        with pytest.raises(NotGranted):
            sealing.open_bytes(data, key, purpose)


def test_signatures_verify_for_their_key_only_and_rubbish_is_just_wrong() -> None:
    signer = Signer.new()
    signature = signer.sign(b"hash")
    assert verify(signer.public, signature, b"hash")
    assert not verify(signer.public, signature, b"other")
    assert not verify(Signer.new().public, signature, b"hash")
    assert not verify(b"short", signature, b"hash")
    assert not verify(signer.public, b"short", b"hash")
    assert len(feed_name(signer.public)) == 16


def test_a_receiver_grows_the_same_keys_from_its_seed_and_opens_nothing_meant_for_another() -> None:
    receiver = Receiver.new()
    assert Receiver(receiver.seed).public == receiver.public
    sealed = seal_to(receiver.public, b"secret", b"a")
    for other, purpose, data in ((Receiver.new(), b"a", sealed), (receiver, b"b", sealed), (receiver, b"a", b"?" * 40)):
        with pytest.raises(NotGranted):
            other.open(data, purpose)


def test_no_text_form_of_a_key_shows_it(tmp_path: Path) -> None:
    made, uids = _made(tmp_path)
    ring = _ring(made, uids, "commander")
    secrets = [bytes(ring.database[0]), ring.user.seed, ring.receiver("victim", 1).seed, ring.personal_key()]
    shown = "".join(repr(item) for item in (ring, ring.user, ring.user.signer, ring.receiver("victim", 1), UserKeys.new()))
    for secret in secrets:
        assert secret.hex() not in shown
        assert repr(secret)[2:-1] not in shown
    ring.close()
    assert bytes(ring.database[0]) == bytes(32)
    assert not ring.holds("victim")
