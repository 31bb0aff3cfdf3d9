"""The one door to Tink: nothing else in the house imports it, and nothing is built here that Tink does not build.

What this module decides: which kinds of keys we use, and what every ciphertext is bound to. The format as a whole is
described in `docs/reference/sealed-format.md`; vectors in the tests keep it from changing unnoticed.

Every ciphertext carries associated data: the format, what it is, and its place. A ciphertext that is copied to
another row, another column or another use does not open there.
"""

from enum import StrEnum
from typing import Any, BinaryIO

import tink
from tink import aead, hybrid, secret_key_access, streaming_aead
from tink.proto import aes_gcm_pb2, hpke_pb2, tink_pb2

aead.register()
hybrid.register()
streaming_aead.register()

FORMAT = "common-ground 1"
_TYPE = "type.googleapis.com/google.crypto.tink."
RAW_KEY_BYTES = 32
PRIVATE_KEY_BYTES = 32  # of both templates: the scalar of P-256, the seed of X-Wing

KeySet = Any  # tink.KeysetHandle; Tink ships no types


class CannotOpen(Exception):
    """Sealed with another key, for another place, changed, or cut short. Says no more, to anybody."""


class KeyTemplate(StrEnum):
    """The kinds of key pair a city can choose from, for units, members and recovery."""

    P256 = "P-256"  # HPKE with NIST P-256, for cities bound to FIPS 140
    X_WING = "X-Wing"  # HPKE with X25519 and ML-KEM-768 together: also holds against a quantum computer


class Use(StrEnum):
    """What a ciphertext is. Part of what it is bound to, so that none passes for another."""

    RECORD = "record"  # a text, an answer, a note
    KEY = "key"  # a data key under another data key
    UNIT_KEY = "key for unit"  # a data key to a unit's public key
    GRANT = "unit key for holder"  # a unit's private key set to a member's or the recovery key's public key
    MEMBER = "member key"  # a member's private key set under their passphrase
    SESSION = "session"  # what an unlocked session holds, under the browser's key
    FILE = "file"
    DRILL = "drill"


_KEM = {KeyTemplate.P256: hpke_pb2.DHKEM_P256_HKDF_SHA256, KeyTemplate.X_WING: hpke_pb2.X_WING}


def associated_data(use: Use, bound_to: str) -> bytes:
    if not bound_to:
        raise ValueError("a ciphertext must be bound to its place")
    return f"{FORMAT}\n{use}\n{bound_to}".encode()


def new_data_key_set() -> KeySet:
    return tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)


def new_stream_key_set() -> KeySet:
    return tink.new_keyset_handle(streaming_aead.streaming_aead_key_templates.AES256_GCM_HKDF_1MB)


def new_private_key_set(template: KeyTemplate) -> KeySet:
    """A fresh key pair. Tink names no template for P-256 with HPKE in Python, but makes one from its parameters."""
    wanted = hpke_pb2.HpkeKeyFormat(
        params=hpke_pb2.HpkeParams(kem=_KEM[template], kdf=hpke_pb2.HKDF_SHA256, aead=hpke_pb2.AES_256_GCM)
    )
    return tink.new_keyset_handle(
        tink_pb2.KeyTemplate(
            type_url=_TYPE + "HpkePrivateKey",
            value=wanted.SerializeToString(),
            output_prefix_type=tink_pb2.TINK,
        )
    )


def data_key_set_of(raw: bytes) -> KeySet:
    """The AES-256-GCM key whose bytes are these: how Tink takes in a key that Argon2id derived or a browser holds."""
    if len(raw) != RAW_KEY_BYTES:
        raise ValueError(f"a raw key has {RAW_KEY_BYTES} bytes")
    key = aes_gcm_pb2.AesGcmKey(version=0, key_value=raw)
    return parse(
        _single_key_set("AesGcmKey", key.SerializeToString(), tink_pb2.KeyData.SYMMETRIC, tink_pb2.RAW, 1)
    )


def private_bytes_of(key_set: KeySet) -> bytes:
    """The 32 secret bytes of a private key set: what the recovery sheet's words spell."""
    found = tink_pb2.Keyset.FromString(serialized(key_set)).key[0]
    return bytes(hpke_pb2.HpkePrivateKey.FromString(found.key_data.value).private_key)


def private_key_set_of(secret: bytes, public: bytes) -> KeySet:
    """The inverse: a private key set from its secret bytes and the stored public key set. They may not match."""
    found = tink_pb2.Keyset.FromString(public).key[0]
    key = hpke_pb2.HpkePrivateKey(
        version=0,
        public_key=hpke_pb2.HpkePublicKey.FromString(found.key_data.value),
        private_key=secret,
    )
    kind = tink_pb2.KeyData.ASYMMETRIC_PRIVATE
    return parse(
        _single_key_set(
            "HpkePrivateKey", key.SerializeToString(), kind, found.output_prefix_type, found.key_id
        )
    )


def _single_key_set(kind: str, value: bytes, material: int, prefix: int, key_id: int) -> bytes:
    key = tink_pb2.Keyset.Key(
        key_data=tink_pb2.KeyData(type_url=_TYPE + kind, value=value, key_material_type=material),
        status=tink_pb2.ENABLED,
        key_id=key_id,
        output_prefix_type=prefix,
    )
    return bytes(tink_pb2.Keyset(primary_key_id=key_id, key=[key]).SerializeToString())


def serialized(key_set: KeySet) -> bytes:
    """A secret key set as Tink's binary protocol buffer. Never stored like this."""
    return bytes(tink.proto_keyset_format.serialize(key_set, secret_key_access.TOKEN))


def parse(secret: bytes) -> KeySet:
    try:
        return tink.proto_keyset_format.parse(secret, secret_key_access.TOKEN)
    except tink.TinkError as wrong:
        raise CannotOpen("no key set") from wrong


def public_part(key_set: KeySet) -> bytes:
    """The public key set, to be stored and shown."""
    return bytes(tink.proto_keyset_format.serialize_without_secret(key_set.public_keyset_handle()))


def key_id_of(public: bytes) -> int:
    """The number by which Tink marks what is encrypted to this public key set."""
    return int(tink_pb2.Keyset.FromString(public).primary_key_id)


def key_id_sealed_to(sealed: bytes) -> int | None:
    """The number in a ciphertext's prefix (one byte 0x01, four bytes of key id); None when it has none."""
    return int.from_bytes(sealed[1:5], "big") if len(sealed) > 5 and sealed[:1] == b"\x01" else None


def encrypt(key_set: KeySet, plain: bytes, use: Use, bound_to: str) -> bytes:
    return bytes(key_set.primitive(aead.Aead).encrypt(plain, associated_data(use, bound_to)))


def decrypt(key_set: KeySet, sealed: bytes, use: Use, bound_to: str) -> bytes:
    try:
        return bytes(key_set.primitive(aead.Aead).decrypt(bytes(sealed), associated_data(use, bound_to)))
    except tink.TinkError as wrong:
        raise CannotOpen(use) from wrong


def encrypt_to(public: bytes, plain: bytes, use: Use, bound_to: str) -> bytes:
    """Encrypts so that only the holder of the private key set can read it (HPKE, RFC 9180)."""
    try:
        key_set = tink.proto_keyset_format.parse_without_secret(bytes(public))
        sealing = key_set.primitive(hybrid.HybridEncrypt)
    except tink.TinkError as wrong:
        raise CannotOpen("no public key set") from wrong
    return bytes(sealing.encrypt(plain, associated_data(use, bound_to)))


def decrypt_from(private: KeySet, sealed: bytes, use: Use, bound_to: str) -> bytes:
    try:
        opening = private.primitive(hybrid.HybridDecrypt)
        return bytes(opening.decrypt(bytes(sealed), associated_data(use, bound_to)))
    except tink.TinkError as wrong:
        raise CannotOpen(use) from wrong


def encrypting_stream(key_set: KeySet, writer: BinaryIO, bound_to: str) -> BinaryIO:
    sealing = key_set.primitive(streaming_aead.StreamingAead)
    stream: BinaryIO = sealing.new_encrypting_stream(writer, associated_data(Use.FILE, bound_to))
    return stream


def decrypting_stream(key_set: KeySet, reader: BinaryIO, bound_to: str) -> BinaryIO:
    opening = key_set.primitive(streaming_aead.StreamingAead)
    stream: BinaryIO = opening.new_decrypting_stream(reader, associated_data(Use.FILE, bound_to))
    return stream


# What Tink raises while a stream is read or written.
STREAM_ERRORS = (tink.TinkError, OSError, ValueError)
