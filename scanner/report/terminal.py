"""Rendering for the terminal: rich objects to text of a given width, with colour only where it is wanted."""

from io import StringIO

from rich.console import Console, RenderableType

from scanner.model.claim import Grade

STYLES = {
    Grade.CONFIRMED: "green",
    Grade.PROBABLE: "yellow",
    Grade.POSSIBLE: "cyan",
    Grade.CONFLICTING: "magenta",
    Grade.UNKNOWN: "dim",
}
# Wide enough for the widest row where there is no terminal whose edge could cut it.
_NO_EDGE = 1000


def rendered(renderable: RenderableType, width: int | None, colour: bool) -> str:
    """Render to text with no blanks at line ends. `width` None: no terminal, so nothing is cut or wrapped."""
    console = Console(
        file=StringIO(),
        width=width or _NO_EDGE,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
    )
    with console.capture() as capture:
        console.print(renderable)
    return "".join(f"{line.rstrip()}\n" for line in capture.get().splitlines())
