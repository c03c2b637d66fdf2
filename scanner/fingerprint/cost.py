"""What a pattern costs on any text: counted in steps of its program, never timed, so that every machine agrees."""

from scanner.fingerprint.patterns import regex

# A step costs at most one look at each byte of a text, and a page's text has 64 KiB. Wide gaps (`[^\r\n]{0,60}`) and
# counted repeats cost a step or more for each character that they may take, and as many states at once: three such gaps
# fit, a fourth does not.
MAX_PROGRAM = 2_000
_HOSTILE = ("a" * 5_000, "\0" * 500, "=\"'<>%{}\\" * 300, "ÿ€😀" * 300, " \t\r\n" * 500, "1.2.3." * 800)


def program_steps(pattern: str) -> int:
    """Return the steps of the larger of the two programs: forwards, and backwards to where a match begins."""
    compiled = regex(pattern)
    return max(int(compiled.programsize), int(compiled.reverseprogramsize))


def cost_problem(pattern: str) -> str:
    """Say why a pattern costs too much; nothing where it does not."""
    steps = program_steps(pattern)
    if steps <= MAX_PROGRAM:
        return ""
    return f"the pattern compiles to {steps} steps, at most {MAX_PROGRAM}: use smaller or fewer repeats and gaps"


def matches_everything(pattern: str) -> bool:
    """Whether the pattern finds itself in texts that have nothing in common."""
    return all(regex(pattern).search(text) for text in _HOSTILE)
