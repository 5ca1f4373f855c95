#!/usr/bin/env python3
"""wheel.py -- whether a wheel has the form that pip and an index ask for.

    python3 harness/tests/wheel.py WHEEL

PEP 427: RECORD names every file with its SHA-256 and length, and WHEEL the tags of the file's name. The metadata parse
and have what the core metadata specification demands. The program can be run.
"""
import base64
import csv
import email.parser
import hashlib
import io
import itertools
import os
import sys
import zipfile


def main(path):
    archive = zipfile.ZipFile(path)
    name, version, python, abi, platform = os.path.basename(path)[:-4].split("-")
    information = "%s-%s.dist-info/" % (name, version)
    rows = list(csv.reader(io.StringIO(archive.read(information + "RECORD").decode())))
    assert sorted(row[0] for row in rows) == sorted(archive.namelist()), "RECORD does not name every file"
    for entry, digest, size in rows:
        if entry == information + "RECORD":
            assert (digest, size) == ("", ""), "RECORD has a digest of itself"
            continue
        content = archive.read(entry)
        wanted = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        assert digest == "sha256=" + wanted and int(size) == len(content), entry
    parse = email.parser.Parser().parsestr
    wheel = parse(archive.read(information + "WHEEL").decode())
    assert wheel["Wheel-Version"] == "1.0" and wheel["Root-Is-Purelib"] == "false"
    tags = ["-".join(tag) for tag in itertools.product(*(part.split(".") for part in (python, abi, platform)))]
    assert sorted(wheel.get_all("Tag")) == sorted(tags), "the tags differ from those of the name"
    metadata = parse(archive.read(information + "METADATA").decode())
    assert (metadata["Name"], metadata["Version"]) == (name, version)
    for key in ("Metadata-Version", "Summary", "License", "Requires-Python", "Description-Content-Type"):
        assert metadata[key] and "\n" not in metadata[key], key
    assert metadata.get_payload().strip(), "no description"
    program = archive.getinfo("%s-%s.data/scripts/klimb" % (name, version))
    assert program.external_attr >> 16 == 0o100755, "the program cannot be run"


main(sys.argv[1])
