"""The guide: the catalogue's core questions, one a screen, in order.

A screen is drawn by the function its question's ``guide`` names; see :data:`icp.ui.guide.screens.SCREENS`.
"""
