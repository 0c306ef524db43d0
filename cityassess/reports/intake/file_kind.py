"""What a file really is, by its first bytes, and the sentence for each kind that is not read."""

from __future__ import annotations

from cityassess.reports.intake.container import Rejected

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_OLD_STREAMS = {
    "WordDocument": "这是旧版Word文档。把其中的表格粘贴到Excel，另存为.xlsx再导入。",
    "PowerPoint Document": "这是演示文稿，不是表格。选择.xlsx或.csv文件。",
}
_TEXT_SUFFIXES = (".csv", ".txt", ".tsv")
_WPS = {
    ".et": "这是WPS表格（.et）格式。在WPS中另存为“Excel文件（.xlsx）”再导入。",
    ".ett": "这是WPS表格模板（.ett）。在WPS中另存为“Excel文件（.xlsx）”再导入。",
    ".wps": "这是WPS文字文档，不是表格。把其中的表格粘贴到WPS表格，另存为.xlsx再导入。",
}
_SIGNATURES = (
    (b"%PDF", "这是PDF文件，不能导入。请填报单位提供.xlsx或.csv文件。"),
    (b"\x89PNG", "这是图片，不能导入。选择.xlsx或.csv文件。"),
    (b"\xff\xd8\xff", "这是图片，不能导入。选择.xlsx或.csv文件。"),
    (b"{\\rtf", "这是RTF文档，不是表格。把其中的表格粘贴到Excel，另存为.xlsx再导入。"),
    (b"Rar!", "这是压缩包。解压后选择其中的.xlsx或.csv文件。"),
    (b"7z\xbc\xaf", "这是压缩包。解压后选择其中的.xlsx或.csv文件。"),
    (b"\x1f\x8b", "这是压缩包。解压后选择其中的.xlsx或.csv文件。"),
)
_WEB_PAGE = "这是网页或XML，只是扩展名像表格。在Excel中打开，另存为“Excel工作簿（.xlsx）”再导入。"


def is_workbook(content: bytes, suffix: str) -> bool:
    """True for a zip container (read as .xlsx), false for text (read as .csv); raises ``Rejected`` for all else.

    ``suffix`` is the file name's own, in lower case with its dot.
    """
    if not content:
        raise Rejected("文件是空的，大小为0字节。重新复制或导出这个文件。")
    if suffix in (".xlsm", ".xltm", ".xlam"):
        raise Rejected("这是带宏的工作簿。另存为不含宏的“Excel工作簿（.xlsx）”再导入。")
    if suffix in _WPS:
        raise Rejected(_WPS[suffix])
    if content.startswith(_COMPOUND):
        raise Rejected(_compound_sentence(content))
    if content.startswith(b"PK"):
        return True
    for signature, sentence in _SIGNATURES:
        if content.startswith(signature):
            raise Rejected(sentence)
    if (
        content[:1024]
        .lstrip(b"\xef\xbb\xbf \t\r\n")
        .lower()
        .startswith((b"<?xml", b"<html", b"<!doctype", b"<table", b"<meta"))
    ):
        raise Rejected(_WEB_PAGE)
    if suffix in _TEXT_SUFFIXES:
        return False
    if suffix in (".xlsx", ".xls", ".xltx"):
        raise Rejected("扩展名是表格，内容却不是Excel工作簿，或文件已损坏。重新导出或另存为.xlsx再导入。")
    raise Rejected("不认识这种文件。选择.xlsx或.csv文件。")


def _compound_sentence(content: bytes) -> str:
    if _ENCRYPTED_STREAM in content:
        return "文件有打开密码。在Excel或WPS中取消密码并保存，再导入。"
    for stream, sentence in _OLD_STREAMS.items():
        if stream.encode("utf-16-le") in content:
            return sentence
    return "这是旧版Excel（.xls）格式。在Excel或WPS中另存为“Excel工作簿（.xlsx）”再导入。"
