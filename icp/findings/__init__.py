"""What a workbook shows, in words and light drawings: one module a step, the same for the screen and for paper.

Nothing here knows the screen. Every function that says something takes ``wording``: :func:`icp.findings.words.plain`
gives plain text, a page hands in its own that is safe for Markdown.
"""
