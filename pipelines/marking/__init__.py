"""Gives a partner's own file back with every finding marked in it: see `pipelines.marking.answer`.

Nothing is imported here: the child process shares this package and must not load polars.
"""
