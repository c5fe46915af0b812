"""An article file read into text, or a clear reason why it cannot be."""

from pathlib import Path

LARGEST_BYTES = 32 * 1024 * 1024
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class UnreadableArticleError(Exception):
    """The file is not a text that can be audited. The message says why, for a person."""


def read_article(path: Path) -> str:
    """The text of a UTF-8 file. Raises UnreadableArticleError for anything else."""
    if path.is_dir():
        raise UnreadableArticleError(f"{path} is a folder; a Markdown file is expected.")
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except FileNotFoundError:
        raise UnreadableArticleError(f"{path} does not exist.") from None
    except PermissionError:
        raise UnreadableArticleError(f"{path} may not be read by this user.") from None
    except (OSError, ValueError) as error:
        raise UnreadableArticleError(f"{path} cannot be read: {error}.") from None
    return decoded(content, name=str(path))


def decoded(content: bytes, *, name: str) -> str:
    """Bytes as text. Raises UnreadableArticleError, naming the first byte that is wrong."""
    if len(content) > LARGEST_BYTES:
        limit = LARGEST_BYTES // 1024 // 1024
        raise UnreadableArticleError(f"{name} is larger than {limit} MB, too large for an article.")
    if content.startswith(UTF16_MARKS):
        raise UnreadableArticleError(f"{name} is in UTF-16; save it as UTF-8.")
    if (nul := content.find(b"\0")) >= 0:
        raise UnreadableArticleError(f"{name} is not a text: byte {nul} is zero. A binary file?")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start
        line = content.count(b"\n", 0, at) + 1
        raise UnreadableArticleError(
            f"{name} is not UTF-8: byte {at} (line {line}) is 0x{content[at]:02x}."
            " Save the file as UTF-8."
        ) from None
