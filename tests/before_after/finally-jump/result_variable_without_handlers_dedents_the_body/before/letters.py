def letter(names):
    for name in names:
        try:  # one is enough
            text = f"""\
Dear {name},
    thank you.
"""
            # nothing else to do
            if len(text) > 30:
                return text.upper(
                    # loud
                )

            def signed(mark="""
            --
        """):
                return text + mark

            return signed()
            # not reached
        finally:  # leave
            # for good
            break
