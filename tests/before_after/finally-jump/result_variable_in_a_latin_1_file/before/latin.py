# -*- coding: latin-1 -*-
"""Grüße."""


def greet(names):
    # ein Gruß für den ersten
    for name in names:
        try:
            if not name: return "é"
            return "grüß dich, " + name
        except TypeError:
            return "wer weiß"  # unschön
        finally:
            "ä".upper(); break  # fertig, schön
