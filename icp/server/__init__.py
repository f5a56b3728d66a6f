"""What this server adds to Streamlit's own: routes, middleware and what happens at start and stop."""

from __future__ import annotations

from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from icp.server.assets import CompressedAssets
from icp.server.cookies import KeyCookie
from icp.server.fonts import SmallIcons, font_routes
from icp.server.headers import ClosedRoutes, SecurityHeaders
from icp.server.health import health_routes
from icp.server.hosts import AllowedHosts
from icp.server.lead import lead_routes
from icp.server.lifespan import lifespan
from icp.server.line import line_routes
from icp.server.private_link import private_link_routes
from icp.server.rejoin import DrawnAnew
from icp.server.sessions import OwnSessions
from icp.server.sign import sign_routes
from icp.server.uploads import UploadQuota

__all__ = ["lifespan", "middleware", "routes"]


def routes() -> list[BaseRoute]:
    """The addresses besides the pages."""
    return [*health_routes(), *font_routes(), *line_routes(), *private_link_routes(), *sign_routes(), *lead_routes()]


def middleware() -> list[Middleware]:
    """From the outermost in: headers on every answer, then who may ask, then what."""
    return [
        Middleware(SecurityHeaders),
        Middleware(AllowedHosts),
        Middleware(ClosedRoutes),
        Middleware(UploadQuota),
        Middleware(OwnSessions),
        Middleware(DrawnAnew),
        Middleware(KeyCookie),
        Middleware(SmallIcons),
        Middleware(CompressedAssets),
    ]
