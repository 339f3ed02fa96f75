"""Statistical disclosure control: approved observations go in, cells that may be shown come out.

plan and margins -> primary -> complementary -> certificate -> intervals (design: one system per group of linked
measures, over all releases, against the outsider and every partner as an insider).
"""

from pipelines.protect.outcome import EarlierRelease, Protected, ProtectionReport
from pipelines.protect.protect import protect

__all__ = ["EarlierRelease", "Protected", "ProtectionReport", "protect"]
