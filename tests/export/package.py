"""A zip-and-XML file looked at without the library that wrote it."""

import io
import re
import zipfile

from lxml import etree


def parts(data):
    """Member name → bytes; every XML one is parsed once, so that a broken one fails here."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        read = {name: package.read(name) for name in package.namelist()}
    assert len(read) == len(set(read))
    for name, content in read.items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(content)
    return read


def texts(content, tag):
    """What stands in each element of that local name, in order."""
    return ["".join(found.itertext()) for found in etree.fromstring(content).iter(f"{{*}}{tag}")]


def leads_outside(data):
    """Relationships that leave the file, and parts that could run or embed anything but our workbooks and pictures."""
    found = []
    for name, content in parts(data).items():
        if name.endswith(".rels"):
            found += [
                (name, one.get("Target")) for one in etree.fromstring(content) if one.get("TargetMode") == "External"
            ]
        if re.search(r"vba|macro|activeX|oleObject|\.bin$|thumbnail|printerSettings|customXml", name, re.IGNORECASE):
            found.append((name, "part"))
    return found
