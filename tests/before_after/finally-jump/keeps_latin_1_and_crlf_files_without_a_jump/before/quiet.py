# coding: latin-1
def greet(names):
    for name in names:
        try:
            return "grüß dich, " + name
        finally:
            print("""
    finally:
        break  # für später
""")