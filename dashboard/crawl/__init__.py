"""The crawl: reads everything that is really served to a reader, and finds each number that was never published.

`capture` talks to the server, `messages` takes its answers apart, `published` knows what may be shown, and the other
modules explain: `figures`, `tables`, `cards`, `files`, `texts`, `answers`.
"""

from dashboard.crawl.crawl import crawl
from dashboard.crawl.files import Makers
from dashboard.crawl.report import CrawlReport, Place

__all__ = ["CrawlReport", "Makers", "Place", "crawl"]
