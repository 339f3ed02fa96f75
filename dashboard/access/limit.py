"""How often one client may try something; counted in the memory of this process."""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock

from starlette.requests import HTTPConnection

MOST_CLIENTS = 10_000
"""Of more clients the one that has been quiet the longest is forgotten."""

IPV6_HOUSEHOLD_BITS = 64


class Limit:
    """At most so many acts of a client within a time; safe to share between threads."""

    def __init__(self, most: int, within: timedelta) -> None:
        self._most = most
        self._within = within
        self._acts: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def is_reached(self, client: str, at: datetime) -> bool:
        """Whether the client has done all it may do for now."""
        with self._lock:
            acts = self._acts.get(client)
            return acts is not None and len(acts) == self._most and acts[0] > at - self._within

    def note(self, client: str, at: datetime) -> None:
        """Count one act."""
        with self._lock:
            self._acts.setdefault(client, deque(maxlen=self._most)).append(at)
            self._acts.move_to_end(client)
            if len(self._acts) > MOST_CLIENTS:
                self._acts.popitem(last=False)


def client_of(connection: HTTPConnection) -> str:
    """The network address that asks; of IPv6 the part that one connection to the internet has."""
    host = connection.client.host if connection.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(ip_network((address, IPV6_HOUSEHOLD_BITS), strict=False))
    return host
