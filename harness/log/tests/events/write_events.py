"""Write TensorBoard event files from their specifications, as fixtures of klimb's reader.

    python3 write_events.py FOLDER

This shares nothing with the reader: TFRecord framing and protocol buffers are written by hand from
TensorFlow's "TFRecords format details", the encoding guide of protocol buffers and the .proto files of
TensorBoard; CRC-32C is computed a bit at a time from its polynomial. The files are committed, so that tests
need no Python.
"""

import os
import struct
import sys

DT_FLOAT, DT_DOUBLE, DT_INT32, DT_UINT8, DT_INT16, DT_INT8, DT_STRING, DT_INT64 = 1, 2, 3, 4, 5, 6, 7, 9
DT_BFLOAT16, DT_UINT16, DT_HALF, DT_UINT32, DT_UINT64 = 14, 17, 19, 22, 23


# ---- CRC-32C and TFRecord ------------------------------------------------------------------------


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0x82F63B78 if crc & 1 else crc >> 1
    return crc ^ 0xFFFFFFFF


def masked(data):
    crc = crc32c(data)
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def record(data):
    length = struct.pack("<Q", len(data))
    return length + struct.pack("<I", masked(length)) + data + struct.pack("<I", masked(data))


# ---- protocol buffers ----------------------------------------------------------------------------


def varint(value):
    value &= (1 << 64) - 1
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def number(field, value):
    return varint(field << 3) + varint(value)


def fixed64(field, value):
    return varint(field << 3 | 1) + struct.pack("<d", value)


def text(field, value):
    value = value.encode() if isinstance(value, str) else value
    return varint(field << 3 | 2) + varint(len(value)) + value


def fixed32(field, value):
    return varint(field << 3 | 5) + struct.pack("<f", value)


# ---- TensorBoard ---------------------------------------------------------------------------------


def event(step, *values, wall=1700000000.5):
    out = fixed64(1, wall)
    if step:  # proto3 leaves out what is 0
        out += number(2, step)
    if values:
        out += text(5, b"".join(text(1, value) for value in values))
    return record(out)


def version(what="brain.Event:2"):
    source = text(10, text(1, "klimb.tests.write_events"))
    return record(fixed64(1, 1700000000.0) + text(3, what) + source)


def simple(tag, value):
    return text(1, tag) + fixed32(2, value)


def tensor(tag, dtype, body, shape=(), metadata=True):
    dims = b"".join(text(2, number(1, size)) for size in shape)
    inner = number(1, dtype) + text(2, dims) + body
    about = text(9, text(1, text(1, "scalars")) + number(4, 1)) if metadata else b""
    return text(1, tag) + text(8, inner) + about


def content(tag, dtype, form, value, shape=()):
    return tensor(tag, dtype, text(4, struct.pack("<" + form, value)), shape)


def bits16(value, is_brain):
    if is_brain:
        return struct.unpack("<I", struct.pack("<f", value))[0] >> 16
    return struct.unpack("<H", struct.pack("<e", value))[0]


# ---- files ---------------------------------------------------------------------------------------


def pytorch():
    """SummaryWriter: an event for each value."""
    out = version()
    for step in range(0, 50, 10):
        for tag, value in (("loss/recon", 90 - step / 4), ("loss/kl", 1 + step / 16), ("lr", 1e-3)):
            out += event(step, simple(tag, value))
    return out


def keras():
    """Keras's callback: rank-0 tensors of float32 in tensor_content."""
    out = version()
    for epoch in range(4):
        out += event(epoch, content("epoch_kl_loss", DT_FLOAT, "f", 1.5 + epoch))
        out += event(epoch, content("epoch_reconstruction_loss", DT_FLOAT, "f", 80 - 2.5 * epoch))
    return out


TYPES = (
    ("float", DT_FLOAT, "f", 5, 1.25),
    ("double", DT_DOUBLE, "d", 6, -2.5),
    ("int32", DT_INT32, "i", 7, -7),
    ("uint8", DT_UINT8, "B", 7, 200),
    ("int16", DT_INT16, "h", 7, -300),
    ("int8", DT_INT8, "b", 7, -5),
    ("int64", DT_INT64, "q", 10, -(1 << 40)),
    ("bfloat16", DT_BFLOAT16, "H", 13, bits16(-1.5, True)),
    ("uint16", DT_UINT16, "H", 7, 65535),
    ("half", DT_HALF, "H", 13, bits16(0.333251953125, False)),
    ("uint32", DT_UINT32, "I", 16, 4000000000),
    ("uint64", DT_UINT64, "Q", 17, 1 << 63),
)


def tensors():
    """Each type of a number in each of the ways that a tensor may have it."""
    out = version()
    for step, (name, dtype, form, field, value) in enumerate(TYPES):
        if form in "fd":
            one = struct.pack("<" + form, value)
            packed, single = text(field, one), varint(field << 3 | (5 if form == "f" else 1)) + one
        else:
            packed, single = text(field, varint(value)), number(field, value)
        out += event(
            step,
            content("content " + name, dtype, form, value),
            tensor("packed " + name, dtype, packed),
            tensor("single " + name, dtype, single),
            content("one " + name, dtype, form, value, (1, 1)),
            tensor("zero " + name, dtype, b""),
        )
    out += event(
        99,
        tensor("several", DT_FLOAT, text(4, struct.pack("<2f", 1, 2)), (2,)),
        tensor("several values", DT_FLOAT, text(5, struct.pack("<2f", 1, 2))),
        tensor("none", DT_FLOAT, b"", (0,)),
        tensor("words", DT_STRING, text(8, "hello")),
        tensor("short", DT_DOUBLE, text(4, struct.pack("<f", 1))),
        text(1, "histogram") + text(5, fixed64(1, 1.0)),
        text(1, "image") + text(4, number(1, 28)),
        text(1, "nothing"),
        fixed32(2, 5.0),
        simple("kl", float("nan")),
        simple("recon", float("inf")),
        content("loss", DT_HALF, "H", bits16(float("-inf"), False)),
        content("tiny", DT_HALF, "H", 1),
        content("odd", DT_HALF, "H", 0x7E00),
    )
    return out


def series(tag, values, first=0, each=1):
    return version() + b"".join(event(first + i * each, simple(tag, v)) for i, v in enumerate(values))


# Folders as programs lay them out.
FOLDERS = {
    # Keras: training and validation of one run.
    "fit/train/events.out.tfevents.1700000000.host.1.0.v2": series("epoch_kl_loss", (1, 2, 3)),
    "fit/validation/events.out.tfevents.1700000009.host.1.1.v2": series("epoch_kl_loss", (1.5, 2.5, 3.5)),
    # PyTorch: add_scalar("lr"), add_scalars("loss/all", {"recon", "kl"}), add_scalars("loss", {"train", "val"}).
    "scalars/events.out.tfevents.1700000000.host.1.0": series("lr", (0.1, 0.1)),
    "scalars/loss_all_recon/events.out.tfevents.1700000001.host.1.1": series("loss/all", (90, 80)),
    "scalars/loss_all_kl/events.out.tfevents.1700000002.host.1.2": series("loss/all", (1, 2)),
    "scalars/loss_train/events.out.tfevents.1700000003.host.1.3": series("loss", (91, 82)),
    "scalars/loss_val/events.out.tfevents.1700000004.host.1.4": series("loss", (92, 83)),
    # Lightning: continued from a checkpoint at step 20; and another version.
    "logs/version_0/events.out.tfevents.1700000000.host.1.0": series("kl", (1, 2, 3, 4), 10, 10),
    "logs/version_0/events.out.tfevents.1700000100.host.2.0": series("kl", (5, 6, 7), 30, 10),
    "logs/version_1/events.out.tfevents.1700000200.host.3.0": series("kl", (8, 9), 10, 10),
    "logs/version_1/hparams.yaml": b"beta: 1\n",
}


def main(folder):
    files = {"pytorch.tfevents": pytorch(), "keras.tfevents": keras(), "tensors.tfevents": tensors()}
    for name, data in {**files, **FOLDERS}.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as out:
            out.write(data)


if __name__ == "__main__":
    main(sys.argv[1])
