"""Texts that try to run, to close what they stand in, or to break a page's layout."""

TEXTS = [
    "<script>alert('script')</script>",
    "</script><script>alert('closed')</script>",
    "<img src=x onerror=\"alert('img')\">",
    "\"><svg onload=alert('svg')>",
    "<style>* { display: none !important }</style>",
    "<a href=\"javascript:alert('link')\">press</a>",
    "{{7*7}} ${alert('template')} <!-- ]]>",
    "\u202eright to left\u202c and \u2066isolate\u2069",
    "x" * 20_000,
    "\ufeff\u200b=cmd|'/c calc'!A0",
    "\x00\x07 control & &amp; &lt;b&gt;",
    "__proto__",
    "constructor",
]
