"""Recordings of invented devices, made of one sample: another serial number, another UUID, another TPM key."""

import base64
import hashlib
import json
import shutil
import uuid

SAMPLE_SERIAL = b"7F3K9Q2"
EK_KEY = 25


def with_uuid(text, old, new):
    """The hash with another UUID (16 bytes each, as in SMBIOS), and the digest that belongs to it."""
    blob = bytearray(base64.b64decode(text + "=" * (-len(text) % 4)))
    length = int.from_bytes(blob[2:4], "little")
    blob[:length] = bytes(blob[:length]).replace(old, new)
    blob[length + 4:length + 36] = hashlib.sha256(blob[:length]).digest()
    return base64.b64encode(bytes(blob)).decode().rstrip("=")


def patched_hash(text, serial, seed, old_uuid):
    """The sample's hash for another device; serial numbers are as long as the sample's."""
    blob = bytearray(base64.b64decode(text + "=" * (-len(text) % 4)))
    length = int.from_bytes(blob[2:4], "little")
    at = 4
    while at < length:
        kind, size = int.from_bytes(blob[at:at + 2], "little"), int.from_bytes(blob[at + 2:at + 4], "little")
        if kind == EK_KEY:
            blob[at + size // 2] = seed & 0xFF
            blob[at + size // 2 + 1] = seed >> 8
        at += size
    blob[:length] = bytes(blob[:length]).replace(SAMPLE_SERIAL, serial)
    return with_uuid(base64.b64encode(bytes(blob)).decode(), old_uuid, new_uuid(seed))


def new_uuid(seed):
    return uuid.uuid5(uuid.NAMESPACE_DNS, f"device-{seed}.contoso.example").bytes_le


def sample_uuid(sample):
    table = base64.b64decode(json.loads((sample / "firmware.json").read_text())["tables"][0]["bytes"])
    # Behind the 8 bytes of the header: structures with their texts; type 1 has the UUID at offset 8.
    at = 8
    while table[at] != 1:
        at = table.index(b"\0\0", at + table[at + 1]) + 2
    return table[at + 8:at + 24]


def make(sample, target, serial, seed):
    """A recording in the folder `target`; the same seed and serial number again is the same device."""
    serial = serial.encode()
    assert len(serial) == len(SAMPLE_SERIAL)
    shutil.copytree(sample, target)
    old = sample_uuid(sample)
    firmware = json.loads((target / "firmware.json").read_text())
    table = base64.b64decode(firmware["tables"][0]["bytes"])
    table = table.replace(SAMPLE_SERIAL, serial).replace(old, new_uuid(seed))
    firmware["tables"][0]["bytes"] = base64.b64encode(table).decode()
    (target / "firmware.json").write_text(json.dumps(firmware))
    tree = json.loads((target / "wmi.json").read_text())
    for answer in tree["classes"]:
        for row in answer.get("rows", []):
            if "DeviceHardwareData" in row:
                row["DeviceHardwareData"] = patched_hash(row["DeviceHardwareData"], serial, seed, old)
    text = json.dumps(tree).replace(SAMPLE_SERIAL.decode(), serial.decode())
    (target / "wmi.json").write_text(text)
    return target
