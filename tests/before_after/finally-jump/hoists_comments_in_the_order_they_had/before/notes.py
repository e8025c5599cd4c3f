def first(rows, out):
    for row in rows:
        try:
            out.append(int(row))
        except ValueError:
            out.append(0)
        # one
        finally:  # two
            # three
            break  # four
            # five
