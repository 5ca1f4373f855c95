"""Logs as TensorBoard event files and as the stores of MLflow. Each writer makes a file or a folder at `path`."""

import math
import os
import sqlite3
import struct

from corpus_view import choose

EPOCH_MS = 1709294400000  # 2024-03-01 12:00 UTC, when all runs began
POLYNOMIAL = 0x82F63B78  # of CRC-32C, reflected


def crc_table():
    out = []
    for byte in range(256):
        for _ in range(8):
            byte = (byte >> 1) ^ (POLYNOMIAL if byte & 1 else 0)
        out.append(byte)
    return out


TABLE = crc_table()


def masked_crc(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = TABLE[(crc ^ byte) & 255] ^ (crc >> 8)
    crc ^= 0xFFFFFFFF
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def tf_record(data):
    length = struct.pack("<Q", len(data))
    return length + struct.pack("<I", masked_crc(length)) + data + struct.pack("<I", masked_crc(data))


def varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes(out + bytearray([value]))


def field_bytes(number, data):
    return varint(number << 3 | 2) + varint(len(data)) + data


def event(seconds, step, body):
    return varint(1 << 3 | 1) + struct.pack("<d", seconds) + (varint(2 << 3) + varint(step) if step else b"") + body


def summary_value(tag, value, is_tensor):
    data = field_bytes(1, tag.encode())
    if not is_tensor:
        return field_bytes(1, data + varint(2 << 3 | 5) + struct.pack("<f", value))
    tensor = varint(1 << 3) + varint(1) + field_bytes(2, b"") + field_bytes(4, struct.pack("<f", value))
    metadata = field_bytes(1, field_bytes(1, b"scalars"))
    return field_bytes(1, data + field_bytes(9, metadata) + field_bytes(8, tensor))


def to_float32(value):
    return value if not math.isfinite(value) or abs(value) < 3.4e38 else math.copysign(math.inf, value)


def values_of(view):
    """(step, tag, value) in the order of logging."""
    for row in view.rows:
        for part in ("train", "val"):
            for quantity, value in (row[part] or {}).items():
                if value is not None:
                    yield row["step"], view.name(part, quantity), float(value)


def tensorboard(view, rng, path):
    seconds, is_tensor = EPOCH_MS / 1000, rng.random() < 0.4
    with open(path, "wb") as file:
        file.write(tf_record(event(seconds, 0, field_bytes(3, b"brain.Event:2"))))
        for step, tag, value in values_of(view):
            body = field_bytes(5, summary_value(tag, to_float32(value), is_tensor))
            file.write(tf_record(event(seconds + 0.013 * step, step, body)))


SCHEMA = """
CREATE TABLE experiments (experiment_id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(256) NOT NULL,
  artifact_location VARCHAR(256), lifecycle_stage VARCHAR(32), creation_time BIGINT, last_update_time BIGINT);
CREATE TABLE runs (run_uuid VARCHAR(32) NOT NULL PRIMARY KEY, name VARCHAR(250), source_type VARCHAR(20),
  status VARCHAR(9), start_time BIGINT, end_time BIGINT, lifecycle_stage VARCHAR(20),
  artifact_uri VARCHAR(200), experiment_id INTEGER);
CREATE TABLE metrics (key VARCHAR(250) NOT NULL, value FLOAT NOT NULL, timestamp BIGINT NOT NULL,
  run_uuid VARCHAR(32) NOT NULL, step BIGINT DEFAULT '0' NOT NULL, is_nan BOOLEAN DEFAULT '0' NOT NULL);
CREATE TABLE latest_metrics (key VARCHAR(250) NOT NULL, value FLOAT NOT NULL, timestamp BIGINT, step BIGINT NOT NULL,
  is_nan BOOLEAN NOT NULL, run_uuid VARCHAR(32) NOT NULL, PRIMARY KEY (key, run_uuid));
CREATE TABLE params (key VARCHAR(250) NOT NULL, value VARCHAR(8000) NOT NULL, run_uuid VARCHAR(32) NOT NULL,
  PRIMARY KEY (key, run_uuid));
CREATE TABLE tags (key VARCHAR(250) NOT NULL, value VARCHAR(5000), run_uuid VARCHAR(32) NOT NULL,
  PRIMARY KEY (key, run_uuid));
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);
"""


def run_id(view):
    return "%032x" % (view.config["seed"] * 0x9E3779B97F4A7C15F39CC0605CEDC834 % 2**128)


def stored(value):
    """MLflow stores NaN as 0 with a mark, and infinity as the largest double."""
    if math.isnan(value):
        return 0.0, 1
    return (value if math.isfinite(value) else math.copysign(1.7976931348623157e308, value)), 0


def mlflow_sqlite(view, rng, path):
    if os.path.exists(path):
        os.remove(path)
    store, run = sqlite3.connect(path), run_id(view)
    store.executescript("PRAGMA page_size = 1024;" + SCHEMA)
    store.execute("INSERT INTO alembic_version VALUES ('bda7b8c39065')")
    store.execute("INSERT INTO experiments VALUES (0, 'Default', 'mlruns/0', 'active', ?, ?)", (EPOCH_MS, EPOCH_MS))
    name = choose(rng, ["bouncy-ape-12", "vae", "run1"])
    store.execute("INSERT INTO runs VALUES (?, ?, 'LOCAL', 'FINISHED', ?, ?, 'active', 'mlruns/0', 0)",
        (run, name, EPOCH_MS, EPOCH_MS + 90000))
    for step, tag, value in values_of(view):
        number, is_nan = stored(value)
        at = EPOCH_MS + 13 * step
        store.execute("INSERT INTO metrics VALUES (?, ?, ?, ?, ?, ?)", (tag, number, at, run, step, is_nan))
        store.execute("INSERT OR REPLACE INTO latest_metrics VALUES (?, ?, ?, ?, ?, ?)",
            (tag, number, at, step, is_nan, run))
    store.execute("INSERT INTO params VALUES ('lr', ?, ?)", ("%g" % view.config["lr"], run))
    store.commit()
    store.execute("VACUUM")
    store.close()


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def mlruns(view, rng, path):
    run, experiment = run_id(view), "0"
    top = os.path.join(path, experiment)
    about = "experiment_id: '0'\nlifecycle_stage: active\n"
    write(os.path.join(top, "meta.yaml"), "artifact_location: mlruns/0\n" + about + "name: Default\n")
    write(os.path.join(top, run, "meta.yaml"), about + "run_id: %s\nrun_name: vae\nstatus: 3\n" % run)
    write(os.path.join(top, run, "params", "lr"), "%g" % view.config["lr"])
    metrics = {}
    for step, tag, value in values_of(view):
        metrics.setdefault(tag, []).append("%d %r %d" % (EPOCH_MS + 13 * step, value, step))
    for tag, lines in metrics.items():
        write(os.path.join(top, run, "metrics", *tag.split("/")), "\n".join(lines) + "\n")
