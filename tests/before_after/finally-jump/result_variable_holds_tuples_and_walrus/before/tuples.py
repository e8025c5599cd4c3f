def head_and_rest(rows):
    for row in rows:
        try:
            first, *rest = row
            if not rest:
                return first,
            return first, *rest
        except ValueError:
            return ()
        finally:
            break


def measured(rows):
    for row in rows:
        try:
            if not row:
                return (n := len(row)), n
            return *row, "end"
        except TypeError:
            return(row, "no length")
        finally:
            break


def choice(rows):
    for row in rows:
        try:
            if row is None:
                return lambda: row
            return row if row else None
        except ValueError:
            return not row
        finally:
            break
