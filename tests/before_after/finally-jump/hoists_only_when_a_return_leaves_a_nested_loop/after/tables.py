log = []


def find(tables, key):
    for table in tables:
        try:
            for row in table:
                if row[0] == key:
                    return row[1]
            log.append("not here")
        except TypeError:
            log.append("not a table")
        break


def find_or_none(tables, key):
    for table in tables:
        try:
            for row in table:
                if row[0] == key:
                    log.append(row[1])
                    break
            else:
                return "nothing"
            if log:
                return "found"
        except TypeError:
            return "not a table"
        break
