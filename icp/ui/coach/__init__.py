"""What a coach sees of a room: opening it, leading it, its board, and its end.

The key of the coach's own workbook leads the room, so a reload or a second tab finds it; another device opens it by a
link whose key stands behind the #.
"""
