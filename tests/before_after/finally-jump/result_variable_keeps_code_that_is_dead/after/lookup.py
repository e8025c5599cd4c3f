def lookup(rows, key):
    result_value = None
    for row in rows:
        if key in row:
            result_value = row[key]
            break; print("never")
        result_value = row["default"]
        break; return None
        break
    return result_value
