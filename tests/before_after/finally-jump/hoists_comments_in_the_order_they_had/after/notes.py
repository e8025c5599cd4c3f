def first(rows, out):
    for row in rows:
        try:
            out.append(int(row))
        except ValueError:
            out.append(0)
        # one
        # two
        # three
        # five
        break  # four
