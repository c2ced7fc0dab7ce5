"""A zip package of XML parts (docx, xlsx), opened with distrust: its unpacked size is counted before it is unpacked."""

import io
import posixpath
import zipfile
import zlib
from collections.abc import Container
from dataclasses import dataclass

from lxml import etree

from bihuan.reading.limits import MEGABYTE, SPLIT, Limits
from bihuan.reading.source import UnreadableError

RATIO_FROM = 10 * MEGABYTE
# Office's strict variant names the same things by other addresses.
STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)


# ValueError is a part that claims to begin before the file does, NotImplementedError a packing that zipfile does not know.
UNPACKING = (
    KeyError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)


def corrupt() -> UnreadableError:
    return UnreadableError(
        "文件已损坏或不完整，内部结构读不出来。", "请向提供者重新索取，或者用办公软件打开修复、另存之后重新上传。"
    )


@dataclass(slots=True)
class Package:
    """The members of a zip file by name; refused as a whole when encrypted, broken or larger than the limits."""

    archive: zipfile.ZipFile
    limits: Limits
    members: dict[str, zipfile.ZipInfo]

    @classmethod
    def open(cls, data: bytes, limits: Limits) -> "Package":
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, EOFError) as error:
            raise corrupt() from error
        members = {info.filename.lstrip("/").replace("\\", "/"): info for info in archive.infolist()}
        package = cls(archive, limits, members)
        package._refuse_excess(len(data))
        if any(info.flag_bits & 1 for info in members.values()):
            raise UnreadableError("文件加了密码，打不开。", "请去掉密码后重新上传。")
        return package

    def _refuse_excess(self, packed: int) -> None:
        unpacked = sum(info.file_size for info in self.members.values())
        swollen = unpacked > RATIO_FROM and unpacked > self.limits.ratio * packed
        if swollen or unpacked > self.limits.unpacked_bytes or len(self.members) > self.limits.members:
            raise UnreadableError(
                "文件解压后大得异常（%(size)s MB，%(members)s 个部件），为安全起见没有打开。",
                SPLIT,
                size=-(-unpacked // MEGABYTE),
                members=len(self.members),
            )

    def __contains__(self, name: str) -> bool:
        return name in self.members

    def read(self, name: str) -> bytes:
        """The unpacked bytes of a part, checked against its size and sum; an absent part is a broken file."""
        try:
            return self.archive.read(self.members[name])
        except UNPACKING as error:
            raise corrupt() from error

    def xml(self, name: str) -> etree._Element:
        """The root of an XML part; a document type declaration, which office files never have, is refused."""
        data = self.read(name)
        self.limits.check_part(len(data))
        for strict, transitional in STRICT:
            data = data.replace(strict, transitional)
        return parse_xml(data)

    def repacked(self, names: Container[str]) -> io.BytesIO:
        """These parts and the relationships alone, each checked, without packing: nothing in it can swell."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
            for name in self.members:
                if name in names or name.endswith(".rels"):
                    target.writestr(name, self.read(name))
        out.seek(0)
        return out


def parse_xml(data: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise corrupt() from error
    if root is None or root.getroottree().docinfo.doctype:  # type: ignore[union-attr]  # the stubs forget it
        raise corrupt()
    return root


def local(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element | None, name: str, default: str = "") -> str:
    """An attribute by its local name, whatever its namespace."""
    if element is None:
        return default
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return default


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first descendant along a path of local names."""
    for name in path:
        if element is None:
            return None
        element = next((inner for inner in element if local(inner) == name), None)
    return element


def children(element: etree._Element | None, name: str) -> list[etree._Element]:
    return [] if element is None else [inner for inner in element if local(inner) == name]


def related(package: Package, part: str) -> dict[str, str]:
    """Relationship id to the name of the part it points at, for the parts that lie inside the package."""
    folder, _, base = part.rpartition("/")
    rels = f"{folder}/_rels/{base}.rels" if folder else f"_rels/{base}.rels"
    if rels not in package:
        return {}
    targets = {}
    for relation in package.xml(rels):
        target = attribute(relation, "Target")
        targets[attribute(relation, "Id")] = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    return targets


def main_part(package: Package) -> str:
    """What the package says its main part is, else the usual places."""
    usual = ("word/document.xml", "xl/workbook.xml", "xl/workbook.bin", "ppt/presentation.xml")
    named = [part.lstrip("/") for part in related(package, "").values() if part.lstrip("/") in package]
    return next((part for part in (*usual, *named) if part in package), "")
