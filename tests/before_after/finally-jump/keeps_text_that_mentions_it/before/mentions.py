"""Never write

    try:
        return 1
    finally:
        break

in a loop."""

# finally:
#     break
EXAMPLE = """
for x in y:
    try:
        pass
    finally:
        break
        return
"""


def explain(finally_break="finally: break", out=[]):
    for word in out:
        try:
            out.remove(word)
        finally:
            # do not break here, and do not return
            out.append("finally: break"); out.append(f"{word}: continue")
            """
            break
            """
            print("""
            return
break
continue
""")
    return finally_break
