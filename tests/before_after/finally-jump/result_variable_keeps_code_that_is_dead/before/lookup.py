def lookup(rows, key):
    for row in rows:
        try:
            if key in row: return row[key]; print("never")
            return row["default"]; return None
        finally:
            break
