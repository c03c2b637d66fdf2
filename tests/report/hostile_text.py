"""What a device may write to harm whoever reads the report."""

TERMINAL = "\x1b]0;owned\x07\x1b[2J\x9b31m\r\nfake line"
BACKWARDS = "DS-\u202egpj.exe\u2066\u200b"
MARKUP = "[bold red]not a style[/] [link=http://x]:warning:"
SCRIPT = "<script>alert(1)</script>\"' onerror=x <img src=http://x>"
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx")
SURROGATE = "\udcff"
ALL = (TERMINAL, BACKWARDS, MARKUP, SCRIPT, *FORMULAS, SURROGATE, "x" * 5000)
