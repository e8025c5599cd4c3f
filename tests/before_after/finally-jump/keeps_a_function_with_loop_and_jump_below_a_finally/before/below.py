def outer(rows):
    try:
        rows.sort()
    finally:
        rows.close()

    for row in rows:
        if row:
            break
    return row


def inner(rows):
    for row in rows:
        def call():
            try:
                return row()
            finally:
                row.close()
        if call():
            break
        try: row.save()
        finally: row.close()
        continue
    return rows
