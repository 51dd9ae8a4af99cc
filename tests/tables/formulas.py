"""Cells that a spreadsheet would run, and cells that only begin like those."""

RUN = [
    "=1+1", "=cmd|' /C calc'!A0", "+SUM(A1)", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)", "  =1",
    '=HYPERLINK("http://x","y")', "\t=1+1", "\r=1+1", "\n+SUM(A1)", "+cmd|x", "=A1", '="a"',
    "= SUM(A1)", "+A1", "@A1", "-(1+1)", "+Sheet1!A1", "+'C:\\[x.xls]S'!A1", "\uff1d1+1",
    "\ufeff=1+1", "\u200b=1+1", "\xa0=1+1", "\x00=1", '@WEBSERVICE ("http://x")', "=-1+A1",
    '-foo WEBSERVICE("http://x")', "+1-555-0100", "={1}", '+"a"&"b"', "=rand()", "-SUM(A1",
    "@INDEX(A1:B2,1)",
]  # fmt: skip
NOT_RUN = [
    "- item missing", "+1 for dark mode", "@ShopHelp where is it", "=) thanks", "-", "-- ", "-1",
    "+49 30 1234", "+5", "-1,000.5", "+1 (555) 010 020", "->", "=>", "=== heading ===", "@user",
    "- see FAQ (urgent)", "-item(s) missing", "", "-none", "a=1", "-10%", "- 5 minutes late",
    "@ 5pm - meeting", "=-) hi", "+1 for function(s)", "- yes | no! great", "@ShopHelp (please)",
    "-B2B sales are down", "- 3 items, 2 missing", "+49 (0)30 1234", "=", "'=1+1", "@a @b", " ",
]  # fmt: skip
