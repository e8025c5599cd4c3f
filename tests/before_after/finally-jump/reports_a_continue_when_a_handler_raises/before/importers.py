log = []


def import_all(rows, store):
    for row in rows:
        try:
            store(row)
        except Exception as error:
            log.append(row)
            raise ValueError(row) from error
        finally:
            continue


def import_most(rows, store):
    for row in rows:
        try:
            store(row)
        except ValueError:
            if row is None:
                raise
        except Exception:
            log.append(row)
        finally:
            log.append("done")
            continue
