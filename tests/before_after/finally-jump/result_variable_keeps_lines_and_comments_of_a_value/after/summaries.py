def summary(rows):
    result_value = None
    for row in rows:
        try:
            if not row:
                # nothing to count

                # or so it seems
                result_value = (  # an empty row
                    0
                    # no sum either
                )  # zero
                break
            # how many there are
            result_value = (
                len(row)  # counted once
                # and the sum on top
                + sum(row)
            )  # both
        except TypeError:
            result_value = {
                "error": str(row),  # what came in
                "kinds": [
                    type(row).__name__,
                ],
            }
            # not reached
        break
    return result_value
