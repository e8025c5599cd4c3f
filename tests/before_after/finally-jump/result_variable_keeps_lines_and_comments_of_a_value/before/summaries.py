def summary(rows):
    for row in rows:
        try:
            if not row:
                # nothing to count

                # or so it seems
                return (  # an empty row
                    0
                    # no sum either
                )  # zero
            # how many there are
            return (
                len(row)  # counted once
                # and the sum on top
                + sum(row)
            )  # both
        except TypeError:
            return {
                "error": str(row),  # what came in
                "kinds": [
                    type(row).__name__,
                ],
            }
            # not reached
        finally:
            break
