#!/usr/bin/env python3
"""wheel.py -- a Python wheel that carries the program of one file and the client klimb_record.

    python3 harness/setup/wheel.py KLIMB VERSION FOLDER

KLIMB is what `make static` links; its processor gives the wheel its platform. pip puts it on the PATH as `klimb`. Needs
no network and nothing beside Python. The same files give the same bytes: entries are sorted and have the time of
SOURCE_DATE_EPOCH, or else 1980. The form is that of PEP 427 (wheel 1.0), the metadata of PEP 566 (2.1).
"""
import argparse
import base64
import hashlib
import os
import struct
import sys
import time
import zipfile

# A program without shared libraries runs with every C library, so both families of tags hold (PEP 600, PEP 656).
MACHINES = {62: "x86_64", 183: "aarch64"}  # e_machine of an ELF file
TAGS = ("manylinux_2_17_{0}", "manylinux2014_{0}", "musllinux_1_1_{0}")

# Debian's packages whose code is in the program; their licences go with it.
LINKED = ("libc6-dev", "libcjson-dev", "liblzma-dev", "libmd-dev", "libsqlite3-dev", "libyaml-dev", "zlib1g-dev")

METADATA = """\
Metadata-Version: 2.1
Name: klimb
Version: {version}
Summary: Golden-curve regression tests for the training dynamics of variational autoencoders
License: MIT
Classifier: Development Status :: 4 - Beta
Classifier: Environment :: Console
Classifier: Intended Audience :: Science/Research
Classifier: Operating System :: POSIX :: Linux
Classifier: Programming Language :: C
Classifier: Programming Language :: Python :: 3
Classifier: Topic :: Scientific/Engineering :: Artificial Intelligence
Classifier: Topic :: Software Development :: Testing
Requires-Python: >=3.8
Description-Content-Type: text/markdown

{description}"""


def fail(text):
    sys.exit("klimb: " + text)


def machine_of(path):
    """The processor of an ELF program that asks for no dynamic linker."""
    with open(path, "rb") as file:
        bytes_ = file.read()
    if bytes_[:6] != b"\x7fELF\x02\x01":
        fail(path + " is not a 64-bit little-endian ELF program")
    machine = struct.unpack_from("<H", bytes_, 18)[0]
    if machine not in MACHINES:
        fail("%s is for processor %d of the ELF table; must be one of %s"
             % (path, machine, ", ".join(MACHINES.values())))
    at, = struct.unpack_from("<Q", bytes_, 32)
    size, count = struct.unpack_from("<HH", bytes_, 54)
    for i in range(count):
        if struct.unpack_from("<I", bytes_, at + i * size)[0] == 3:  # PT_INTERP
            fail(path + " needs shared libraries; build it with `make static`")
    return MACHINES[machine]


def read(path):
    with open(path, "rb") as file:
        return file.read()


def record_line(name, content):
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return "%s,sha256=%s,%d\n" % (name, digest, len(content))


def add(archive, name, content, is_program=False):
    epoch = max(int(os.environ.get("SOURCE_DATE_EPOCH", 0)), 315532800)  # zip begins in 1980
    info = zipfile.ZipInfo(name, time.gmtime(epoch)[:6])
    info.create_system = 3  # Unix: the mode counts
    info.external_attr = (0o100755 if is_program else 0o100644) << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, content)


def main():
    parser = argparse.ArgumentParser(usage="wheel.py KLIMB VERSION FOLDER")
    for name in ("klimb", "version", "folder"):
        parser.add_argument(name)
    given = parser.parse_args()
    machine = machine_of(given.klimb)
    tags = [tag.format(machine) for tag in TAGS]
    name = "klimb-" + given.version
    information = name + ".dist-info/"
    wheel = "Wheel-Version: 1.0\nGenerator: klimb (%s)\nRoot-Is-Purelib: false\n" % given.version
    wheel += "".join("Tag: py3-none-%s\n" % tag for tag in tags)
    description = read("README.md").decode()
    files = {
        "klimb_record.py": read("harness/clients/klimb_record.py"),
        name + ".data/scripts/klimb": read(given.klimb),
        information + "METADATA": METADATA.format(version=given.version, description=description).encode(),
        information + "WHEEL": wheel.encode(),
        information + "licenses/LICENSE": read("LICENSE"),
        information + "licenses/copyright": read("harness/setup/debian/copyright"),
    }
    for package in LINKED:
        files[information + "licenses/%s.copyright" % package] = read("/usr/share/doc/%s/copyright" % package)
    record = "".join(record_line(path, content) for path, content in sorted(files.items()))
    files[information + "RECORD"] = (record + information + "RECORD,,\n").encode()
    path = os.path.join(given.folder, "%s-py3-none-%s.whl" % (name, ".".join(tags)))
    os.makedirs(given.folder, exist_ok=True)
    with zipfile.ZipFile(path + ".new", "w", compresslevel=9) as archive:
        # What describes the wheel stands at its end, as PEP 427 recommends.
        for entry in sorted(files, key=lambda entry: (entry.startswith(information), entry)):
            add(archive, entry, files[entry], entry.endswith("scripts/klimb"))
    os.replace(path + ".new", path)
    print(path)


if __name__ == "__main__":
    main()
