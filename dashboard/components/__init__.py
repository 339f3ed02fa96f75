"""Widgets that pages are put together from; no page logic and no data access of their own."""
