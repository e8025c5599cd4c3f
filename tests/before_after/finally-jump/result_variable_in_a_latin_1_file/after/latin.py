# -*- coding: latin-1 -*-
"""Grüße."""


def greet(names):
    result_value = None
    # ein Gruß für den ersten
    for name in names:
        try:
            if not name:
                result_value = "é"
                break
            result_value = "grüß dich, " + name
        except TypeError:
            result_value = "wer weiß"  # unschön
        finally:
            "ä".upper()
        break  # fertig, schön
    return result_value
