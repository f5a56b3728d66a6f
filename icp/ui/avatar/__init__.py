"""The ideal client's page: the portrait, then four steps of which only the open one is drawn.

``card`` the finding and the portrait · ``common`` what the favourites share · ``targets`` one editor a kind ·
``describe`` the parts of the portrait · ``never`` · ``order`` · ``mirror`` · ``walk`` the steps and what leads on.
"""
