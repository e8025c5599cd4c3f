def letter(names):
    result_value = None
    for name in names:
        # one is enough
        text = f"""\
Dear {name},
    thank you.
"""
        # nothing else to do
        if len(text) > 30:
            result_value = text.upper(
                # loud
            )
            break

        def signed(mark="""
            --
        """):
            return text + mark

        result_value = signed()
        # not reached
        # leave
        # for good
        break
    return result_value
