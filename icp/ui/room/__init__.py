"""What a participant sees of the room: the way in, the bar over every page, what they put up, and the way out.

Nothing here asks the server by itself: what is new in the room shows with the next thing somebody does.
"""
