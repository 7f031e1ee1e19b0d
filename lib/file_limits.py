"""How large and of which types files of each use may be: the table of docs/uploads.md as data. Nothing here is registered."""

from dataclasses import dataclass

from lib import signatures

MB = 1_000_000
PICTURE_MAX_BYTES = 20 * MB
LONGEST_SIDE = 1920
# What browsers show themselves, from our own origin. All else is only saved.
SHOWN = signatures.PICTURES | signatures.VIDEOS | signatures.SOUNDS | {signatures.PDF}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may be, and how many may belong to one thing. Types of None: any, and then it is only ever saved."""

    max_bytes: int
    content_types: frozenset[str] | None
    max_files: int | None = None
    max_total_bytes: int | None = None
    longest_side: int = LONGEST_SIDE
    is_square: bool = False

    @property
    def only_pictures(self) -> bool:
        """Whether nothing but pictures is taken."""
        return self.content_types is not None and self.content_types <= signatures.PICTURES

    def takes(self, content_type: str) -> bool:
        """Whether files of this type are taken."""
        return self.content_types is None or content_type in self.content_types

    def shows(self, content_type: str) -> bool:
        """Whether a browser may show it; what may be anything is only saved, whatever it looks like."""
        return self.content_types is not None and content_type in SHOWN


PRESETS: dict[str, Limits] = {
    "avatar": Limits(5 * MB, signatures.PICTURES, longest_side=512, is_square=True),
    "quiz-media": Limits(10 * MB, signatures.PICTURES),
    "lesson-file": Limits(
        50 * MB,
        signatures.DOCUMENTS | signatures.TEXTS | signatures.PICTURES | signatures.VIDEOS | {signatures.MP3, signatures.ZIP},
        longest_side=4096,
    ),
    "homework": Limits(20 * MB, None, max_files=5, max_total_bytes=20 * MB),
    "import": Limits(10 * MB, frozenset({signatures.XLS, signatures.XLSX, signatures.CSV})),
}
